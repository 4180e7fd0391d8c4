import numpy as np
import pytest


@pytest.fixture
def recipe():
    """Gauss clouds around Gauss centres, as the published code was run on them."""

    def made(seed, classes, counts, width, separation):
        draw = np.random.default_rng(seed)
        centres = draw.standard_normal((classes, width)) * separation
        counts = [counts] * classes if isinstance(counts, int) else counts
        rows = [centres[c] + draw.standard_normal((counts[c], width)) for c in range(classes)]
        return np.concatenate(rows), np.repeat(np.arange(classes), counts)

    return made

"""What a visitor may choose about a drawn page."""

import dataclasses

import numpy as np

from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.documents.fonts import FAMILY_NAMES

LAYOUTS = ("mixed", "prose", "verse", "columns", "title", "letter", "plate")
FONTS = ("mixed", *FAMILY_NAMES)
PAPERS = ("mixed", "cream", "tan", "grey", "vellum", "microfilm", "copy")


@dataclasses.dataclass(frozen=True)
class PageSettings(Settings):
    """How a procedural page looks; ``mixed`` and 0 leave the choice to the seed.

    A strength is a share: 0 switches the effect off, 1 is the worst page of an archive.
    """

    layout: str = param("mixed", meaning="what is set on the page", choices=LAYOUTS)
    font: str = param("mixed", meaning="typeface", choices=FONTS)
    paper: str = param("mixed", meaning="paper or copy", choices=PAPERS)
    height: int = param(1024, 256, 1600, "height of the page, px", step=64)
    columns: int = param(0, 0, 3, "columns of text (0: by seed)", step=1)
    line_pitch: float = param(0.0, 0.0, 0.08, "line distance / height (0: by seed)", step=0.002)
    margin: float = param(0.14, 0.02, 0.3, "margin around the text / width", step=0.01)
    graphics: float = param(0.5, 0.0, 1.0, "chance of woodcuts, initials and rules", step=0.05)
    ink_variation: float = param(0.5, 0.0, 1.0, "worn type and uneven ink", step=0.05)
    bleed_through: float = param(0.35, 0.0, 1.0, "ink of the other side", step=0.05)
    foxing: float = param(0.3, 0.0, 1.0, "brown spots and stains", step=0.05)
    warp: float = param(0.5, 0.0, 1.0, "rotation, waves, curl at the gutter", step=0.05)
    blur: float = param(0.2, 0.0, 1.0, "lens blur (1: deviation 1.6 px)", step=0.05)
    shadow: float = param(0.5, 0.0, 1.0, "shadow at the gutter, uneven light", step=0.05)


STRENGTHS = ("graphics", "ink_variation", "bleed_through", "foxing", "warp", "blur", "shadow")


def varied(settings: PageSettings, seed: int) -> PageSettings:
    """Return settings whose strengths lie between half and one and a half times the given ones.

    Args:
        settings: Where to start.
        seed: Seed.
    """
    random = numpy_generator(seed)
    changed = {
        name: float(np.clip(getattr(settings, name) * random.uniform(0.5, 1.5), 0, 1))
        for name in STRENGTHS
    }
    margin = float(np.clip(settings.margin * random.uniform(0.5, 1.4), 0.02, 0.3))
    return dataclasses.replace(settings, **changed, margin=margin)

"""Whether two sets of samples can be compared, and what a reader must know about them."""

from collections.abc import Mapping

import numpy as np

from engine.metrics.intervals import SeedSpread
from engine.studies.sample_set import OWN_FEATURES, SampleSet

FEW = 100
UNSTEADY = 0.1  # range over hash seeds beyond which a number is not to be trusted alone


def check_sets(real: SampleSet, generated: SampleSet, *, neighbours: int) -> None:
    """Refuse sets that no metric can compare.

    Args:
        real: Real samples.
        generated: Generated samples.
        neighbours: Largest number of neighbours that a ball reaches to.

    Raises:
        ValueError: If the number of features differs, a set is too small, or all real samples
            are the same.
    """
    widths = real.features.shape[1], generated.features.shape[1]
    if widths[0] != widths[1]:
        raise ValueError(
            f"real and generated must have the same features, got {widths[0]} ({real.extractor}) "
            f"and {widths[1]} ({generated.extractor}) for a sample; describe both with one "
            "extractor, or upload the pictures themselves"
        )
    for name, samples in (("real", real), ("generated", generated)):
        if samples.size <= neighbours:
            count = "1 sample" if samples.size == 1 else f"{samples.size} samples"
            raise ValueError(
                f"{name} must have at least {neighbours + 1} samples for balls to the "
                f"{neighbours}th neighbour, got {count}; add samples, some hundreds at least"
            )
    if _constant(real):
        raise ValueError(
            f"the real features must differ between samples, got {real.size:,} equal rows; check "
            "the extractor, or whether real and generated are swapped"
        )


def _constant(samples: SampleSet) -> bool:
    return bool((samples.features == samples.features[0]).all())


def warnings_of(
    real: SampleSet, generated: SampleSet, spreads: Mapping[str, SeedSpread]
) -> tuple[str, ...]:
    """Return what a reader of the numbers must know, one sentence each.

    Args:
        real: Real samples.
        generated: Generated samples.
        spreads: Results of each hashed metric over its seeds, by title.
    """
    size = real.features.shape[1]
    fewest = min(real.size, generated.size)
    found = []
    if _constant(generated):
        found.append(
            "All generated rows are equal: the generator has collapsed, or its features are "
            "wrong. Precision says nothing here."
        )
    if fewest < FEW:
        found.append(f"Only {fewest:,} samples in a set: every number is rough below {FEW}.")
    if fewest <= size:
        found.append(
            f"No more samples ({fewest:,}) than features ({size:,}): the Frechet distance is much "
            "too large, compare it only between sets of the same size."
        )
    if real.size != generated.size:
        found.append(
            f"The sets differ in size ({real.size:,} real, {generated.size:,} generated): more "
            "samples make smaller balls, so compare only with reports of the same sizes."
        )
    if real.sha256 == generated.sha256:
        found.append("Real and generated are the same file.")
    if OWN_FEATURES in (real.extractor, generated.extractor) and real.extractor != (
        generated.extractor
    ):
        named = real.extractor if real.extractor != OWN_FEATURES else generated.extractor
        found.append(f"The uploaded features are taken for {named}: nothing in a file proves it.")
    return (*found, *_unsteady(spreads), *_repeats(real, generated))


def _unsteady(spreads: Mapping[str, SeedSpread]) -> list[str]:
    return [
        f"{title} {name} depends on the random hash: {min(values):.2f} to {max(values):.2f} over "
        f"{len(values)} seeds. More samples of both sets steady it."
        for title, spread in spreads.items()
        for name, values in (("precision", spread.precisions), ("recall", spread.recalls))
        if max(values) - min(values) > UNSTEADY
    ]


def _repeats(real: SampleSet, generated: SampleSet) -> list[str]:
    found = []
    still = int((real.features == real.features[0]).all(axis=0).sum())
    if still:
        found.append(f"{still:,} of {real.features.shape[1]:,} features never change in the real.")
    first, second = _keys(real), _keys(generated)
    for name, keys in (("real", first), ("generated", second)):
        repeated = len(keys) - len(np.unique(keys))
        if repeated > 0.01 * len(keys):
            found.append(
                f"{repeated:,} {name} rows repeat another row: balls around repeated rows have "
                "the radius 0."
            )
    copies = int(np.isin(second, first).sum())
    if copies and real.sha256 != generated.sha256:
        found.append(
            f"{copies:,} generated rows equal a real row: copies of the data, or the same "
            "pictures in both sets?"
        )
    return found


def _keys(samples: SampleSet) -> np.ndarray:
    """Return one comparable value for each row."""
    rows = np.ascontiguousarray(samples.features.astype(np.float32) + np.float32(0))  # -0 is 0
    return rows.view(np.dtype((np.void, rows.shape[1] * 4)))[:, 0]

"""A visitor's samples as features, whatever they came as, and how many of them are kept."""

import dataclasses

import numpy as np
from jaxtyping import Float, Float64, Int64, Shaped

from engine.core.errors import NotFoundError
from engine.core.random import numpy_generator

MOST_ROWS = 50_000
MOST_VALUES = 10_000_000
SEED = 0
OWN_FEATURES = "your own features"


@dataclasses.dataclass(frozen=True, eq=False)
class SampleSet:
    """Samples to compare: one row of features each.

    Attributes:
        title: What a reader calls it, such as the file's name.
        features: The features; no unit.
        rows: Place of each sample in what was uploaded, from 0.
        extractor: Name of the features, such as ``"LeNet-84 features"``.
        sha256: Hash of what was uploaded.
        names: File name of each sample, or empty.
        notes: What was left out or drawn, one sentence each.
    """

    title: str
    features: Float[np.ndarray, "samples features"]
    rows: Int64[np.ndarray, " samples"]
    extractor: str
    sha256: str
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of samples."""
        return len(self.features)


def thinned(samples: SampleSet, most: int, *, seed: int = SEED) -> SampleSet:
    """Return the set, or ``most`` of its samples by a seeded draw, in their order.

    Args:
        samples: Any set.
        most: Samples to keep at most.
        seed: Decides the draw.
    """
    if samples.size <= most:
        return samples
    kept = np.sort(numpy_generator(seed).permutation(samples.size)[:most])
    names = tuple(samples.names[place] for place in kept) if samples.names else ()
    note = f"{most:,} of {samples.size:,} samples were drawn (seed {seed})."
    return dataclasses.replace(
        samples,
        features=samples.features[kept],
        rows=samples.rows[kept],
        names=names,
        notes=(*samples.notes, note),
    )


def reference_set(data: str) -> SampleSet:
    """Return the shipped features of the test images of ``"mnist"`` or ``"cifar10"``.

    Raises:
        NotFoundError: If there is no such set, or it is not shipped.
    """
    from engine.metrics.references import reference_features

    reference = reference_features(data)
    rows = reference.rows("test")
    return SampleSet(
        title=f"{data.upper().replace('CIFAR10', 'CIFAR-10')} test images",
        features=reference.features[rows],
        rows=reference.index[rows],
        extractor=reference.title,
        sha256=reference.card.sha256,
    )


def available_references() -> tuple[str, ...]:
    """Return the image sets whose reference features and classifier are shipped."""
    from engine.metrics.features import EXTRACTORS, classifier_name
    from engine.metrics.references import REFERENCES, reference_name
    from engine.zoo import card

    found = []
    for name in REFERENCES:
        try:
            card(reference_name(name))
            card(classifier_name(name))
        except NotFoundError:
            continue
        if name in EXTRACTORS:
            found.append(name)
    return tuple(found)


class RowSample:
    """Rows that arrive block by block, of which a seeded uniform sample is kept.

    Every row draws a number; the rows with the smallest numbers stay. So the sample is uniform
    without knowing how many rows come, and memory is bounded.

    >>> sample = RowSample(2)
    >>> sample.add(np.ones((3, 2)))
    >>> sample.finish()[0].tolist()
    [0, 1, 2]
    """

    def __init__(self, features: int, *, most: int | None = None, seed: int = SEED) -> None:
        self.total = 0
        self.most = most or min(MOST_ROWS, max(1, MOST_VALUES // max(features, 1)))
        self._draw = numpy_generator(seed)
        self._rows: list[Int64[np.ndarray, " _"]] = []
        self._keys: list[Float64[np.ndarray, " _"]] = []
        self._blocks: list[Float[np.ndarray, "_ features"]] = []

    def add(self, block: Shaped[np.ndarray, "rows features"]) -> None:
        """Take the next rows.

        Raises:
            ValueError: If a row holds NaN or infinity.
        """
        kind = np.float32 if block.dtype in (np.float16, np.float32) else np.float64
        values = block.astype(kind)
        bad = np.flatnonzero(~np.isfinite(values).all(axis=1))
        if len(bad):
            raise ValueError(
                f"every value must be finite, row {self.total + int(bad[0])} (counted from 0) "
                "holds NaN, infinity or an empty cell; drop such rows: "
                "x[np.isfinite(x).all(axis=1)]"
            )
        self._rows.append(np.arange(self.total, self.total + len(values)))
        self._keys.append(self._draw.random(len(values)))
        self._blocks.append(values)
        self.total += len(values)
        if sum(map(len, self._blocks)) > 2 * self.most:
            self._prune()

    def finish(self) -> tuple[Int64[np.ndarray, " kept"], Float[np.ndarray, "kept features"]]:
        """Return the places of the kept rows, ascending, and the rows.

        Raises:
            ValueError: If no row came.
        """
        if not self.total:
            raise ValueError("the file must hold rows, got none; save the features again")
        self._prune()
        return self._rows[0], self._blocks[0]

    @property
    def note(self) -> str:
        """What was left out, or nothing."""
        if self.total <= self.most:
            return ""
        return (
            f"The file has {self.total:,} rows; {self.most:,} of them were drawn "
            f"(seed {SEED}) and the others left out."
        )

    def _prune(self) -> None:
        rows, keys = np.concatenate(self._rows), np.concatenate(self._keys)
        values = np.concatenate(self._blocks)
        if len(rows) > self.most:
            kept = np.sort(np.argpartition(keys, self.most)[: self.most])
            rows, keys, values = rows[kept], keys[kept], values[kept]
        self._rows, self._keys, self._blocks = [rows], [keys], [values]

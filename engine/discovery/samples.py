"""Features grouped by class: one gate that says what every measure asks of its arrays."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int, Shaped

PRECISIONS = ("auto", "float64", "float32")
Features = Shaped[np.ndarray, "..."]
"""Features as a visitor may hand them in; :func:`checked_features` says whether they will do."""
Labels = Shaped[np.ndarray, "..."]
"""Class of each row, as numbers or names; :func:`checked_labels` says whether they will do."""


@dataclasses.dataclass(frozen=True, eq=False)
class ClassSamples:
    """Features sorted by class, each class moved to its own mean.

    Distances inside a class are measured around its mean, so that classes far from each other
    lose no digits to their distance.

    Attributes:
        classes: Label of each class, ascending.
        rows: Rows of the given array that belong to each class.
        members: Features of each class, less the class's mean.
        means: Mean of each class, less the mean of all samples.
    """

    classes: tuple[int | float | str | bool, ...]
    rows: tuple[Int[np.ndarray, " _"], ...]
    members: tuple[Float[np.ndarray, "_ features"], ...]
    means: Float[np.ndarray, "classes features"]

    @property
    def counts(self) -> Int[np.ndarray, " classes"]:
        """Samples of each class."""
        return np.array([len(each) for each in self.rows])


def grouped(features: Features, labels: Labels, *, precision: str = "auto") -> ClassSamples:
    """Return the samples by class.

    Args:
        features: One row for each sample.
        labels: Class of each sample.
        precision: "float64", "float32", or "auto": float32 only if the features are.

    Raises:
        ValueError: If shapes, values or labels rule a comparison of classes out.

    >>> grouped(np.eye(3), np.array(["b", "a", "b"])).counts
    array([1, 2])
    """
    if precision not in PRECISIONS:
        raise ValueError(f"precision must be one of {', '.join(PRECISIONS)}, got {precision!r}")
    array = checked_features(features, "features")
    named = checked_labels(labels, len(array))
    kind = array.dtype if precision == "auto" else np.dtype(precision)
    classes, numbers = np.unique(named, return_inverse=True)
    rows = tuple(np.flatnonzero(numbers == each) for each in range(len(classes)))
    middle = array.mean(axis=0, dtype=np.float64)
    means = np.stack([_mean(array[each]) for each in rows])
    members = tuple(
        np.subtract(array[each], mean, dtype=np.float64).astype(kind, copy=False)
        for each, mean in zip(rows, means, strict=True)
    )
    return ClassSamples(tuple(classes.tolist()), rows, members, means - middle)


def _mean(samples: Float[np.ndarray, "samples features"]) -> Float[np.ndarray, " features"]:
    """Return the mean, measured from the first sample: that of equal samples is exactly theirs.

    A mean that is rounded would set equal samples of two classes a last digit apart, and the
    bandwidth, which follows the distances, would make a discrepancy of it.
    """
    first = samples[0].astype(np.float64)
    return first + np.subtract(samples, first, dtype=np.float64).mean(axis=0)


def checked_features(features: Features, name: str) -> Float[np.ndarray, "samples features"]:
    """Return features as float32 or float64, or say what is wrong with them.

    Raises:
        ValueError: If they are not a filled, finite matrix of numbers.
    """
    array = np.asarray(features)
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(
            f"{name} must have the shape (samples, features) and not be empty, got "
            f"{array.shape}; flatten each sample to one row"
        )
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} must hold numbers, got {array.dtype}; convert the columns")
    kind = np.float32 if array.dtype in (np.float16, np.float32) else np.float64
    array = array.astype(kind, copy=False)
    if not np.isfinite(array).all():
        row = int(np.flatnonzero(~np.isfinite(array).all(axis=1))[0])
        raise ValueError(f"{name} must be finite, row {row} holds NaN or infinity; drop it")
    if np.abs(array).max() > np.sqrt(np.finfo(kind).max / array.shape[1]) / 64:
        raise ValueError(
            f"{name} must have squared distances that {np.dtype(kind)} can hold, got values up "
            f"to {np.abs(array).max():.3g}; scale the features"
        )
    return array


def checked_labels(labels: Labels, count: int) -> Shaped[np.ndarray, " samples"]:
    """Return one label for each of ``count`` samples, or say what is wrong with them.

    Raises:
        ValueError: If the number differs, a label is missing, or kinds are mixed.
    """
    named = np.asarray(labels)
    if named.shape != (count,):
        raise ValueError(
            f"labels must name one class for each of {count} samples, got the shape {named.shape}"
        )
    if named.dtype.kind == "O":
        if not all(isinstance(each, str) for each in named):
            raise ValueError("labels must be all numbers or all names; fill in the missing ones")
        named = named.astype(str)
    if named.dtype.kind not in "iubUf":
        raise ValueError(f"labels must be numbers or names, got {named.dtype}")
    if named.dtype.kind == "f" and not np.isfinite(named).all():
        raise ValueError("labels must be finite, got NaN or infinity; name or drop those samples")
    return named

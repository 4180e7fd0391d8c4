"""One gate for features: what every metric asks of its two arrays, said in one form."""

import numpy as np
from jaxtyping import Float, Shaped

PRECISIONS = ("auto", "float64", "float32")
Features = Shaped[np.ndarray, "..."]
"""Features as a visitor may hand them in; :func:`checked_pair` says whether they will do."""


def checked_pair(
    real: Features, generated: Features, *, least: int = 1, precision: str = "auto"
) -> tuple[Float[np.ndarray, "real features"], Float[np.ndarray, "generated features"]]:
    """Return both arrays as floats of one kind, or say what is wrong with them.

    Args:
        real: Features of real samples, one row each.
        generated: Features of generated samples, one row each.
        least: Fewest samples that the metric can work with.
        precision: "float64", "float32", or "auto": float32 only if both arrays are.

    Raises:
        ValueError: If a shape, a width, a count or a value rules the metric out.
    """
    if precision not in PRECISIONS:
        raise ValueError(f"precision must be one of {', '.join(PRECISIONS)}, got {precision!r}")
    first = checked(real, "real", least=least)
    second = checked(generated, "generated", least=least)
    if first.shape[1] != second.shape[1]:
        raise ValueError(
            "real and generated must have the same number of features, got "
            f"{first.shape[1]} and {second.shape[1]}; do both come from one extractor?"
        )
    kind = np.result_type(first, second) if precision == "auto" else np.dtype(precision)
    return first.astype(kind, copy=False), second.astype(kind, copy=False)


def checked(
    samples: Features, name: str, *, least: int = 1
) -> Float[np.ndarray, "samples features"]:
    """Return one array as float32 or float64, or say what is wrong with it.

    Raises:
        ValueError: If it is not two-dimensional, too small, not numeric, or not finite.
    """
    array = np.asarray(samples)
    if array.ndim != 2:
        raise ValueError(
            f"{name} must have the shape (samples, features), got {array.shape}; "
            "flatten each sample to one row"
        )
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} must hold numbers, got {array.dtype}")
    if array.shape[1] == 0 or array.shape[0] < least:
        raise ValueError(
            f"{name} must hold at least {least} samples of at least one feature, "
            f"got {array.shape[0]} of {array.shape[1]}; add samples or ask for fewer neighbours"
        )
    kind = np.float32 if array.dtype in (np.float16, np.float32) else np.float64
    array = array.astype(kind, copy=False)
    if not np.isfinite(array).all():
        row = int(np.flatnonzero(~np.isfinite(array).all(axis=1))[0])
        raise ValueError(f"{name} must be finite, row {row} holds NaN or infinity; drop it")
    if np.abs(array).max() > np.sqrt(np.finfo(kind).max / array.shape[1]) / 4:
        raise ValueError(
            f"{name} must have squared distances that {np.dtype(kind)} can hold, got values up "
            f"to {np.abs(array).max():.3g}; scale the features"
        )
    return array


def checked_neighbours(neighbours: tuple[int, ...]) -> int:
    """Return the largest of several numbers of neighbours.

    Raises:
        ValueError: If there is none, or one is not a positive whole number.
    """
    if not neighbours or any(int(each) != each or each < 1 for each in neighbours):
        raise ValueError(f"neighbours must be whole numbers of at least 1, got {neighbours}")
    return int(max(neighbours))

"""COCO's uncompressed run lengths: background first, down the columns."""

import numpy as np
from jaxtyping import Bool

from engine.core.errors import IntegrityError


def encoded(mask: Bool[np.ndarray, "rows columns"]) -> dict[str, list[int]]:
    """Return ``{"size": [rows, columns], "counts": [...]}``.

    >>> encoded(np.array([[False, True], [True, True]]))
    {'size': [2, 2], 'counts': [1, 3]}
    """
    flat = mask.ravel(order="F").astype(np.int8)
    edges = np.flatnonzero(np.diff(flat, prepend=0, append=flat[-1:]))
    counts = np.diff(np.concatenate(([0], edges, [flat.size])))
    return {"size": [int(n) for n in mask.shape], "counts": [int(n) for n in counts]}


def decoded(code: dict[str, list[int]]) -> Bool[np.ndarray, "rows columns"]:
    """Return the mask of uncompressed run lengths.

    Raises:
        IntegrityError: If the runs do not fill the picture.
    """
    rows, columns = code["size"]
    counts = np.array(code["counts"], np.int64)
    if (counts < 0).any() or counts.sum() != rows * columns:
        raise IntegrityError(
            f"run lengths must fill {rows} x {columns} px, got {counts.sum()}; export again"
        )
    values = np.repeat(np.arange(len(counts)) % 2 == 1, counts)
    return values.reshape((rows, columns), order="F")

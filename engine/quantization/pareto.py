"""The iso-size Pareto front: which settings nothing else beats in both size and error."""

import numpy as np
from jaxtyping import Float, Int


def pareto_front(
    sizes: Float[np.ndarray, " points"], errors: Float[np.ndarray, " points"]
) -> Int[np.ndarray, " front"]:
    """Return the indices of the points that no other point dominates, by rising size.

    A point dominates another if it is no larger and no worse, and better in one of the two. Of
    equal points the first stays. A point whose size or error is NaN is never on the front.

    Args:
        sizes: Size of each candidate, any unit (bits per weight, bytes).
        errors: Error of each candidate, lower is better.

    >>> pareto_front(np.array([4.0, 3.0, 4.0, 8.0]), np.array([0.2, 0.5, 0.1, 0.3])).tolist()
    [1, 2]
    """
    valid = np.flatnonzero(~(np.isnan(sizes) | np.isnan(errors)))
    order = valid[np.lexsort((errors[valid], sizes[valid]))]
    front: list[int] = []
    best = np.inf
    for index in order:
        if errors[index] < best:
            front.append(int(index))
            best = errors[index]
    return np.array(front, dtype=np.int64)

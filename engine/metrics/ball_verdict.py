"""Why one sample counts or not: the ball that holds it, or the one that misses it least."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int, Shaped

from engine.metrics.neighbours import smallest, squared_norms, tie_limits
from engine.metrics.samples import Features, checked


@dataclasses.dataclass(frozen=True, eq=False)
class BallVerdict:
    """What the exact metric says of one sample.

    Attributes:
        accepted: Whether some ball holds the sample.
        ball: Reference whose ball holds it deepest or misses it least.
        distance: Distance from the sample to that reference.
        radius: Radius of that ball.
        holding: Number of balls that hold the sample.
        nearest: Nearest references, the nearest first.
        nearest_distances: Distances to them.
        nearest_radii: Radii of their balls.
    """

    accepted: bool
    ball: int
    distance: float
    radius: float
    holding: int
    nearest: Int[np.ndarray, " count"]
    nearest_distances: Float[np.ndarray, " count"]
    nearest_radii: Float[np.ndarray, " count"]


def ball_verdict(
    sample: Shaped[np.ndarray, " features"],
    references: Features,
    radii: Float[np.ndarray, " references"],
    *,
    count: int = 5,
) -> BallVerdict:
    """Explain one sample against the balls of a finished comparison.

    A generated sample is judged against the real ones and ``real_radii`` of the result, a real
    one against the generated ones and ``generated_radii``.

    Args:
        sample: Features of the sample.
        references: Features of the set whose balls judge it.
        radii: Radius of each reference's ball; negative where a reference has none.
        count: Nearest references to list.

    >>> line = np.array([[0.0], [1.0], [5.0]])
    >>> verdict = ball_verdict(np.array([2.5]), line, np.array([1.0, 1.0, 4.0]))
    >>> verdict.accepted, verdict.ball, verdict.distance
    (True, 2, 2.5)
    """
    references = checked(references, "references")
    if sample.shape != references.shape[1:] or len(radii) != len(references):
        raise ValueError(
            "sample, references and radii must fit together, got "
            f"{sample.shape}, {references.shape} and {radii.shape}"
        )
    offsets = references - sample.astype(references.dtype)
    squares = squared_norms(offsets)
    limits = tie_limits(np.where(radii < 0, -np.inf, radii**2).astype(references.dtype), offsets)
    depth = squares - limits
    ball = int(depth.argmin())
    found, columns = smallest(squares[None], min(count, len(references)))
    return BallVerdict(
        accepted=bool(depth[ball] <= 0),
        ball=ball,
        distance=float(np.sqrt(squares[ball])),
        radius=float(radii[ball]),
        holding=int(np.count_nonzero(depth <= 0)),
        nearest=columns[0],
        nearest_distances=np.sqrt(found[0]),
        nearest_radii=radii[columns[0]],
    )

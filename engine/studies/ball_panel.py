"""What the exact metric looks like in a plane: the balls, and why one point counts or not."""

import dataclasses
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float

from engine.metrics.ball_verdict import BallVerdict, ball_verdict
from engine.metrics.precision_recall import PrecisionRecall, knn_precision_recall
from engine.studies.point_sets import PointSet

Judged = Literal["generated", "real"]


@dataclasses.dataclass(frozen=True, eq=False)
class BallPanel:
    """The exact metric on a small set of points.

    Attributes:
        result: Both scores and the verdict on every point.
        judged: "generated" for precision, "real" for recall.
        judged_points: The points that are judged.
        references: The points whose balls judge them.
        radii: Radius of each reference's ball.
        accepted: For each judged point: some ball holds it.
    """

    result: PrecisionRecall
    judged: Judged
    judged_points: Float[np.ndarray, "judged 2"]
    references: Float[np.ndarray, "references 2"]
    radii: Float[np.ndarray, " references"]
    accepted: Bool[np.ndarray, " judged"]

    @property
    def score(self) -> float:
        """Precision or recall, whichever is looked at."""
        return self.result.precision if self.judged == "generated" else self.result.recall

    def verdict(self, index: int) -> BallVerdict:
        """Return why one judged point counts or not.

        Raises:
            ValueError: If there is no such point.
        """
        if not 0 <= index < len(self.judged_points):
            raise ValueError(
                f"index must name one of {len(self.judged_points)} points, got {index}"
            )
        return ball_verdict(self.judged_points[index], self.references, self.radii)


def ball_panel(points: PointSet, judged: Judged, *, neighbours: int = 3) -> BallPanel:
    """Return the balls of one set and what they say of the other.

    Args:
        points: The two sets.
        judged: "generated" asks for precision, "real" for recall.
        neighbours: Neighbours that a ball reaches to.

    Raises:
        ValueError: If there are too few points for the balls.
    """
    result = knn_precision_recall(points.real, points.generated, neighbours=(neighbours,))[0]
    if judged == "generated":
        sides = points.generated, points.real, result.real_radii, result.generated_accepted
    else:
        sides = points.real, points.generated, result.generated_radii, result.real_covered
    return BallPanel(result, judged, *sides)

"""What the pictures of balls and buckets say in words."""

import numpy as np

from engine.metrics.lsh_occupancy import LshOccupancy
from engine.studies.ball_panel import BallPanel, Judged
from engine.studies.bucket_panel import BucketPanel
from engine.studies.panel_reach import Reach, ball_reach, bucket_reach
from engine.studies.point_sets import SETS

OTHER = {"generated": "real", "real": "generated"}


def legend(points: str, judged: Judged) -> str:
    """Return what the marks mean, and what this set of points shows."""
    return (
        f"{SETS[points]} Rings: {OTHER[judged]} points. Each {judged} point is a green disc where "
        "it counts and an orange cross where it does not; it counts inside the blue area."
    )


def picture_label(metric: str, score: str, accepted: np.ndarray, judged: Judged) -> str:
    """Return what a screen reader says of one picture."""
    return (
        f"{metric}: {int(accepted.sum())} of {len(accepted)} {judged} points count, {score} "
        f"{accepted.mean():.2f}. Press N or P to choose a point (with Shift: a ring), arrow keys "
        "to move it."
    )


def reasons(
    balls: BallPanel, panel: BucketPanel, title: str, chosen: tuple[str, int] | None
) -> tuple[str, ...]:
    """Return why both metrics judge the chosen point as they do, or whom it helps.

    Args:
        balls: The exact metric.
        panel: The metric beside it.
        title: Name of that metric.
        chosen: "real" or "generated", and which point; None where none is chosen.
    """
    judged, other = balls.judged, OTHER[balls.judged]
    if chosen is None:
        return (
            f"Choose a {judged} point: the pictures then show the ball and the buckets that "
            f"decide about it. Choose a {other} one: they show what it reaches.",
        )
    kind, selected = chosen
    if kind != judged:
        return _reaches(balls, panel, title, selected)
    name = f"{judged.capitalize()} point {selected}"
    bucket = _occupancy if isinstance(panel.method, LshOccupancy) else _mates
    return (
        f"**KNN.** {name} {_ball(balls, selected, other)}",
        f"**{title}.** {name} {bucket(panel, selected, other)}",
    )


def _reaches(balls: BallPanel, panel: BucketPanel, title: str, index: int) -> tuple[str, ...]:
    judged, other = balls.judged, OTHER[balls.judged]
    name = f"{other.capitalize()} point {index}"
    ball, bucket = ball_reach(balls, index), bucket_reach(panel, index)
    exact = (
        f"**KNN.** {name} is not judged here, it judges: its ball reaches {ball.radius:.2f}, to "
        f"its neighbour {balls.result.neighbours}, and holds {_points(ball, judged)}."
    )
    if isinstance(panel.method, LshOccupancy):
        hashed = f"it shares a bucket with {_points(bucket, judged)}"
    elif bucket.radius < 0:
        hashed = "it has no ball: too few points of its own kind share its buckets"
    else:
        hashed = (
            f"its ball among bucket mates reaches {bucket.radius:.2f} and holds "
            f"{_points(bucket, judged)}"
        )
    return exact, f"**{title}.** {name}: {hashed}."


def _points(reach: Reach, judged: Judged) -> str:
    count, alone = int(reach.held.sum()), int(reach.alone.sum())
    if not count:
        return f"no {judged} point"
    plural = "s" * (count > 1)
    counts = "count" if alone > 1 else "counts"
    only = f"**{alone}** of them {counts} only because of it"
    if not alone:
        only = "no verdict depends on it"
    return f"{count} {judged} point{plural}: {only}"


def _counts(*, accepted: bool) -> str:
    return "**counts**" if accepted else "**does not count**"


def _ball(balls: BallPanel, index: int, other: str) -> str:
    verdict = balls.verdict(index)
    reach = f"reaches {verdict.radius:.2f}, to its neighbour {balls.result.neighbours}"
    if verdict.accepted:
        more = verdict.holding - 1
        rest = f" So do {more} more balls." if more > 1 else ""
        return (
            f"{_counts(accepted=True)}: it lies {verdict.distance:.2f} from {other} point "
            f"{verdict.ball}, whose ball {reach}.{rest}"
        )
    return (
        f"{_counts(accepted=False)}: the ball that misses it least, of {other} point "
        f"{verdict.ball}, {reach}; the distance is {verdict.distance:.2f}."
    )


def _occupancy(panel: BucketPanel, index: int, other: str) -> str:
    cells = panel.cells(index)
    share = panel.method.share if isinstance(panel.method, LshOccupancy) else 0.0
    full = sum(panel.occupied(cell) for cell in cells)
    needed = int(np.ceil(share * len(cells) - 1e-9))
    accepted = bool(panel.accepted[index])
    most = max(len(cell.members) for cell in cells)
    return (
        f"{_counts(accepted=accepted)}: its bucket holds a {other} point in {full} of "
        f"{len(cells)} tables, and {needed} are needed. The fullest holds {most}. No "
        "distance was computed."
    )


def _mates(panel: BucketPanel, index: int, other: str) -> str:
    mates = {int(each) for cell in panel.cells(index) for each in cell.members}
    best = panel.best_mate(index)
    accepted = bool(panel.accepted[index])
    start = f"{_counts(accepted=accepted)}: it shares a bucket with {len(mates)} {other} points"
    if best is None:
        return f"{start}, and none of them has a ball (too few mates of their own)."
    mate, distance, radius = best
    verb = "holds it" if accepted else "does not reach it"
    return (
        f"{start}; the ball of point {mate} {verb}: radius {radius:.2f}, distance {distance:.2f}."
    )

"""What the pictures of balls and buckets say in words."""

import numpy as np

from engine.metrics.lsh_occupancy import LshOccupancy
from engine.studies.ball_panel import BallPanel, Judged
from engine.studies.bucket_panel import BucketPanel
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
        f"{accepted.mean():.2f}. Press N or P to choose a point, arrow keys to move it."
    )


def reasons(
    balls: BallPanel, panel: BucketPanel, title: str, selected: int | None
) -> tuple[str, ...]:
    """Return why both metrics judge the selected point as they do; a hint where none is."""
    judged, other = balls.judged, OTHER[balls.judged]
    if selected is None:
        return (
            f"Choose a {judged} point: the pictures then show the ball and the buckets that "
            "decide about it.",
        )
    name = f"{judged.capitalize()} point {selected}"
    bucket = _occupancy if isinstance(panel.method, LshOccupancy) else _mates
    return (
        f"**KNN.** {name} {_ball(balls, selected, other)}",
        f"**{title}.** {name} {bucket(panel, selected, other)}",
    )


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

"""The two pictures of the plane: which balls, areas, cells and lines each of them shows."""

import numpy as np

from engine.metrics.lsh_occupancy import LshOccupancy
from engine.studies.ball_panel import BallPanel
from engine.studies.bucket_panel import BucketPanel
from engine.studies.panel_reach import ball_reach, bucket_reach
from ui.sections import plane_words
from ui.sections.plane_picture import Panel

Chosen = tuple[str, int] | None
"""A point, by "real" or "generated" and its number."""


def area_path(area: np.ndarray, half: float) -> str:
    """Return the accepted squares as one SVG path, row by row.

    >>> area_path(np.array([[True, True], [False, True]]), 1.0)
    'M-1 -1h2v1h-2zM0 0h1v1h-1z'
    """
    side = 2 * half / len(area)
    drawn = []
    for row, line in enumerate(area):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(int), [0]])))
        for start, end in edges.reshape(-1, 2):
            x, y, width = start * side - half, row * side - half, (end - start) * side
            drawn.append(f"M{x:.4g} {y:.4g}h{width:.4g}v{side:.4g}h{-width:.4g}z")
    return "".join(drawn)


def balls(panel: BallPanel, name: str, chosen: Chosen) -> Panel:
    """Return the picture of the exact metric; the deciding ball of the chosen point on top."""
    rings, lines = [], []
    kind, selected = chosen or ("", 0)
    if kind and kind != panel.judged:
        reach = ball_reach(panel, selected)
        rings = [(*panel.references[selected].tolist(), reach.radius, bool(reach.held.any()))]
    elif kind:
        verdict = panel.verdict(selected)
        centre = panel.references[verdict.ball].tolist()
        rings = [(*centre, verdict.radius, verdict.accepted)]
        lines = [(*panel.judged_points[selected].tolist(), *centre)]
    circles = zip(*panel.references.T.tolist(), panel.radii.tolist(), strict=True)
    return Panel(
        f"KNN: balls to neighbour {panel.result.neighbours}",
        f"{name} {panel.score:.2f}",
        plane_words.picture_label("KNN", name, panel.accepted, panel.judged),
        panel.accepted.tolist(),
        circles=list(circles),
        rings=rings,
        lines=lines,
    )


def buckets(title: str, panel: BucketPanel, area: str, name: str, chosen: Chosen) -> Panel:
    """Return the picture of a hashed metric; the buckets of the chosen point on top."""
    rings, lines, cells = [], [], []
    kind, selected = chosen or ("", 0)
    if kind and kind != panel.judged:
        reach = bucket_reach(panel, selected)
        cells = [{"corners": x.corners.tolist(), "full": len(x.members) > 0} for x in reach.cells]
        if reach.radius >= 0:
            rings = [(*panel.references[selected].tolist(), reach.radius, bool(reach.held.any()))]
    elif kind:
        found = panel.cells(selected)
        cells = [{"corners": x.corners.tolist(), "full": panel.occupied(x)} for x in found]
        mate = panel.best_mate(selected)
        if mate is not None:
            centre = panel.references[mate[0]].tolist()
            rings = [(*centre, mate[2], mate[1] <= mate[2])]
            lines = [(*panel.judged_points[selected].tolist(), *centre)]
    what = "occupied buckets" if isinstance(panel.method, LshOccupancy) else "balls inside buckets"
    return Panel(
        f"{title}: {what}",
        f"{name} {panel.score:.2f}",
        plane_words.picture_label(title, name, panel.accepted, panel.judged),
        panel.accepted.tolist(),
        area=area,
        rings=rings,
        cells=cells,
        lines=lines,
    )

"""Balls against buckets: a set of points, what two metrics say of it, and why."""

import dataclasses

import numpy as np
import pandas as pd
import streamlit as st

from engine.studies.ball_panel import BallPanel, ball_panel
from engine.studies.bucket_panel import BucketPanel, accepted_area, bucket_panel
from engine.studies.point_sets import HALF_WIDTH, PointSet, moved, point_set
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import plane_panels, plane_picture, plane_words
from ui.sections.plane_look import RIGHT, Look
from ui.sections.plane_picture import Touched

KEY = "precision_recall_plane"
_ROUND = f"{KEY}_round"


@dataclasses.dataclass(frozen=True, eq=False)
class Judgement:
    """All three metrics on the points as they lie now.

    Attributes:
        points: The points.
        balls: The exact metric.
        occupancy: LSH-only.
        mates: LSH+KNN.
    """

    points: PointSet
    balls: BallPanel
    occupancy: BucketPanel
    mates: BucketPanel


@st.cache_data(max_entries=64, show_spinner=False)
def _judge(
    look: Look, moves: tuple[tuple[tuple[str, int], tuple[float, float]], ...]
) -> Judgement:
    points = moved(point_set(look.points, seed=look.seed), dict(moves))
    return Judgement(
        points,
        ball_panel(points, look.judged, neighbours=look.neighbours),
        bucket_panel(points, look.judged, look.occupancy),
        bucket_panel(points, look.judged, look.mates),
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _area(look: Look, moves: tuple[object, ...], _panel: BucketPanel) -> str:
    return plane_panels.area_path(accepted_area(_panel), HALF_WIDTH)


def _forget() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def draw(lesson: LessonPage, look: Look) -> tuple[Judgement, Touched]:
    """Draw both pictures, their scores and the reason for the selected point."""
    start = point_set(look.points, seed=look.seed)
    counts = {"real": len(start.real), "generated": len(start.generated)}
    token = f"{look.points}/{look.seed}/{st.session_state.get(_ROUND, 0)}"
    state = plane_picture.touched(KEY, token, counts)
    moves = tuple(sorted(state.moves.items()))
    judgement = _judge(look, moves)
    panel = judgement.occupancy if look.right == RIGHT[0] else judgement.mates
    name = "precision" if look.judged == "generated" else "recall"
    reasons = plane_words.reasons(judgement.balls, panel, look.right, state.selected)
    st.caption(plane_words.legend(look.points, look.judged))
    plane_picture.draw(
        KEY,
        token,
        (
            plane_panels.balls(judgement.balls, name, state.selected),
            plane_panels.buckets(
                look.right, panel, _area(look, moves, panel), name, state.selected
            ),
        ),
        points={
            "real": judgement.points.real.round(4).tolist(),
            "generated": judgement.points.generated.round(4).tolist(),
            "judged": look.judged,
            "half": HALF_WIDTH,
            "status": " ".join(reasons).replace("**", ""),
        },
        state=state,
        palette=lesson.palette,
    )
    _below(reasons, state)
    return judgement, state


def _below(reasons: tuple[str, ...], state: Touched) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Put the points back",
            icon=":material/undo:",
            key=f"{KEY}_back",
            disabled=not state.moves and state.selected is None,
            on_click=_forget,
        )
        st.caption(
            "Drag any point, or click one to see why it counts. Keys: N and P choose a point "
            "(Shift: one of the rings), the arrows move it (Shift: further)."
        )
    with st.container(border=True, gap="xsmall", height=142):
        for each in reasons:
            st.markdown(each)


def tiles(lesson: LessonPage, judgement: Judgement) -> None:
    """Draw precision and recall by each of the three metrics."""
    named = (
        ("KNN", judgement.balls.result),
        ("LSH+KNN", judgement.mates.result),
        ("LSH-only", judgement.occupancy.result),
    )
    lesson.tiles(
        *(
            Tile(f"{title}: precision / recall", f"{x.precision:.2f} / {x.recall:.2f}", term=title)
            for title, x in named
        )
    )


def frame(judgement: Judgement) -> pd.DataFrame:
    """Return every judged point with the verdict of each metric."""
    return pd.DataFrame(
        {
            "point": np.arange(len(judgement.balls.judged_points)),
            "x": judgement.balls.judged_points[:, 0],
            "y": judgement.balls.judged_points[:, 1],
            "KNN": judgement.balls.accepted,
            "LSH+KNN": judgement.mates.accepted,
            "LSH-only": judgement.occupancy.accepted,
        }
    )

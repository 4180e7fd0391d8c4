"""Our own trained networks on the cost plane, once their scores ship."""

import pandas as pd
import streamlit as st

from ui.charts.cost_plane import cost_plane, plane_finding
from ui.page import LessonPage
from ui.sections.plane_cost_figures import on_front, title
from ui.sections.plane_cost_state import PlaneView

COLUMNS = {"operations": "operations", "size": "mebibytes", "energy": "millijoules"}
ACCURACY = "CIFAR-10 test accuracy, %, ours"


def own_frame(scores: pd.DataFrame, view: PlaneView) -> pd.DataFrame:
    """Return cost, accuracy and place on the front of each of our networks."""
    from engine.studies.score_points import score_points

    points = score_points(scores, view.rules)
    frame = points.assign(cost=points[COLUMNS[view.axis]], top1=points["accuracy"])
    front = on_front(frame["cost"].to_numpy(float), frame["top1"].to_numpy(float))
    names = ["network", "family", "cost", "top1", "lowest", "highest", "seeds"]
    return frame[names].assign(on_front=front).sort_values("cost").reset_index(drop=True)


def _axis(view: PlaneView) -> str:
    if view.axis == "energy":
        return "Energy, mJ, first principles, maps in DRAM"
    return "Stored size, MiB, float16 beside the bits" if view.axis == "size" else title(view)


def draw(lesson: LessonPage, view: PlaneView) -> pd.DataFrame | None:
    """Draw our networks in a plane of their own, or say that there are none yet."""
    from engine.studies.score_points import COMMAND, shipped_scores

    st.header("Our own small networks", anchor=False)
    scores = shipped_scores()
    if scores is None:
        st.info(
            "No network of ours is trained and shipped yet, so this plane is empty. "
            f"`{COMMAND}` trains them on CIFAR-10.",
            icon=":material/hourglass_empty:",
        )
        return None
    frame = own_frame(scores, view)
    st.markdown(f"**{plane_finding(frame)}**".replace("*-", r"\*-"))
    best = str(frame.loc[frame["top1"].idxmax(), "network"])
    chart = cost_plane(frame, lesson.palette, title=_axis(view), chosen=best, accuracy=ACCURACY)
    lesson.figure(chart, alt=str(chart.description), data=frame)
    lesson.text(
        "Trained here on small pictures: compare them with one another, never with the ImageNet "
        "accuracies above. The ring marks the most accurate; the table has the range over seeds."
    )
    return frame

"""Generated pictures to click: each with a mark for every metric that accepts it."""

import altair as alt
import pandas as pd

from ui.charts.precision_recall_scale import METRICS
from ui.theme import Palette

SELECTION = "sample"
COLUMNS = 8
LEGEND = 72  # pixels of the legend, which count as height
STEP = 42  # pixels from one picture to the next: eight fit on a phone


def sample_grid(frame: pd.DataFrame, palette: Palette, *, chosen: int) -> alt.LayerChart:
    """Return the pictures in rows; a click chooses one.

    Args:
        frame: Columns ``sample``, ``picture`` (data URL), ``votes`` (metrics that accept it),
            ``accepted`` (their names), ``seen`` (class and confidence).
        palette: Colours of the page's mode.
        chosen: Sample that is explained.
    """
    frame = frame.assign(column=frame["sample"] % COLUMNS, row=frame["sample"] // COLUMNS)
    rows = int(frame["row"].max()) + 1
    pick = alt.selection_point(name=SELECTION, fields=["sample"], on="click", empty=False)
    scale = alt.Scale(paddingInner=0.06, paddingOuter=0.03)
    base = alt.Chart(frame).encode(
        x=alt.X("column:O", axis=None, scale=scale), y=alt.Y("row:O", axis=None, scale=scale)
    )
    frames = base.mark_rect(cornerRadius=3, strokeWidth=3).encode(
        color=alt.Color(
            "votes:O",
            title="Metrics that accept it",
            scale=alt.Scale(
                domain=list(range(len(METRICS) + 1)),
                range=[palette.clip, palette.diverging[3], palette.diverging[6], palette.measured],
            ),
            legend=alt.Legend(orient="top"),
        )
    )
    pictures = base.mark_image(width=32, height=32).encode(
        url=alt.Url("picture:N"),
        tooltip=[
            alt.Tooltip("sample:O", title="Sample"),
            alt.Tooltip("seen:N", title="Classifier sees"),
            alt.Tooltip("accepted:N", title="Accepted by"),
        ],
    )
    ring = (
        base.transform_filter(alt.datum.sample == chosen)
        .mark_rect(fillOpacity=0, stroke=palette.text, strokeWidth=3, cornerRadius=3)
        .encode()
    )
    every = int((frame["votes"] == len(METRICS)).sum())
    none = int((frame["votes"] == 0).sum())
    return (
        alt.layer(frames, pictures, ring)
        .add_params(pick)
        .properties(
            width=COLUMNS * STEP,
            height=STEP * rows + LEGEND,
            description=f"{len(frame)} generated pictures: all three metrics accept {every}, "
            f"none accepts {none}.",
        )
    )

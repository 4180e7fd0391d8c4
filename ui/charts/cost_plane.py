"""Published accuracy against a cost, and where a network's energy goes."""

import altair as alt
import numpy as np
import pandas as pd

from ui.theme import Palette

SELECTION = "network"
PUBLISHED = "ImageNet top-1, %, as published"
FRONT, BEATEN = "on the front", "beaten in this plane"
TERMS = ("float arithmetic", "binary arithmetic", "feature maps", "weights")
HEIGHT = 480
LABEL = (0.25, 0.07)  # width and height of a name, as a share of the plane


def family_marks(palette: Palette) -> alt.Shape:
    """Return the mark of each family, its legend below the plane."""
    return alt.Shape(
        "family:N",
        title=None,
        legend=alt.Legend(
            orient="bottom",
            columns=2,
            symbolFillColor=palette.text,
            symbolStrokeWidth=0,
            symbolSize=80,
        ),
    )


def cost_plane(
    frame: pd.DataFrame,
    palette: Palette,
    *,
    title: str,
    chosen: str,
    accuracy: str = PUBLISHED,
) -> alt.LayerChart:
    """Return the plane; a click picks the nearest network.

    Args:
        frame: Columns ``network``, ``family``, ``cost``, ``top1`` (percent), ``on_front``.
        palette: Colours of the page's mode.
        title: Name and unit of the cost.
        chosen: Network that is marked.
        accuracy: Name and unit of the accuracy.
    """
    shown = frame.assign(state=frame["on_front"].map({True: FRONT, False: BEATEN}))
    place = {
        "x": alt.X("cost:Q", title=title, scale=alt.Scale(type="log", nice=False, padding=50)),
        "y": alt.Y(
            "top1:Q",
            title=accuracy,
            scale=alt.Scale(zero=False, padding=24),
        ),
    }
    picked = alt.selection_point(
        name=SELECTION, fields=["network"], on="click", nearest=True, empty=False, toggle=False
    )
    points = (
        alt.Chart(shown)
        .encode(
            **place,
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=[FRONT, BEATEN], range=[palette.quantized, palette.full]),
                legend=alt.Legend(orient="top"),
            ),
            shape=family_marks(palette),
            tooltip=[
                alt.Tooltip("network:N", title="Network"),
                alt.Tooltip("cost:Q", title=title, format=",.4~g"),
                alt.Tooltip("top1:Q", title=accuracy, format=".2f"),
            ],
        )
        .mark_point(filled=True, size=110, opacity=1, cursor="pointer")
        .add_params(picked)
    )
    front = shown[shown["on_front"]].sort_values("cost")
    line = (
        alt.Chart(front)
        .encode(**place)
        .mark_line(color=palette.quantized, interpolate="step-after", strokeDash=[4, 3])
    )
    words = (
        alt.Chart(_spread(shown, chosen))
        .encode(**place, text=alt.Text("network:N"))
        .mark_text(align="left", dx=8, dy=17, fontSize=12, color=palette.text)
    )
    ring = (
        alt.Chart(shown[shown["network"] == chosen])
        .encode(**place)
        .mark_point(size=330, filled=False, stroke=palette.text, strokeWidth=2.5)
    )
    return alt.layer(line, points, words, ring).properties(
        height=HEIGHT, description=plane_finding(frame)
    )


def _spread(shown: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """Return the points that are named: the chosen one, then those of the front with room."""
    places = np.column_stack([np.log(shown["cost"].astype(float)), shown["top1"]])
    places = (places - places.min(axis=0)) / np.maximum(np.ptp(places, axis=0), 1e-9)
    kept = list(np.flatnonzero(shown["network"] == chosen))
    for each in np.flatnonzero(shown["on_front"]):
        apart = np.abs(places[kept] - places[each]) > LABEL
        if apart.any(axis=1).all():
            kept.append(each)
    return shown.iloc[kept]


def plane_finding(frame: pd.DataFrame) -> str:
    """Return the plane's finding: which networks nothing else beats."""
    front = frame[frame["on_front"]].sort_values("cost")
    names = [f"{each.network} ({each.top1:.4g} %)" for each in front.itertuples()]
    listed = ": " + ", ".join(names) if len(names) < 4 else f", from {names[0]} to {names[-1]}"
    return f"{len(front)} of {len(frame)} networks are beaten by none in this plane{listed}."


def energy_bars(frame: pd.DataFrame, palette: Palette, *, origin: str) -> alt.LayerChart:
    """Return the energy of each network by what takes it, published totals as ticks.

    Args:
        frame: Columns ``network``, ``term``, ``millijoules``, ``published`` (may be missing).
        palette: Colours of the page's mode.
        origin: "calibrated" or "first principles".
    """
    order = list(dict.fromkeys(frame["network"]))
    title = f"Energy of one picture, mJ ({origin})"
    colours = [palette.full, palette.quantized, palette.clip, palette.error]
    rows = alt.Y("network:N", sort=order, title=None, axis=alt.Axis(labelLimit=190))
    bars = (
        alt.Chart(frame)
        .encode(
            y=rows,
            x=alt.X("sum(millijoules):Q", title=title),
            color=alt.Color(
                "term:N",
                title=None,
                scale=alt.Scale(domain=list(TERMS), range=colours),
                legend=alt.Legend(orient="top", columns=2),
            ),
            tooltip=[
                alt.Tooltip("network:N", title="Network"),
                alt.Tooltip("term:N", title="Goes to"),
                alt.Tooltip("millijoules:Q", title="mJ", format=".3f"),
            ],
        )
        .mark_bar()
    )
    totals = frame.dropna(subset=["published"]).drop_duplicates("network")
    ticks = (
        alt.Chart(totals)
        .encode(
            y=rows,
            x=alt.X("published:Q"),
            tooltip=[alt.Tooltip("published:Q", title="Published, mJ", format=".2f")],
        )
        .mark_tick(color=palette.paper, thickness=3, size=18)
    )
    return alt.layer(bars, ticks).properties(
        height=26 * len(order) + 110, description=energy_finding(frame, origin)
    )


def energy_finding(frame: pd.DataFrame, origin: str) -> str:
    """Return the bars' finding: in how many networks each term is the largest."""
    wide = frame.pivot_table(index="network", columns="term", values="millijoules", sort=False)
    counts = wide.idxmax(axis=1).value_counts()
    words = ", ".join(f"{term} in {count}" for term, count in counts.items())
    return f"What takes most of the energy, {origin}: {words} of {len(wide)} networks."

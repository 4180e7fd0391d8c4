"""The map of real samples by what became of them, and recall by class."""

import altair as alt
import pandas as pd

from ui.theme import Palette

SELECTION = "sample"
STATES = ("covered", "lost", "gained", "never covered")
HEIGHT = 500
_SHAPES = ("circle", "triangle-up", "diamond", "cross")
_SIZES = (16, 44, 34, 26)
_OPACITIES = (0.35, 1.0, 0.9, 0.75)


def _colours(palette: Palette) -> list[str]:
    return [palette.full, palette.clip, palette.quantized, palette.error]


def coverage_points(
    frame: pd.DataFrame, palette: Palette, *, axis: str, bits: int, chosen: int
) -> alt.LayerChart:
    """Return the map; a click picks the nearest sample.

    Args:
        frame: Columns ``sample``, ``x``, ``y``, ``name`` (of the class), ``state``.
        palette: Colours of the page's mode.
        axis: Name of the map, such as ``"UMAP"``.
        bits: Width of the compressed generator.
        chosen: Sample that is marked.
    """
    counts = frame["state"].value_counts()
    titles = _titles(bits)
    labels = {each: f"{titles[each]} ({counts.get(each, 0):,})" for each in STATES}
    shown = frame.assign(legend=frame["state"].map(labels))
    domain = list(labels.values())
    # what matters is drawn last, on top
    rank = {"covered": 0, "gained": 1, "never covered": 2, "lost": 3}
    shown = shown.sort_values("state", key=lambda column: column.map(rank))
    picked = alt.selection_point(
        name=SELECTION, fields=["sample"], on="click", nearest=True, empty=False, toggle=False
    )
    place = {
        "x": alt.X("x:Q", title=f"{axis} 1 (no unit)", scale=alt.Scale(zero=False)),
        "y": alt.Y("y:Q", title=f"{axis} 2 (no unit)", scale=alt.Scale(zero=False)),
    }
    legend = alt.Legend(orient="top", columns=2, labelLimit=240, symbolOpacity=1, symbolSize=70)
    points = (
        alt.Chart(shown)
        .encode(
            **place,
            color=alt.Color(
                "legend:N",
                title=None,
                scale=alt.Scale(domain=domain, range=_colours(palette)),
                legend=legend,
            ),
            shape=alt.Shape(
                "legend:N", title=None, scale=alt.Scale(domain=domain, range=list(_SHAPES))
            ),
            size=_by_state(_SIZES),
            opacity=_by_state(_OPACITIES),
            tooltip=[
                alt.Tooltip("name:N", title="Class"),
                alt.Tooltip("state:N", title="State"),
                alt.Tooltip("sample:Q", title="Sample"),
            ],
        )
        .mark_point(filled=True, strokeWidth=0, cursor="pointer")
        .add_params(picked)
    )
    middles = frame.groupby("name", as_index=False)[["x", "y"]].median()
    names = alt.Chart(middles).encode(**place, text=alt.Text("name:N"))
    halo = names.mark_text(
        fontSize=15, fontWeight="bold", stroke=palette.background, strokeWidth=4, opacity=0.85
    )
    words = names.mark_text(fontSize=15, fontWeight="bold", color=palette.text)
    ring = (
        alt.Chart(frame[frame["sample"] == chosen])
        .encode(**place)
        .mark_point(size=320, filled=False, stroke=palette.text, strokeWidth=2.5)
    )
    return alt.layer(points, halo, words, ring).properties(
        height=HEIGHT, description=map_finding(frame, bits=bits)
    )


def _titles(bits: int) -> dict[str, str]:
    words = ("covered", f"lost at {bits} bits", f"only at {bits} bits", "never covered")
    return dict(zip(STATES, words, strict=True))


def _by_state(values: tuple[float, ...]) -> dict[str, object]:
    tests = [
        {"test": f"datum.state === '{state}'", "value": value}
        for state, value in zip(STATES[1:], values[1:], strict=True)
    ]
    return {"condition": tests, "value": values[0]}


def map_finding(frame: pd.DataFrame, *, bits: int) -> str:
    """Return the map's finding: how much is lost, and in which class most."""
    lost = frame["state"] == "lost"
    if not lost.any():
        return f"Map of {len(frame):,} real samples: none is lost at {bits} bits."
    by_class = lost.groupby(frame["name"]).mean()
    return (
        f"Map of {len(frame):,} real samples: {lost.mean():.0%} are lost at {bits} bits, most "
        f"often those of class {by_class.idxmax()} ({by_class.max():.0%})."
    )


def class_recall_bars(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return recall by class, full and compressed, with 95 % intervals.

    Args:
        frame: Columns ``name`` (of the class), ``network`` (the full one's name stands first),
            ``recall``, ``low``, ``high``, ``count``.
        palette: Colours of the page's mode.
    """
    networks = list(dict.fromkeys(frame["network"]))
    order = list(dict.fromkeys(frame["name"]))
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", title="Class of the real sample", sort=order),
        yOffset=alt.YOffset("network:N", sort=networks),
        tooltip=[
            alt.Tooltip("name:N", title="Class"),
            alt.Tooltip("network:N", title="Generator"),
            alt.Tooltip("recall:Q", title="Recall", format=".1%"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
            alt.Tooltip("count:Q", title="Real samples"),
        ],
    )
    bars = base.encode(
        x=alt.X(
            "recall:Q",
            title="Recall of the class",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format=".0%"),
        ),
        color=alt.Color(
            "network:N",
            title=None,
            sort=networks,
            scale=alt.Scale(domain=networks, range=[palette.full, palette.quantized]),
            legend=alt.Legend(orient="top"),
        ),
    ).mark_bar()
    whiskers = base.encode(
        x=alt.X("low:Q", title="Recall of the class"), x2=alt.X2("high:Q")
    ).mark_rule(color=palette.text)
    return alt.layer(bars, whiskers).properties(
        height=HEIGHT, description=bars_finding(frame, networks)
    )


def bars_finding(frame: pd.DataFrame, networks: list[str]) -> str:
    """Return the bars' finding: the class whose recall falls most."""
    wide = frame.pivot_table(index="name", columns="network", values="recall", sort=False)
    fall = wide[networks[0]] - wide[networks[-1]]
    worst = str(fall.idxmax())
    return (
        f"Recall by class: {worst} changes most, from {wide.loc[worst, networks[0]]:.0%} "
        f"({networks[0]}) to {wide.loc[worst, networks[-1]]:.0%} ({networks[-1]})."
    )

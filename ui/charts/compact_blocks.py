"""Two compact blocks as the tensors that they hold, and the work of whole networks by block."""

import altair as alt
import pandas as pd

from ui.theme import Palette

PIECES = ("computed", "the input, reused")
ROW, LEGEND = 56, 70


def block_picture(
    frame: pd.DataFrame, pieces: pd.DataFrame, palette: Palette, *, title: str, widest: int
) -> alt.LayerChart:
    """Return a block from its input (top) to its output, each tensor as wide as its channels.

    Args:
        frame: Columns ``step``, ``words``, ``channels``, in order.
        pieces: Columns ``step``, ``start``, ``end`` (channels from the middle), ``piece``.
        palette: Colours of the page's mode.
        title: Name of the block.
        widest: Channels of the widest tensor of both blocks, so that they share one scale.
    """
    order = list(frame["step"])
    half = widest / 2 * 1.04
    height = ROW * len(order) + LEGEND
    scale = alt.Scale(domain=[-half, half], nice=False)
    rows = alt.Y("step:N", sort=order, title=None, axis=alt.Axis(labelLimit=150, ticks=False))
    bars = (
        alt.Chart(pieces)
        .encode(
            y=rows,
            x=alt.X("start:Q", scale=scale, axis=None),
            x2=alt.X2("end:Q"),
            color=alt.Color(
                "piece:N",
                title=None,
                scale=alt.Scale(domain=list(PIECES), range=[palette.quantized, palette.clip]),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=[
                alt.Tooltip("step:N", title="Step"),
                alt.Tooltip("piece:N", title="Channels"),
                alt.Tooltip("count:Q", title="How many"),
            ],
        )
        .mark_bar(height=20, yOffset=-10, stroke=palette.background)
    )
    words = (
        alt.Chart(frame)
        .encode(y=rows, x=alt.datum(0, scale=scale), text=alt.Text("words:N"))
        .mark_text(dy=12, fontSize=12, color=palette.text)
    )
    return alt.layer(bars, words).properties(
        height=height, title=title, description=picture_finding(frame, title)
    )


def picture_finding(frame: pd.DataFrame, title: str) -> str:
    """Return a block in words: channels from the input to the output."""
    return f"{title}: {' to '.join(f'{each:,}' for each in frame['channels'])} channels."


def work_bars(frame: pd.DataFrame, palette: Palette, *, unit: str) -> alt.Chart:
    """Return the operations of each block of two networks, side by side.

    Args:
        frame: Columns ``block``, ``network`` (the reference's name stands last), ``millions``.
        palette: Colours of the page's mode.
        unit: What is counted, in words.
    """
    names = list(dict.fromkeys(frame["network"]))
    return (
        alt.Chart(frame)
        .encode(
            x=alt.X(
                "block:N",
                sort=list(dict.fromkeys(frame["block"])),
                title="Part of the network, first to last",
                axis=alt.Axis(labelAngle=-45),
            ),
            xOffset=alt.XOffset("network:N", sort=names),
            y=alt.Y("millions:Q", title=f"Million {unit}"),
            color=_by_network(names, palette),
            tooltip=[
                alt.Tooltip("network:N", title="Network"),
                alt.Tooltip("block:N", title="Part"),
                alt.Tooltip("millions:Q", title=f"Million {unit}", format=".2f"),
            ],
        )
        .mark_bar()
        .properties(height=320, description=bars_finding(frame, unit))
    )


def bars_finding(frame: pd.DataFrame, unit: str) -> str:
    """Return the bars' finding: the part that takes most."""
    top = frame.loc[frame["millions"].idxmax()]
    return (
        f"{top['block'].capitalize()} of {top['network']} takes most: {top['millions']:.1f} "
        f"million {unit}."
    )


def work_so_far(frame: pd.DataFrame, palette: Palette, *, unit: str, budget: float) -> alt.Chart:
    """Return the running sum of operations against the budget.

    Args:
        frame: Columns ``block``, ``network`` (the reference's name stands last), ``so_far``.
        palette: Colours of the page's mode.
        unit: What is counted, in words.
        budget: Millions that may be spent.
    """
    names = list(dict.fromkeys(frame["network"]))
    lines = (
        alt.Chart(frame)
        .encode(
            x=alt.X(
                "block:N",
                sort=list(dict.fromkeys(frame["block"])),
                title="Part of the network, first to last",
                axis=alt.Axis(labelAngle=-45),
            ),
            y=alt.Y("so_far:Q", title=f"Million {unit} so far"),
            color=_by_network(names, palette),
            strokeDash=alt.StrokeDash(
                "network:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[[1, 0], [6, 4]]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("network:N", title="Network"),
                alt.Tooltip("block:N", title="Up to"),
                alt.Tooltip("so_far:Q", title=f"Million {unit}", format=".2f"),
            ],
        )
        .mark_line(point=True, strokeWidth=2.5)
    )
    limit = pd.DataFrame({"budget": [budget], "words": [f"budget {budget:g} M"]})
    rule = (
        alt.Chart(limit).encode(y=alt.Y("budget:Q")).mark_rule(color=palette.paper, strokeWidth=2)
    )
    word = (
        alt.Chart(limit)
        .encode(y=alt.Y("budget:Q"), x=alt.value(6), text=alt.Text("words:N"))
        .mark_text(align="left", dy=-8, fontSize=13, color=palette.text)
    )
    return alt.layer(lines, rule, word).properties(
        height=320, description=budget_finding(frame, unit, budget)
    )


def budget_finding(frame: pd.DataFrame, unit: str, budget: float) -> str:
    """Return the lines' finding: each network's total against the budget."""
    totals = frame.groupby("network", sort=False)["so_far"].max()
    parts = [
        f"{name} ends at {total:.1f} million {unit}, "
        + ("under" if total < budget else "over")
        + f" the budget of {budget:g}"
        for name, total in totals.items()
    ]
    return "; ".join(parts) + "."


def _by_network(names: list[str], palette: Palette) -> alt.Color:
    return alt.Color(
        "network:N",
        title=None,
        sort=names,
        scale=alt.Scale(domain=names, range=[palette.quantized, palette.full]),
        legend=alt.Legend(orient="top", labelLimit=260, columns=1),
    )

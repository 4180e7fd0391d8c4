"""Answers: number tiles, tables, figures with their data, claim cards and problems."""

import contextlib
import dataclasses
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from engine.core.errors import EngineError
from ui.chrome import presenting
from ui.glossary import explain
from ui.papers import paper

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class Tile:
    """One number of the answer.

    Attributes:
        label: What the number is, with its unit.
        value: The number as it is shown.
        term: Glossary entry for the tooltip, or None.
        paper: The paper's value for the same thing, or None where it gives none.
        delta: Difference to something named in ``against``, or None.
        against: What ``delta`` compares with.
        lower_is_better: Colours the difference.
    """

    label: str
    value: str
    term: str | None = None
    paper: str | None = None
    delta: float | str | None = None
    against: str | None = None
    lower_is_better: bool = True


Verdict = Literal["holds here", "does not hold here", "partly", "undecided", "not measured yet"]
_COLOURS: dict[Verdict, Literal["green", "red", "orange", "gray"]] = {
    "holds here": "green",
    "does not hold here": "red",
    "partly": "orange",
    "undecided": "gray",
    "not measured yet": "gray",
}


@dataclasses.dataclass(frozen=True)
class Claim:
    """A sentence of a paper beside what we measured.

    Attributes:
        arxiv: Which paper.
        says: The claim in our words.
        paper_value: The paper's number, or "" where it gives none.
        measured: What we measured, with interval or seeds, or "" when nothing yet.
        difference: What differs between the paper's setting and ours.
        verdict: What the evidence says about the claim in our setting.
        evidence: Data, command or table that the measurement comes from.
    """

    arxiv: str
    says: str
    paper_value: str
    measured: str
    difference: str
    verdict: Verdict
    evidence: str = ""


def tiles(shown: Sequence[Tile]) -> None:
    """Draw the numbers of the answer side by side, the paper's value under ours."""
    with st.grid(min(len(shown), 5), min_column_width=190):
        for each in shown:
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(
                    each.label,
                    each.value,
                    delta=each.delta,
                    delta_color="inverse" if each.lower_is_better else "normal",
                    delta_description=each.against,
                    help=explain(each.term) if each.term else None,
                )
                if each.paper is not None:
                    st.caption(f"Paper: {each.paper}")


def claim(shown: Claim) -> None:
    """Draw one claim card: the paper's sentence, our number, the difference, the verdict."""
    source = paper(shown.arxiv)
    with st.container(border=True, gap="small"):
        st.badge(shown.verdict.capitalize(), color=_COLOURS[shown.verdict])
        st.markdown(f"**{shown.says}**")
        left, right = st.columns(2)
        left.markdown(f":small[Paper, [arXiv {source.arxiv}]({source.url})]")
        left.markdown(shown.paper_value or "No number given")
        right.markdown(":small[Measured here]")
        right.markdown(shown.measured or "Not measured yet")
        if shown.difference:
            st.caption(f"What differs: {shown.difference}")
        if shown.evidence:
            st.caption(f"Evidence: {shown.evidence}")


def _larger(chart: Any) -> Any:  # noqa: ANN401 - any Altair chart
    """Return the chart with type that can be read from the last row of a lecture hall."""
    return (
        chart.configure_axis(labelFontSize=16, titleFontSize=18)
        .configure_legend(labelFontSize=16, titleFontSize=17)
        .configure_title(fontSize=19)
    )


class _Unchecked:
    """A figure that is written out without a check against its schema, which the tests make."""

    def __init__(self, chart: Any) -> None:  # noqa: ANN401 - an Altair chart
        self._chart = chart

    def to_dict(self) -> dict[str, Any]:
        """Return the figure's specification."""
        return self._chart.to_dict(validate=False)


def figure(
    chart: Any,  # noqa: ANN401 - an Altair chart or a Plotly figure
    *,
    alt: str,
    data: "pd.DataFrame | None" = None,
    key: str | None = None,
) -> Any:  # noqa: ANN401 - a selection, when the chart has one
    """Draw a figure and, folded under it, the table of the numbers that it shows.

    Args:
        chart: An Altair chart or a Plotly figure from ``ui.charts``.
        alt: The finding in one sentence, for those who do not see the figure.
        data: The numbers behind it.
        key: Key of the element; pass one for charts with selections.
    """
    if type(chart).__module__.startswith("plotly"):
        picked = st.plotly_chart(chart, key=key, alt=alt)
    else:
        import altair

        # the alternative text stands in its place; Streamlit warns where a chart has both
        chart = chart.copy(deep=False)
        chart.description = altair.Undefined
        shown = _larger(chart) if presenting() else chart
        picked = st.altair_chart(_Unchecked(shown), key=key, alt=alt)  # ty: ignore[invalid-argument-type]
    if data is not None:
        with st.expander("Data behind this figure", icon=":material/table:", type="compact"):
            table(data, alt=f"Numbers of the figure: {alt}")
    return picked


def table(frame: "pd.DataFrame", *, alt: str, key: str | None = None) -> None:
    """Draw a table that sorts on a click of its header."""
    st.dataframe(frame, hide_index=True, key=key, alt=alt)


def problem(error: Exception) -> None:
    """Show an error as a message with a next step; the page and the session live on."""
    text = str(error) or type(error).__name__
    what, _, next_step = text.partition("; ")
    first = what.partition(" ")[0]
    if first.isalpha():  # a file name or an id stays as it is spelled
        what = what[:1].upper() + what[1:]
    st.error(what, icon=":material/error:", title="This did not work")
    st.caption(
        f"Next step: {next_step}."
        if next_step
        else "Next step: change the setting, or press **Reset** above."
    )


@contextlib.contextmanager
def contained() -> Generator[None]:
    """Keep an error of one section in it: its message stands there, the rest of the page lives."""
    try:
        yield
    except (EngineError, ValueError) as error:
        problem(error)

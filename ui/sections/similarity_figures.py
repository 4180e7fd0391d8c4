"""The scatter of all cells, the cell that was clicked, and the headline numbers."""

import math

import pandas as pd
import streamlit as st

from engine import zoo
from engine.studies.class_features import KIND
from engine.studies.similarity_cells import benchmark_titled, decides
from engine.studies.similarity_order import SimilarityFinding
from ui import results
from ui.charts.similarity import SELECTION, similarity_scatter
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import similarity_state
from ui.sections.similarity_state import SimilarityView

CHART = "similarity_and_discovery_points"
SHOWN = ("cell", "level", "flow", "pseudo_flow", "tree_similarity", "found", "found_plain", "gain")


def _clicked() -> None:
    """Take the clicked cell over into its control."""
    points = st.session_state[CHART].selection.get(SELECTION) or []
    if points:
        st.session_state[similarity_state.CELL] = points[-1]["cell"]


def headline(across: str, found: tuple[SimilarityFinding, ...]) -> str:
    """Return the scatter's finding: the rank correlation with its interval, by benchmark."""
    axis = across[:1].upper() + across[1:]
    if len(found) == 1:
        one = found[0]
        return (
            f"{axis} and discovery accuracy have a rank correlation of "
            f"{one.correlation.spearman:.2f} over {one.cells} cells ({one.interval})."
        )
    judged = [each for each in found if decides(each.benchmark) and not each.too_few]
    above = sum(each.correlation.low > 0 for each in judged)
    left = [each.benchmark for each in found if each not in judged]
    more = f" ({', '.join(left)}: too few classes to say)" if left else ""
    return (
        f"{axis} ranks cells as discovery accuracy does, beyond chance, in {above} of "
        f"{len(judged)} benchmarks{more}."
    )


def by_benchmark(found: tuple[SimilarityFinding, ...]) -> str:
    """Return the rank correlation of each benchmark with its interval, one below the other."""
    rows = "\n".join(
        f"| {each.benchmark} | {each.correlation.spearman:.2f} | {each.interval} |"
        for each in found
    )
    return f"| data, encoder | rank correlation | over unlabeled sets |\n|---|---|---|\n{rows}"


def draw(lesson: LessonPage, view: SimilarityView, found: tuple[SimilarityFinding, ...]) -> None:
    """Draw the scatter."""
    finding = headline(view.across, found)
    st.markdown(f"**{finding}** Click a point to look at its cell.")
    chart = similarity_scatter(
        view.frame,
        lesson.palette,
        across=view.axis,
        judge=view.judge,
        chosen=view.cell,
        finding=finding,
    )
    st.altair_chart(
        chart, key=CHART, on_select=_clicked, selection_mode=SELECTION, width="stretch"
    )
    if len(found) > 1:
        st.markdown(by_benchmark(found))
        st.caption(
            "Compare inside one benchmark only: transfer flow depends on the encoder and on the "
            "samples per class."
        )
    with st.expander("Data behind the points", icon=":material/table:", type="compact"):
        results.table(view.frame[list(SHOWN)].round(4), alt=f"Numbers of every cell: {finding}")


def tiles(lesson: LessonPage, found: tuple[SimilarityFinding, ...]) -> None:
    """Show the order, and what the labels and the advice were worth."""
    sets, cells = sum(each.sets for each in found), sum(each.cells for each in found)
    lesson.tiles(
        Tile("Order held, flow", f"{sum(x.flow for x in found)} of {sets}", term="level_order"),
        Tile(
            "Order held, accuracy",
            f"{sum(x.accuracy for x in found)} of {sets}",
            term="level_order",
        ),
        Tile("Labels helped", f"{sum(x.helped for x in found)} of {cells}", term="labels_helped"),
        Tile("Advice was right", f"{sum(x.right for x in found)} of {cells}", term="pseudo_flow"),
    )


def detail(view: SimilarityView) -> None:
    """Show the numbers of the chosen cell, the advice, and the way to its classes."""
    row = view.row
    benchmark = benchmark_titled(str(row["benchmark"]))
    with st.container(border=True, gap="small"):
        st.markdown(f"**{row['labeled']} for {row['unlabeled']}: {row['level']} similarity**")
        st.caption(
            f"{benchmark.title}, split {row['split']}, seed {row['seed']}. Labels used: "
            f"{benchmark.learned}. No labels: {benchmark.plain}. {benchmark.note}"
        )
        st.markdown(_numbers(view, row))
        said = "Use the labels" if row["advised"] else "Do without"
        mark = ":green[right here]" if row["right"] else ":red[wrong here]"
        st.markdown(
            f"Pseudo flow says: **{said}** ({mark}). The labels change accuracy by "
            f"**{100 * row['gain']:+.1f} points**."
        )
        if benchmark.key in {each.name for each in zoo.cards(KIND)}:
            link(row)


def _numbers(view: SimilarityView, row: pd.Series) -> str:
    """Return the cell's numbers with and without labels as a table in Markdown."""
    flow = f"{row['flow']:.2f}"
    if math.isfinite(row.get("flow_low", math.nan)):
        flow += f" ({row['flow_low']:.2f} to {row['flow_high']:.2f})"
    return (
        "| measure | labels used | no labels |\n|---|---|---|\n"
        f"| Transfer flow | {flow} | {row['plain_flow']:.2f} |\n"
        f"| Pseudo flow | {row['pseudo_flow']:.2f} | {row['plain_pseudo_flow']:.2f} |\n"
        f"| Accuracy | {row['found']:.1%} | {row['found_plain']:.1%} |\n"
        f"| Nearest in the tree | {row['tree_similarity']:.2f} | |"
    )


def link(row: pd.Series) -> None:
    """Offer the way to the class sets page with this labeled and unlabeled set."""
    names = ("benchmark", "labeled", "unlabeled", "split", "seed")
    query = {f"class_sets_{name}": str(row[name]) for name in names}
    st.page_link(
        "pages/class_sets.py",
        label="Open in class sets",
        icon=":material/account_tree:",
        query_params=query,
    )

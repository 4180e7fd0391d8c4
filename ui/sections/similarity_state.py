"""What the similarity and discovery page is asked for, and the cells behind it."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.studies import similarity_cells as cells
from engine.studies.similarity_order import SimilarityFinding, similarity_findings
from ui import controls
from ui.page import LessonPage

KEY = "similarity_and_discovery"
ALL = "all benchmarks"
ACROSS = {
    "transfer flow": "flow",
    "pseudo transfer flow": "pseudo_flow",
    "position in the tree": "tree_similarity",
}
PARTS = ("order", "where labels hurt", "samples per class", "the paper's sentences")
CELL = f"{KEY}_cell"


@dataclasses.dataclass(frozen=True, eq=False)
class SimilarityView:
    """The state of the page's controls.

    Attributes:
        benchmark: Title of the benchmark, or ``ALL``.
        across: What stands on the horizontal axis, a key of ``ACROSS``.
        judge: How classes were discovered.
        cell: Name of the cell that is looked at.
        frame: The cells shown, with ``x`` and what ``similarity_cells.judged`` adds.
    """

    benchmark: str
    across: str
    judge: str
    cell: str
    frame: pd.DataFrame

    @property
    def row(self) -> pd.Series:
        """The cell that is looked at."""
        return self.frame.loc[self.frame["cell"] == self.cell].iloc[0]

    @property
    def axis(self) -> str:
        """What stands on the horizontal axis, as a title."""
        return self.across[:1].upper() + self.across[1:]


@st.cache_data(max_entries=8, show_spinner=False)
def shipped_cells(title: str | None) -> pd.DataFrame:
    """Return the cells of one benchmark, or of all, cached."""
    return cells.read_cells(title)


@st.cache_data(max_entries=32, show_spinner=False)
def findings(benchmark: str, judge: str, across: str) -> tuple[SimilarityFinding, ...]:
    """Return what each benchmark shown says, cached."""
    frame = shipped_cells(None if benchmark == ALL else benchmark)
    return similarity_findings(frame, judge=judge, across=ACROSS[across])


def choose(lesson: LessonPage) -> SimilarityView:
    """Draw the controls.

    Raises:
        NotFoundError: If no table of cells ships.
    """
    titles = [each.title for each in cells.shipped_benchmarks()]
    options = titles if len(titles) == 1 else [ALL, *titles]
    if not options:
        cells.read_cells()  # says which commands make one
    with lesson.controls():
        benchmark = controls.choice(KEY, "benchmark", options, default=options[0])
        across = controls.choice(
            KEY, "across", tuple(ACROSS), default="transfer flow", title="Against accuracy"
        )
        frame = shipped_cells(None if benchmark == ALL else benchmark)
        judges = cells.judges_of(frame)
        judge = judges[0]
        if len(judges) > 1:
            judge = controls.choice(
                KEY, "judge", judges, default=judges[0], title="Classes discovered by"
            )
        frame = cells.judged(frame, judge)
        frame = frame.assign(x=frame[ACROSS[across]])
        names = frame.sort_values("gain", kind="stable")["cell"].tolist()  # worst first
        if st.session_state.get(CELL, names[0]) not in names:
            del st.session_state[CELL]  # a cell of another benchmark
        cell = controls.choice(
            KEY,
            "cell",
            names,
            default=names[0],
            title="Cell, or click a point",
            listed=True,
        )
    return SimilarityView(benchmark, across, judge, cell, frame)

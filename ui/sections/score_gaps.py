"""What the shipped table of scores does not hold: said beside the figure, and listed."""

import pandas as pd
import streamlit as st

from engine.studies.sweep_plan import BITS, METHODS, Cell, missing_cells, shipped_cells
from ui.results import table

GROUP = ["model", "task", "granularity", "embeddings"]


def draw(sweep: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Name the points that this figure lacks, and fold the list of all that did not ship.

    Args:
        sweep: The shipped table.
        rows: Its rows that the figure shows.
    """
    st.caption(_in_this_figure(rows))
    missing = missing_cells(sweep)
    planned = len(shipped_cells())
    if not missing:
        st.caption(f"All {planned} planned points ship.")
        return
    title = f"Not shipped: {len(missing)} of {planned} planned points"
    with st.expander(title, icon=":material/hourglass_empty:"):
        st.write(
            "These were planned and not measured yet. Each can be computed under **run it here**, "
            "or all with `python -m engine.studies.bert_sweep --shipped`."
        )
        table(listed(missing), alt=f"{len(missing)} planned points that did not ship")


def _in_this_figure(rows: pd.DataFrame) -> str:
    there = set(zip(rows["method"], rows["bits"], strict=True))
    lacking: dict[str, list[str]] = {}  # widths, and the methods that lack them
    for method in METHODS:
        bits = [str(each) for each in BITS if (method, each) not in there]
        if bits:
            words = "any width" if len(bits) == len(BITS) else f"{', '.join(bits)} bits"
            lacking.setdefault(words, []).append(method)
    if not lacking:
        return "Every point is measured."
    told = [f"{', '.join(methods)} at {words}" for words, methods in lacking.items()]
    return f"Not in this figure: {'; '.join(told)}."


def listed(missing: list[Cell]) -> pd.DataFrame:
    """Return one line for each model, task and setting, with its methods and widths."""
    frame = pd.DataFrame([vars(cell) for cell in missing])
    lines = []
    for _, part in frame.groupby(GROUP, sort=False):
        same = part.iloc[0]
        widths = part.groupby("method", sort=False)["bits"].agg(
            lambda bits: " ".join(map(str, sorted(bits)))
        )
        lines.append(
            {
                "model": same["model"],
                "task": same["task"],
                "one step for each": same["granularity"],
                "word table": "quantized" if same["embeddings"] else "left",
                "methods and bits": "; ".join(f"{name}: {bits}" for name, bits in widths.items()),
            }
        )
    return pd.DataFrame(lines)

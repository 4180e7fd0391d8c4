"""The paper's sentences beside the shipped sweep, and how the numbers are made."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.studies.claims import Claim
from ui import results
from ui.page import LessonPage
from ui.statements import card_of

FORMULA = r"\text{retained} = \frac{\text{score at } b \text{ bits}}{\text{score at 32 bits}}"


@st.cache_data(max_entries=1, show_spinner="Checking the paper's sentences")
def _claims() -> tuple[Claim, ...]:
    from engine.studies.claims import check_claims

    return check_claims()


def _evidence(claim: Claim) -> pd.DataFrame:
    frame = pd.DataFrame([dataclasses.asdict(each) for each in claim.evidence])
    answers = {True: "for", False: "against", None: "open"}
    frame["agrees"] = [answers[each] for each in frame["agrees"]]
    return frame.rename(columns={"agrees": "speaks"})


def draw(lesson: LessonPage) -> None:
    """Draw one card for each sentence of the paper, its evidence folded under it."""
    st.header("The paper's sentences, checked", anchor=False)
    lesson.text(
        "Each verdict is computed from the shipped table and its 95 % intervals. The paper's own "
        "tables are not known to us; only these sentences are."
    )
    for claim in _claims():
        results.claim(card_of(claim))
        if claim.evidence:
            title = f"Evidence: {len(claim.evidence)} settings, {claim.measure}"
            with st.expander(title, icon=":material/fact_check:"):
                frame = _evidence(claim).round(3)
                results.table(frame, alt=f"Evidence for: {claim.sentence}")


def method(lesson: LessonPage) -> None:
    """Fold how a score, its interval and the verdicts are computed."""
    lesson.method(
        "engine.studies.sweep_cells:run_cell",
        "engine.language.evaluation:bootstrap_interval",
        "engine.studies.paired_intervals:paired_intervals",
        "engine.studies.claims:check_claims",
        formula=FORMULA,
        differs="Ours is a 6-layer MiniLM (and its first 2, 3 and 4 layers) with LoRA adapters, "
        "scored on GLUE's dev sets with weights only; the paper fine-tunes BERT Base and Large. "
        "Intervals resample the examples; they do not cover another training seed.",
    )

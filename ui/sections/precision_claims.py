"""The paper's sentences beside the shipped tables, with what speaks against them."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.studies.claims import Claim
from ui import results
from ui.generator_statements import card_of
from ui.page import LessonPage


@st.cache_data(max_entries=1, show_spinner="Checking the paper's sentences")
def _claims() -> tuple[Claim, ...]:
    from engine.studies.generator_claims import check_generator_claims

    return check_generator_claims()


def draw(lesson: LessonPage) -> None:
    """Draw one card for each sentence, its evidence folded under it."""
    st.header("The paper's sentences, checked", anchor=False)
    lesson.text(
        "Each verdict is computed from the shipped tables and their intervals. Only the paper's "
        "abstract is known to us: it gives no numbers to compare with."
    )
    for claim in _claims():
        lesson.claim(card_of(claim))
        if claim.evidence:
            title = f"Evidence: {len(claim.evidence)} settings, {claim.measure}"
            with st.expander(title, icon=":material/fact_check:"):
                frame = pd.DataFrame([dataclasses.asdict(each) for each in claim.evidence])
                answers = {True: "for", False: "against", None: "open"}
                frame["agrees"] = [answers[each.agrees] for each in claim.evidence]
                frame = frame.rename(columns={"agrees": "speaks", "rows": "seeds"}).round(3)
                results.table(frame, alt=f"Evidence for: {claim.sentence}")

"""The paper's sentences beside the shipped tables, with what speaks against them."""

import streamlit as st

from engine.studies.claims import Claim
from ui.generator_statements import card_of
from ui.page import LessonPage
from ui.sections import claim_evidence


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
    claim_evidence.draw(lesson, _claims(), card_of, rows="seeds")

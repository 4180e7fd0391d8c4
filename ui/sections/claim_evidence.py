"""A paper's checked sentences: one card each, its evidence folded under it."""

import dataclasses
from collections.abc import Callable, Iterable

import pandas as pd
import streamlit as st

from engine.studies.claims import Claim as Checked
from ui import results
from ui.page import LessonPage

_ANSWERS = {True: "for", False: "against", None: "open"}


def draw(
    lesson: LessonPage,
    claims: Iterable[Checked],
    card_of: Callable[[Checked], results.Claim],
    *,
    rows: str,
) -> None:
    """Draw the cards.

    Args:
        lesson: The page.
        claims: Checked sentences.
        card_of: Makes the card of one.
        rows: What the rows behind a piece of evidence are, such as ``"seeds"``.
    """
    for claim in claims:
        lesson.claim(card_of(claim))
        if claim.evidence:
            title = f"Evidence: {len(claim.evidence)} settings, {claim.measure}"
            with st.expander(title, icon=":material/fact_check:"):
                frame = pd.DataFrame([dataclasses.asdict(each) for each in claim.evidence])
                frame["agrees"] = [_ANSWERS[each.agrees] for each in claim.evidence]
                frame = frame.rename(columns={"agrees": "speaks", "rows": rows}).round(3)
                results.table(frame, alt=f"Evidence for: {claim.sentence}")

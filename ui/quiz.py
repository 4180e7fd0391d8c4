"""Questions with feedback. An answer lives in the URL, so it survives a reload."""

import dataclasses

import streamlit as st

from ui import controls


@dataclasses.dataclass(frozen=True)
class Question:
    """One multiple-choice question.

    Attributes:
        name: Identifier within the page.
        text: The question.
        options: The answers; they are lettered A, B, C in this order.
        right: Index of the right answer.
        because: Why it is right, shown after any answer.
    """

    name: str
    text: str
    options: tuple[str, ...]
    right: int
    because: str

    def __post_init__(self) -> None:
        """Check that the right answer is one of the options."""
        if not 0 <= self.right < len(self.options):
            raise ValueError(
                f"right must be an index of the {len(self.options)} options, got {self.right}"
            )


def ask(prefix: str, question: Question) -> bool | None:
    """Draw a question and its feedback; return whether the answer is right, None without one."""
    key = f"{prefix}_quiz_{question.name}"
    controls.remember(key, None)
    letters = ["A", "B", "C", "D", "E"][: len(question.options)]
    picked = st.radio(
        question.text,
        letters,
        index=None,
        captions=question.options,
        key=key,
        bind="query-params",
    )
    if picked is None:
        return None
    right = letters.index(picked) == question.right
    if right:
        st.success(question.because, icon=":material/check_circle:", title="Right")
    else:
        st.warning(question.because, icon=":material/lightbulb:", title="Not quite")
    return right

"""The skeleton of every lesson page; ``docs/writing_a_page.md`` shows how to use it.

A page is a plain script. It opens the skeleton, draws its controls, makes one cached engine call
and hands the answer over::

    with page.lesson("weights") as lesson:
        with lesson.controls():
            method = controls.settings(lesson.key, Linear, visible=("bits",))
        answer = cached_call(method)
        lesson.try_this(Task("Set 2 bits", done=method.bits == 2))
        lesson.tiles(Tile("Mean squared error", f"{answer.error:.2e}"))
        lesson.figure(chart, alt="The error doubles", data=frame)
        lesson.method(Linear, formula=r"...")
        lesson.quiz(Question(...))
        lesson.downloads(frame=frame, settings=method, numbers={...}, code="...")

An ``EngineError`` or ``ValueError`` inside the block becomes a message with a next step. When
the block ends, a hidden marker with the key ``page_ready`` is written for tests to wait on.
"""

import contextlib
import dataclasses
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import streamlit as st

from engine.core.errors import EngineError
from ui import chrome, controls, downloads, lessons, playlist, quiz, results, share
from ui.chrome import palette, presenting
from ui.lesson import Lesson
from ui.method import Explained, explain_method
from ui.sheet import Sheet, sheet_bytes

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator


@dataclasses.dataclass(frozen=True)
class Task:
    """One thing to try.

    Attributes:
        text: What to do, one sentence.
        done: Whether the present state satisfies it.
    """

    text: str
    done: bool


class LessonPage:
    """What a page draws with; made by :func:`lesson`.

    Attributes:
        entry: The lesson in the registry.
        key: Its key, the prefix of every control.
        model: Hash of the model behind the numbers; set it before :meth:`downloads`.
        palette: Colours of the present theme, to pass to ``ui.charts``.
    """

    def __init__(self, entry: Lesson) -> None:
        chrome.need_shell()
        self.entry = entry
        self.key = entry.key
        self.model = "none"
        self._sheet = Sheet(entry.question)
        self.palette = palette()
        self._head()
        self._tasks: DeltaGenerator = st.container(key="tasks")
        self._controls: DeltaGenerator = st.container(border=True, key="controls")

    def _head(self) -> None:
        entry = self.entry
        with st.container(horizontal=True, vertical_alignment="center", key="lesson_bar"):
            with st.container(horizontal=True, vertical_alignment="center", width="content"):
                st.markdown(f":small[**{entry.track}**]", width="content")
                for arxiv in entry.papers:
                    text = f":small[[arXiv {arxiv}](https://arxiv.org/abs/{arxiv})]"
                    st.markdown(text, width="content")
            with st.container(horizontal=True, width="content", key="toolbar"):
                share.panel(entry)
                st.button(
                    "Reset",
                    icon=":material/restart_alt:",
                    key=f"{entry.key}_reset",
                    help="Put every control of this page back to its default.",
                    on_click=controls.reset,
                    args=(entry.key,),
                )
        st.title(entry.question, anchor=False)

    @contextlib.contextmanager
    def controls(self) -> Generator[None]:
        """Open the bar of controls: at most five visible ones, the rest in a popover."""
        with self._controls:
            with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
                yield
            controls.show_notices(self.key)

    def try_this(self, *tasks: Task) -> None:
        """Show what to try, with a green check mark where the present state satisfies it."""
        self._sheet.tasks.extend(task.text for task in tasks)
        if presenting():
            return
        with self._tasks, st.container(border=True, gap="xsmall"):
            st.markdown("**Try this**")
            for number, task in enumerate(tasks, start=1):
                mark = ":green[:material/check_circle:]" if task.done else ":material/circle:"
                st.markdown(f"{mark} {number}. {task.text}")

    def text(self, markdown: str) -> None:
        """Write explanatory text; the presenter mode leaves it out."""
        if not presenting():
            st.markdown(markdown)

    def tiles(self, *shown: results.Tile) -> None:
        """Show the answer as a few numbers, the paper's value under ours."""
        self._sheet.tiles.extend(shown)
        results.tiles(shown)

    def claim(self, shown: results.Claim) -> None:
        """Show a sentence of the paper beside what we measured."""
        self._sheet.claims.append(shown)
        results.claim(shown)

    def figure(
        self,
        chart: Any,  # noqa: ANN401
        *,
        alt: str,
        data: "pd.DataFrame | None" = None,
        key: str | None = None,
    ) -> Any:  # noqa: ANN401
        """Show a figure with its data table folded under it; return its selection."""
        return results.figure(chart, alt=alt, data=data, key=key)

    def method(
        self,
        *objects: Explained,
        formula: str | None = None,
        differs: str | None = None,
    ) -> None:
        """Fold docstring, formula, source and BibTeX of the engine objects under the answer."""
        if not presenting():
            explain_method(objects, formula=formula, differs=differs, papers=self.entry.papers)

    def quiz(self, *questions: quiz.Question) -> None:
        """Ask one or two questions with feedback."""
        self._sheet.questions.extend(questions)
        if presenting():
            return
        st.header("Check yourself", anchor=False)
        for each in questions:
            with st.container(border=True):
                quiz.ask(self.key, each)

    def downloads(
        self,
        *,
        frame: "pd.DataFrame",
        settings: object,
        numbers: dict[str, Any],
        code: str,
    ) -> None:
        """Offer the numbers as CSV, the settings as JSON and a script that reproduces them."""
        link, model = share.link(self.entry), self.model
        chosen = downloads.plain(settings)
        content = {"link": link, "settings": chosen, "numbers": numbers}

        def printed() -> bytes:
            knobs = chosen if isinstance(chosen, dict) else {"settings": chosen}
            return sheet_bytes(self._sheet, frame, settings=knobs, model=model, link=link)

        downloads.row(
            downloads.Files(
                name=self.key,
                csv=lambda: downloads.csv_bytes(frame, model),
                json=lambda: downloads.json_bytes(content, model),
                script=lambda: downloads.script_bytes(code, model, link),
                sheet=printed,
            )
        )


@contextlib.contextmanager
def lesson(key: str) -> Generator[LessonPage]:
    """Open the skeleton of a lesson; see the module's text for its use.

    Raises:
        NotFoundError: If the registry has no such lesson.
    """
    shown = LessonPage(lessons.lesson(key))
    try:
        yield shown
    except (EngineError, ValueError) as error:
        results.problem(error)
    playlist.steps(shown.entry)
    chrome.mark_ready(key)

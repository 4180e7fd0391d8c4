"""Long work on a page: a button starts it, a fragment polls it, Stop ends it.

The job itself lives in ``engine.core.jobs`` under the visitor's session: it goes on while the
visitor looks at another page, and ends with the session. A job's thread never calls Streamlit.
"""

import uuid
from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from engine.core.errors import BusyError
from engine.core.jobs import Job, Report, runner
from ui import results


def _end(owner: str) -> None:
    runner().end_owner(owner)


@st.cache_resource(scope="session", max_entries=1, on_release=_end, show_spinner=False)
def owner() -> str:
    """Return the name under which this session's jobs run; they are cancelled when it ends."""
    return uuid.uuid4().hex


@st.fragment(run_every=0.5)
def _poll(job: Job, title: str, name: str) -> None:
    if job.finished:
        st.rerun()
    with st.container(border=True, key=f"job_{name}"):
        if job.queue_position:
            st.progress(0.0, text=f"{title}: waiting, place {job.queue_position} in the queue")
        else:
            st.progress(job.fraction, text=f"{title}: {job.message or 'starting'}")
        if st.button("Stop", icon=":material/stop_circle:", key=f"job_stop_{name}"):
            job.cancel()
            st.rerun()


def _start_button(key: tuple[Hashable, ...], text: str, work: Callable[[], None]) -> None:
    name = "run_" + "_".join(str(part) for part in key[:2])
    st.button(text, icon=":material/play_arrow:", key=name, on_click=work)


def run(
    page: str,
    name: str,
    function: Callable[[Report], Any],
    *,
    settings: Hashable,
    title: str,
    heavy: bool = True,
) -> Any | None:  # noqa: ANN401 - whatever the function returns
    """Draw a job: its button, its progress or its end; return the result once it is there.

    Args:
        page: Key of the lesson.
        name: Which job of the page.
        function: The work, ``function(report) -> result``; it must not call Streamlit.
        settings: What identifies the result; another value is another job.
        title: What the visitor reads, such as ``"Score all bit widths"``.
        heavy: Whether it must have the machine to itself.

    Returns:
        The result, or None as long as there is none; draw an ``st.info`` in that case.
    """
    key = (page, name, settings)
    job = runner().get(owner(), key)

    def start() -> None:
        try:
            runner().submit(owner=owner(), key=key, function=function, heavy=heavy, again=True)
        except BusyError as error:
            st.session_state[f"{page}_busy"] = str(error)

    busy = st.session_state.pop(f"{page}_busy", None)
    if busy:
        results.problem(BusyError(busy))
    if job is None:
        _start_button(key, title, start)
        return None
    if job.state == "done":
        return job.result
    if job.finished:
        if job.error is not None:
            results.problem(job.error)
        else:
            st.info("Stopped. Nothing was changed; start it again whenever you like.")
        _start_button(key, title, start)
        return None
    _poll(job, title, f"{page}_{name}")  # two jobs may run on one page
    return None

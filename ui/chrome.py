"""What surrounds every page: the presenter switch and the few rules of style that need CSS."""

import contextlib
import importlib
import threading
import time
from collections.abc import Generator

import streamlit as st
from streamlit import runtime
from streamlit.navigation.page import Page as StreamlitPage

from engine import __version__
from ui import lessons, theme

_STYLE = """<style>
.st-key-stage {max-width: 1180px; margin: 0 auto; width: 100%;}
.st-key-page_ready {display: none;}
.st-key-lesson_bar {justify-content: space-between;}
.st-key-hero {padding: 2.2rem 2.2rem 2rem; border-radius: 16px;
  background: linear-gradient(120deg, rgba(11,95,165,.13), rgba(0,121,90,.10) 60%,
  rgba(181,86,143,.10)); border: 1px solid rgba(128,144,160,.25);}
.st-key-hero h1 {font-size: 2.5rem; letter-spacing: -.02em;}
.st-key-stage h1 {letter-spacing: -.015em; padding-top: .2rem;}
.st-key-hero_links a {background: #0B5FA5; border-radius: 8px; padding: .5rem .9rem;}
.st-key-hero_links a:hover {background: #094D86;}
.st-key-hero_links a :is(p, span) {color: #FFFFFF;}
[class*="st-key-card_"] a {padding-left: 0;}
[class*="st-key-card_"] a p {font-size: 1.05rem;}
[class*="st-key-card_"]:hover {border-color: #2F80C8;}
[class*="st-key-coming_"] {border-style: dashed;}
.st-key-status_table :is(td, th, td *, th *) {white-space: normal !important;
  overflow-wrap: anywhere !important;}
@media (min-width: 1100px) {.st-key-status_table :is(th, th *, td:not(:last-child),
  td:not(:last-child) *) {overflow-wrap: break-word !important;}}
@media (max-width: 640px) {.st-key-lesson_bar {justify-content: space-between;}
.st-key-hero {padding: 1.2rem;} .st-key-hero h1 {font-size: 1.8rem;}}
@media print {
  .st-key-toolbar, .st-key-controls, .st-key-downloads, .st-key-steps,
  [data-testid="stSidebar"], [data-testid="stHeader"] {display: none !important;}
}
</style>"""

_WARM = ("torch", "engine.quantization", "engine.generative.models")
_WARM_AFTER_SECONDS = 2.0
_warmed = threading.Lock()

_PRESENTER = """<style>
.st-key-stage p, .st-key-stage li, .st-key-stage label {font-size: 1.25rem;}
.st-key-stage h1 {font-size: 3rem;}
.st-key-stage [data-testid="stMetricValue"] {font-size: 2.6rem;}
</style>"""


def navigation() -> StreamlitPage:
    """Name the browser tab and declare all pages; return the one that the visitor asked for."""
    st.set_page_config(page_title="Modelarium", page_icon="🧊", layout="wide")
    start = st.Page(
        "pages/start.py", title="Start", icon=":material/home:", url_path="home", default=True
    )
    typed = st.Page(_to_start, title="Start", url_path="start", visibility="hidden")
    about = st.Page("pages/about.py", title="About", icon=":material/info:", url_path="about")
    sections = {"": [start, typed, about]}
    for track in lessons.TRACKS:
        pages = [
            st.Page(x.file, title=x.title, icon=x.icon, url_path=x.url_path, help=x.question)
            for x in lessons.ready(track)
        ]
        if pages:
            sections[track] = pages
    return st.navigation(sections, expanded=True)


def _to_start() -> None:
    """Lead a typed ``/start`` to the start page, which Streamlit serves at ``/`` alone."""
    st.switch_page("pages/start.py", query_params=dict(st.query_params))


def need_shell() -> None:
    """Run ``app.py`` when Streamlit has started a page on its own.

    A folder named ``pages`` makes the first request after a cold start, when it names a page,
    run that page without the shell. One call of ``st.navigation`` ends that for the process.
    """
    if "shell" not in st.session_state:
        st.session_state["shell"] = True
        navigation()
        st.rerun()


@contextlib.contextmanager
def stage() -> Generator[None]:
    """Draw the sidebar's switches and open the container that holds a page."""
    st.session_state["shell"] = True
    st.logo("static/logo.svg", size="large")
    with st.sidebar:
        presenting = st.toggle(
            "Presenter mode",
            key="presenter",
            bind="query-params",
            help="Bigger type, explanations hidden: for a projector.",
        )
        st.caption(f"Modelarium {__version__}. Runs on this machine; nothing is sent anywhere.")
    st.html(_STYLE + (_PRESENTER if presenting else ""))
    with st.container(key="stage"):
        yield
    _warm_up()


def _warm_up() -> None:
    """Load what most lessons need in the background, once, after the first page was drawn.

    Whoever reads the start page meanwhile finds the first lesson loaded. Only a real server does
    it: a test sees what a page itself imports.
    """
    serves = runtime.exists() and type(runtime.get_instance()) is runtime.Runtime
    if serves and _warmed.acquire(blocking=False):
        threading.Thread(target=_load, name="warm-up", daemon=True).start()


def _load() -> None:
    time.sleep(_WARM_AFTER_SECONDS)
    for name in _WARM:
        importlib.import_module(name)


def presenting() -> bool:
    """Whether the presenter mode is on: bigger type, explanations hidden."""
    return bool(st.session_state.get("presenter", False))


def palette() -> theme.Palette:
    """Return the colours of the theme that the visitor sees."""
    return theme.palette(st.context.theme.type)


def mark_ready(name: str) -> None:
    """Write the hidden marker that tells tests that this run has drawn everything."""
    run = st.session_state.get("run_number", 0) + 1
    st.session_state["run_number"] = run
    with st.container(key="page_ready"):
        st.html(
            f'<span hidden data-testid="page-ready" data-page="{name}" data-run="{run}"></span>'
        )

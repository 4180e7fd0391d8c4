"""Models beside the embedded ones: the list of those on this machine, and a download on request.

Nothing here asks the network before a visitor presses Download.
"""

import streamlit as st

from engine.core.jobs import Report
from ui import jobs, results
from ui.page import LessonPage

UPLOADED = "uploaded_model"
_TYPED = "Another id"
_PINNED = "hub_pinned"


@st.cache_data(max_entries=1, ttl=5, show_spinner="Looking for downloaded models")
def _downloaded() -> dict[str, str]:
    from engine.language.hub_cache import cached_entries

    return {f"{entry.title} (hub)": entry.name for entry in cached_entries()}


def elsewhere() -> dict[str, str]:
    """Return title -> name of every model on this machine that does not ship with the app."""
    from engine.language.folder import folder_models

    known = _downloaded() | {f"{name} (hub)": name for name in st.session_state.get(_PINNED, ())}
    known |= {f"{entry.title} (folder)": entry.name for entry in folder_models()}
    uploaded = st.session_state.get(UPLOADED)
    return known | ({"your upload": uploaded} if uploaded else {})


def models() -> dict[str, str]:
    """Return title -> name of every model on this machine, embedded ones first."""
    from engine.language.models import MODELS

    return {entry.title: entry.name for entry in MODELS[::-1]} | elsewhere()


def popover(lesson: LessonPage) -> None:
    """Draw the button that opens the choice of a hub model and its download."""
    with st.popover("Get one from the hub", icon=":material/cloud_download:"):
        name = _choose(lesson.key)
        if name:
            with results.contained():
                _download(lesson.key, name)


def _choose(prefix: str) -> str:
    """Draw the family and the field for any other id; return the id, or "" while none stands."""
    from engine.language.family import family_member
    from engine.language.hub import family_entries

    family = {entry.title: entry.name for entry in family_entries()}
    title = st.selectbox("BERT family", [*family, _TYPED], key=f"{prefix}_hub_title")
    if title == _TYPED:
        return st.text_input(
            "Id on the hub",
            placeholder="owner/name or owner/name@revision",
            max_chars=200,
            key=f"{prefix}_hub_id",
            help="Any BERT, DistilBERT, RoBERTa, MPNet or ELECTRA with a model.safetensors.",
        ).strip()
    member = family_member(family[title])
    if member is not None:
        st.caption(
            f"{member.name}: {member.parameters / 1e6:.1f} million weights, about "
            f"{member.parameters * 4 / 1e6:.0f} MB to download. Licence: Apache-2.0."
        )
    return family[title]


def _download(prefix: str, text: str) -> None:
    """Draw the download of one model, or say that it is here."""
    from engine.language.hub import cached_folder, hub_name

    name = hub_name(text)
    if cached_folder(name) is None:

        def work(report: Report) -> str:
            from engine.language.hub_download import download

            return str(download(text, report=report))

        title = f"Download {name.repository}"
        if jobs.run(prefix, "download", work, settings=str(name), title=title, heavy=False):
            st.info("It was here and is gone from the hub's cache; reload the page.")
        else:
            st.caption(
                "Its files go to the hub's own cache on the machine that runs this app. Only "
                "safetensors, config and tokenizer are fetched; no code, no token."
            )
        return
    _check(str(name))


def _check(name: str) -> None:
    """Say what a downloaded model is and that the list holds it."""
    from engine.language.models import model_entry

    entry = model_entry(name)
    if "@" in name:
        pinned = st.session_state.setdefault(_PINNED, [])
        if name not in pinned:
            pinned.append(name)
            st.rerun()
    elif name not in _downloaded().values():
        _downloaded.clear()
        st.rerun()
    licence = "" if entry.licence == "unknown" else f" Licence: {entry.licence}."
    st.success(
        f"{entry.title} is on this machine; choose it in the list of models. {entry.summary}"
        + (licence or " Its licence stands on its page on the hub.")
    )

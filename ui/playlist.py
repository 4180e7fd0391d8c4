"""Lessons one after the other: the steps under every page, and a link that holds a playlist.

A playlist is a query parameter, ``?playlist=weights:three_bits,layers``: keys of lessons, each
with the name of one of its presets or without. Unknown entries are left out.
"""

import streamlit as st

from engine.core.errors import NotFoundError
from ui import lessons, share
from ui.lesson import Lesson

_KEY = "playlist"


def parse(text: str) -> list[tuple[Lesson, str | None]]:
    """Return the lessons and presets that a playlist names, unknown ones left out.

    >>> [(each.key, preset) for each, preset in parse("weights:three_bits,nothing")]
    [('weights', 'three_bits')]
    """
    found = []
    for part in text.split(",")[:50]:
        key, _, preset = part.partition(":")
        try:
            entry = lessons.lesson(key.strip())
            entry.query(preset or None)
        except NotFoundError:
            continue
        if entry.ready:
            found.append((entry, preset or None))
    return found


def current() -> str:
    """Return the playlist that the visitor follows, or an empty text."""
    text = st.query_params.get(_KEY) or st.session_state.get(_KEY, "")
    st.session_state[_KEY] = text
    return text


def _go(button: str, title: str, icon: str, step: tuple[Lesson, str | None], keys: str) -> None:
    entry, preset = step
    if st.button(
        f"{title}: {entry.title}", icon=icon, shortcut=keys, key=button, help=entry.question
    ):
        query = entry.query(preset)
        text = current()
        st.switch_page(entry.file, query_params={**query, **({_KEY: text} if text else {})})


def steps(here: Lesson) -> None:
    """Draw the buttons to the previous and next lesson; Shift with an arrow key works too."""
    text = current()
    stops = parse(text) if text else []
    if here.key not in [entry.key for entry, _ in stops]:
        stops = [(entry, None) for entry in lessons.ready()]
    place = [entry.key for entry, _ in stops].index(here.key)
    side = "distribute" if 0 < place < len(stops) - 1 else "left" if place else "right"
    with st.container(horizontal=True, horizontal_alignment=side, key="steps"):
        if place > 0:
            _go(
                "previous_lesson",
                "Previous",
                ":material/arrow_back:",
                stops[place - 1],
                "Shift+Left",
            )
        if place + 1 < len(stops):
            _go("next_lesson", "Next", ":material/arrow_forward:", stops[place + 1], "Shift+Right")


def builder() -> None:
    """Draw the maker of playlists: pick lessons, get one link for the whole hour."""
    with st.expander("Make a playlist for a lecture", icon=":material/playlist_add:"):
        titles = {
            f"{entry.title}: {preset.title}": f"{entry.key}:{preset.name}"
            for entry in lessons.ready()
            for preset in entry.presets
        }
        picked = st.multiselect("Lessons in the order of the lecture", titles, key="playlist_pick")
        if not picked:
            st.info("Pick lessons and states; one link opens the first and steps to the others.")
            return
        names = [titles[each] for each in picked]
        entry, preset = parse(names[0])[0]
        query = {**entry.query(preset), _KEY: ",".join(names)}
        st.code(share.address(entry.url_path, query), language=None, wrap_lines=True)
        st.caption("Step with the buttons under each page or with Shift and an arrow key.")

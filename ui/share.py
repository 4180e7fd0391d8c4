"""Links: the address that reproduces a page, as text to copy and as a QR code."""

from urllib.parse import urlencode, urlsplit

import streamlit as st

from ui import controls
from ui.lesson import Lesson


def address(path: str, query: dict[str, str]) -> str:
    """Return the full address of a page of this server with its query."""
    here = urlsplit(st.context.url or "http://127.0.0.1:8501/")
    base = f"{here.scheme}://{here.netloc}"
    return f"{base}/{path}" + (f"?{urlencode(query)}" if query else "")


def link(entry: Lesson) -> str:
    """Return the link that reproduces the lesson as it stands now."""
    return address(entry.url_path, controls.query(entry.key))


@st.cache_data(max_entries=64, show_spinner=False)
def qr_code(text: str) -> str:
    """Return a QR code as SVG text, dark on white so that every phone reads it."""
    import segno

    code = segno.make(text, error="m")
    return code.svg_inline(scale=5, border=3, dark="#000000", light="#ffffff")


def panel(entry: Lesson) -> None:
    """Draw the popover with the link of the present state and its QR code."""
    key = f"{entry.key}_share"
    opened = st.popover("Share", icon=":material/qr_code_2:", key=key, on_change="rerun")
    if not opened.open:
        return
    with opened:
        text = link(entry)
        st.markdown("This link opens the page exactly as you see it now.")
        st.code(text, language=None, wrap_lines=True)
        st.image(qr_code(text), width=220, alt="QR code of the link above")

"""Modelarium: the shell. Pages come from the lesson registry; what is shown lives in pages/."""

import streamlit as st

from ui import chrome, lessons

st.set_page_config(page_title="Modelarium", page_icon="🧊", layout="wide")

start = st.Page(
    "pages/start.py", title="Start", icon=":material/home:", url_path="start", default=True
)
about = st.Page("pages/about.py", title="About", icon=":material/info:", url_path="about")
tracks = {
    track: [
        st.Page(each.file, title=each.title, icon=each.icon, url_path=each.url_path)
        for each in lessons.ready(track)
    ]
    for track in lessons.TRACKS
}
navigation = st.navigation(
    {"": [start, about], **{track: pages for track, pages in tracks.items() if pages}}
)
with chrome.stage():
    navigation.run()

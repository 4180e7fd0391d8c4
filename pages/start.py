"""Which question do you want to explore?"""

import streamlit as st

from ui import chrome, demo, lessons, playlist
from ui.page import mark_ready
from ui.papers import PAPERS, paper

chrome.need_shell()
with st.container(key="hero", gap="small"):
    st.title("What can a network lose, and still know?", anchor=False)
    st.markdown(
        f"Modelarium runs the ideas of {len(PAPERS)} papers on small networks, live, on this "
        "machine. Turn a knob, see what it does to weights, layers and scores, and check every "
        "number against the paper."
    )
    with st.container(horizontal=True, key="hero_links"):
        for each in lessons.ready()[:2]:
            st.page_link(each.file, label=each.question, icon=each.icon)

st.subheader("Try it: the same matrix with fewer bits", anchor=False)
demo.draw()

for track, promise in lessons.TRACKS.items():
    st.subheader(track, anchor=False)
    st.caption(promise)
    with st.grid(3, min_column_width=260, key=f"cards_{track.lower()}"):
        for each in (x for x in lessons.LESSONS if x.track == track):
            state = "ready" if each.ready else "coming"
            with st.container(
                border=True, height="stretch", gap="xsmall", key=f"card_{state}_{each.key}"
            ):
                if each.ready:
                    st.page_link(each.file, label=f"**{each.title}**", icon=each.icon)
                else:
                    st.markdown(f"{each.icon} **{each.title}**")
                st.markdown(each.question)
                names = ", ".join(paper(x).short for x in each.papers)
                st.caption(names if each.ready else f"In preparation. {names}")

playlist.builder()
mark_ready("start")

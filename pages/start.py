"""Which question do you want to explore?"""

import streamlit as st

from ui import chrome, demo, lessons, playlist
from ui.papers import PAPERS, paper

chrome.need_shell()
with st.container(key="hero", gap="small"):
    st.markdown(":primary-badge[Modelarium]")
    st.title("What can a network lose, and still know?", anchor=False)
    st.markdown(
        f"Modelarium runs the ideas of {len(PAPERS)} papers on small networks, live, on this "
        "machine. Turn a knob, see what it does to weights, layers and scores, and check every "
        "number against the paper."
    )
    with st.container(horizontal=True, key="hero_links"):
        for each in lessons.ready()[:2]:
            st.page_link(each.file, label=each.question, icon=each.icon)

st.header("Try it: the same matrix with fewer bits", anchor=False)
demo.draw()

for track, promise in lessons.TRACKS.items():
    st.header(track, anchor=False)
    st.caption(promise)
    members = [each for each in lessons.LESSONS if each.track == track]
    with st.grid(2, min_column_width=300, key=f"cards_{track.lower()}"):
        for each in (x for x in members if x.ready):
            with st.container(border=True, height="stretch", gap="xsmall", key=f"card_{each.key}"):
                st.page_link(each.file, label=f"**{each.title}**", icon=each.icon)
                st.markdown(each.question)
                st.caption(", ".join(paper(x).title for x in each.papers))
    coming = [each for each in members if not each.ready]
    if coming:
        with st.container(border=True, gap="xsmall", key=f"coming_{track.lower()}"):
            st.caption("In preparation")
            with st.grid(2, min_column_width=300, gap="xsmall"):
                for each in coming:
                    st.markdown(f"{each.icon} **{each.title}**  \n{each.question}")

playlist.builder()
chrome.mark_ready("start")

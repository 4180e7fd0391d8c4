"""Which question do you want to explore?"""

import streamlit as st

from ui import lessons
from ui.page import mark_ready

with st.container(key="hero"):
    st.title("See what compression does to a network", anchor=False)
for track in lessons.TRACKS:
    st.subheader(track, anchor=False)
    with st.grid(3, min_column_width=260):
        for each in (x for x in lessons.LESSONS if x.track == track):
            with st.container(border=True, height="stretch"):
                if each.ready:
                    st.page_link(each.file, label=f"**{each.title}**", icon=each.icon)
                else:
                    st.markdown(f"{each.icon} **{each.title}** :gray-badge[in preparation]")
                st.caption(each.question)
mark_ready("start")

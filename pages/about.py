"""What do the papers claim, and what did we measure?"""

import streamlit as st

from ui.page import mark_ready
from ui.papers import PAPERS

st.title("About", anchor=False)
for each in PAPERS:
    st.markdown(f"[{each.title}]({each.url})")
mark_ready("about")

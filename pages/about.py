"""What do the papers claim, and what did we measure?"""

import streamlit as st

from ui import chrome
from ui.papers import PAPERS

chrome.need_shell()
st.title("About", anchor=False)
for each in PAPERS:
    st.markdown(f"[{each.title}]({each.url})")
chrome.mark_ready("about")

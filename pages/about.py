"""What do the papers claim, and what did we measure?"""

import pandas as pd
import streamlit as st

from engine import __version__, zoo
from ui import chrome, results
from ui.notices import LIBRARIES, MATERIAL
from ui.papers import PAPERS
from ui.statements import rows

chrome.need_shell()
st.title("What is claimed, and what did we measure?", anchor=False)
st.markdown(
    f"Modelarium {__version__} rebuilds the ideas of {len(PAPERS)} papers on networks small "
    "enough for one machine. Small networks do not always behave like large ones, so every claim "
    "stands here beside our own number, with the difference named. Where none exists, we say so."
)

status = pd.DataFrame(rows())
measured = int((status["Verdict"] != "not measured yet").sum())
results.tiles(
    [
        results.Tile("Claims listed", str(len(status))),
        results.Tile("Measured here", str(measured)),
        results.Tile("Artefacts shipped", str(len(zoo.cards()))),
    ]
)

st.header("Status of every claim", anchor=False)
with st.container(key="status_table"):
    st.table(
        status.set_index("Paper"),
        alt=f"{len(status)} claims of ten papers, {measured} of them measured here",
    )
st.download_button(
    "Status as CSV",
    lambda: status.assign(modelarium_version=__version__).to_csv(index=False).encode(),
    file_name="modelarium_status.csv",
    icon=":material/table:",
    on_click="ignore",
)

st.header("The papers", anchor=False)
for each in PAPERS:
    st.markdown(
        f"**[{each.title}]({each.url})**  \n{', '.join(each.authors)}, {each.year}, "
        f"arXiv {each.arxiv}"
    )

st.header("What ships, and what made it", anchor=False)
results.table(
    pd.DataFrame(
        {
            "Name": [x.name for x in zoo.cards()],
            "What": [x.title for x in zoo.cards()],
            "Command": [x.command for x in zoo.cards()],
            "Data": [x.data for x in zoo.cards()],
            "Licence": [x.licence for x in zoo.cards()],
            "SHA-256": [x.sha256[:16] for x in zoo.cards()],
        }
    ),
    alt="Shipped tables and weights with command, data, licence and hash",
    key="about_artefacts",
)

st.header("Notices", anchor=False)
st.markdown("Modelarium is free software under the Apache License 2.0. It stands on the work of:")
left, right = st.columns(2)
with left:
    st.table(
        pd.DataFrame(MATERIAL, columns=["Material", "What it is", "Licence"]).set_index(
            "Material"
        ),
        alt="Licences of fonts, weights and data",
    )
with right:
    st.table(
        pd.DataFrame(LIBRARIES, columns=["Library", "Licence"]).set_index("Library"),
        alt="Licences of the libraries",
    )
chrome.mark_ready("about")

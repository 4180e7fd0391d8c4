"""The four gates on two maps of bits; every pixel tells its arithmetic under the pointer."""

import base64
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from engine.binary.gates import truth_table
from engine.studies.sample_pictures import CREDIT, sample_picture
from ui.charts import image_grid
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import bits_state
from ui.sections.bits_state import GATES, BitsView

TITLES = {"or": "OR", "xnor": "XNOR", "and": "AND", "xor": "XOR"}
FORMULAS = {"or": "max(s, b)", "xnor": "s·b", "and": "min(s, b)", "xor": "-s·b"}
SAYINGS = {
    "or": "keeps every true bit of the shortcut and adds the branch's",
    "and": "keeps a true bit only where both are true: bits die out",
    "xnor": "loses nothing: shortcut and result together tell the branch",
    "xor": "loses nothing either, but turns the shortcut over where the branch is true",
}
_HERE = Path(__file__)
_COMPONENT = st.components.v2.component(
    "modelarium_bit_gates",
    html='<div class="gates" tabindex="0" role="group"><div class="maps"></div>'
    '<p class="pixel" aria-live="polite"></p></div>',
    css=_HERE.with_suffix(".css").read_text("utf-8"),
    js=_HERE.with_suffix(".js").read_text("utf-8"),
)


def packed(bits: np.ndarray) -> str:
    """Return a map of bits row by row, 8 pixels a byte, as text."""
    return base64.b64encode(np.packbits(bits).tobytes()).decode()


def gate_frame(view: BitsView) -> pd.DataFrame:
    """Return the truth table with the pixels that each row has, and the gates' results."""
    found = bits_state.gates(view)
    counts = found["or"].counts.ravel()
    rows = []
    for place, (shortcut, branch, _) in enumerate(truth_table("or")):
        row = {"shortcut": _sign(shortcut), "branch": _sign(branch), "pixels": int(counts[place])}
        rows.append(row | {TITLES[g]: _sign(truth_table(g)[place][2]) for g in GATES})
    return pd.DataFrame(rows)


def draw(lesson: LessonPage, view: BitsView) -> pd.DataFrame:
    """Draw picture, bits and gates; return the truth table."""
    found, frame = bits_state.gates(view), gate_frame(view)
    chosen = found[view.gate]
    title = TITLES[view.gate]
    st.markdown(f"**{title} {SAYINGS[view.gate]}.**")
    shortcut, branch = bits_state.bits(view)
    texts = [
        ("s", "Shortcut s", "signs of a learned map", shortcut),
        ("b", "Branch b", "signs of its binary convolution", branch),
        *((g, TITLES[g], FORMULAS[g], found[g].result) for g in GATES),
    ]
    parts = [
        {
            "name": name,
            "title": head,
            "note": f"{note}, {each.mean():.0%} true" if name in GATES else note,
            "alt": f"{head}: {each.mean():.0%} of the bits are true",
            "bits": packed(each),
        }
        for name, head, note, each in texts
    ]
    photograph = sample_picture(view.picture).transpose(1, 2, 0)
    key = f"{lesson.key}_gates"

    def pick() -> None:
        wanted = st.session_state[key].picked
        if wanted in GATES:
            st.session_state[f"{lesson.key}_gate"] = wanted

    _COMPONENT(
        key=key,
        data={
            "photograph": image_grid.data_uri(photograph),
            "size": [photograph.shape[1], photograph.shape[0]],
            "parts": parts,
            "shares": [f"{each / shortcut.size:.0%}" for each in frame["pixels"]],
            "chosen": view.gate,
            "colours": {
                "true": lesson.palette.quantized,
                "false": lesson.palette.muted,
                "mark": lesson.palette.clip,
            },
        },
        on_picked_change=pick,
    )
    st.caption(
        "Blue is +1 (true), grey is -1 (false). Point at a pixel for its arithmetic, click a gate "
        "to choose it. The maps come from the first layers of our CIFAR-10 classifier: float "
        f"weights for the shortcut, their signs for the branch. {CREDIT}."
    )
    lesson.tiles(
        Tile("True bits, shortcut to result", f"{shortcut.mean():.0%} to {chosen.true_share:.0%}"),
        Tile("Result equals the shortcut", f"{chosen.same_as_shortcut:.0%}"),
        Tile("Branch still known", f"{chosen.branch_kept:.0%}", term="branch_kept"),
    )
    return frame


def _sign(bit: bool) -> str:  # noqa: FBT001 - one bit is all it takes
    return "+1" if bit else "-1"

"""A dot product of 64 signs by XNOR and popcount, step by step, on rows that can be changed."""

import secrets
from pathlib import Path

import numpy as np
import streamlit as st

from engine.core.params import Parameter
from engine.studies.bit_rows import SIGNS, BitProduct, bit_product, row_bits, row_text
from ui import controls, results
from ui.page import LessonPage
from ui.results import Tile

STEPS = ("signs", "bits", "XNOR", "popcount", "result")
STEP = Parameter("step", "result", "how far the computation has come", choices=STEPS)
# digits 13 and 10 of scikit-learn, 8 x 8 pixels: a 3 and a 0, true where there is ink
FIRST, SECOND = "3c3e0c180c040c3c", "1c3c362626243c18"
_HERE = Path(__file__)
_COMPONENT = st.components.v2.component(
    "modelarium_bit_stepper",
    html='<div class="stepper"><div class="bytes"></div><p class="says" aria-live="polite"></p>'
    '<p class="sum"></p></div>',
    css=_HERE.with_suffix(".css").read_text("utf-8"),
    js=_HERE.with_suffix(".js").read_text("utf-8"),
)


def draw(lesson: LessonPage) -> BitProduct | None:
    """Draw the rows and the steps; return them, or None where a row is not one."""
    st.header("How do 64 multiplications become two instructions?", anchor=False)
    step = controls.widget(lesson.key, STEP)
    with results.contained():
        found = bit_product(*_rows(lesson))
        _draw_rows(lesson, found, STEPS.index(step))
        lesson.tiles(
            Tile("Ones in the XNOR", f"{found.ones} of {SIGNS}"),
            Tile("Packed kernel: 2·ones - 64", f"{found.packed_result}"),
            Tile("Float dot product", f"{found.float_result:g}"),
        )
        same = found.packed_result == found.float_result
        st.badge("Equal to the bit" if same else "They differ", color="green" if same else "red")
        return found
    return None


def _rows(lesson: LessonPage) -> tuple[np.ndarray, np.ndarray]:
    """Draw the rows as text with their buttons; return their bits."""
    key = lesson.key
    with st.container(horizontal=True, vertical_alignment="bottom"):
        texts = [
            _row_input(f"{key}_{name}", title, default)
            for name, title, default in (
                ("first", "Row a, 16 hexadecimal digits", FIRST),
                ("second", "Row b", SECOND),
            )
        ]
        changes = {"Random": _random, "Make b equal": _same, "Make b opposite": _opposite}
        for title, change in changes.items():
            st.button(title, key=f"{key}_{change.__name__}", on_click=change, args=(key,))
    first, second = (row_bits(each) for each in texts)
    return first, second


def _row_input(key: str, title: str, default: str) -> str:
    controls.remember(key, default)
    return st.text_input(
        title, default, key=key, max_chars=40, width=230, bind="query-params",
        help="Each digit stands for four signs, first sign first: f is +1 four times.",
    )  # fmt: skip


def _draw_rows(lesson: LessonPage, found: BitProduct, step: int) -> None:
    key = f"{lesson.key}_stepper"

    def changed() -> None:
        told = st.session_state[key].rows
        if not isinstance(told, dict):
            return
        try:
            rows = [row_text(row_bits(str(told.get(name)))) for name in ("first", "second")]
        except ValueError:
            return  # what the browser tells is not trusted
        st.session_state[f"{lesson.key}_first"], st.session_state[f"{lesson.key}_second"] = rows
        version = told.get("version")
        if isinstance(version, int):
            st.session_state[f"{key}_version"] = version

    colours = lesson.palette
    _COMPONENT(
        key=key,
        data={
            "first": row_text(found.first),
            "second": row_text(found.second),
            "step": step,
            "version": st.session_state.get(f"{key}_version", 0),
            "colours": {"on": colours.quantized, "off": colours.muted, "mark": colours.clip},
        },
        on_rows_change=changed,
    )


def _put(key: str, name: str, bits: np.ndarray) -> None:
    st.session_state[f"{key}_{name}"] = row_text(bits)


def _random(key: str) -> None:
    for name in ("first", "second"):
        st.session_state[f"{key}_{name}"] = secrets.token_hex(8)


def _first(key: str) -> np.ndarray:
    try:
        return row_bits(st.session_state[f"{key}_first"])
    except ValueError:
        return row_bits(FIRST)


def _same(key: str) -> None:
    _put(key, "second", _first(key))


def _opposite(key: str) -> None:
    _put(key, "second", ~_first(key))

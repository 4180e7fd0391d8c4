"""The slices of one map: thresholds, what one bit loses, and what more slices give back."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.core.params import Parameter
from engine.studies.slice_maps import SliceMaps, gaussian_error
from ui import controls
from ui.charts import image_grid
from ui.charts.binary_networks import error_curve
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import bits_state
from ui.sections.bits_state import BitsView
from ui.theme import Palette

WHAT = Parameter("sliced", "brightness", "which map", choices=("brightness", "feature map"))
REACH = 2.5  # standard deviations from the mean that are drawn as black and white
SCALE = 2
NAMES = {"brightness": "brightness of this picture", "feature map": "this feature map"}
COLUMNS = {1: 3, 2: 4, 4: 3, 8: 5}


def draw(lesson: LessonPage, view: BitsView) -> dict[int, SliceMaps]:
    """Draw the slices of a map; return them for each number of slices."""
    st.header("What does one bit lose, and what do slices give back?", anchor=False)
    what = controls.widget(lesson.key, WHAT, title="Map")
    values, found = bits_state.sliced_map(view, what)
    chosen = found[view.slices]
    lesson.text(
        "The multi-slice sign asks several times whether a value, normalised by batch norm, "
        "reaches a threshold. Slices are ordered, so k of them tell only k + 1 levels apart. The "
        "best a later layer can do is to take the mean of each level: the picture *decoded*."
    )
    _pictures(values, chosen, lesson.palette)
    one = found[1].error
    lesson.tiles(
        Tile("Lost, share of the variance", f"{chosen.error:.1%}", term="slice_error",
             delta=None if view.slices == 1 else f"{100 * (chosen.error - one):+.1f} points",
             against=None if view.slices == 1 else "vs one slice"),
        Tile("Levels told apart", f"{chosen.levels_used} of {view.slices + 1}"),
        Tile("Bits told of bits stored", f"{chosen.bits_told:.2f} of {view.slices}"),
    )  # fmt: skip
    frame = error_frame(found, what)
    chart = error_curve(frame, lesson.palette, slices=view.slices)
    lesson.figure(chart, alt=str(chart.description), data=frame)
    return found


def error_frame(found: dict[int, SliceMaps], what: str) -> pd.DataFrame:
    """Return what is lost by slices, of this map and of a normal distribution."""
    own = [(count, each.error, NAMES[what]) for count, each in found.items()]
    normal = [(count, gaussian_error(count), "a normal distribution") for count in found]
    return pd.DataFrame(own + normal, columns=["slices", "error", "map"])


def _pictures(values: np.ndarray, chosen: SliceMaps, palette: Palette) -> None:
    shown = [("The map", "32 bits a value", _grey(values))]
    for number, (threshold, each) in enumerate(
        zip(chosen.thresholds, chosen.maps, strict=True), start=1
    ):
        text = f"threshold {threshold:+.2f}"
        shown.append((f"Slice {number}", text, _two(each, palette)))
    shown.append(("Decoded", f"{chosen.slices} bits a value", _grey(chosen.decoded)))
    with st.grid(COLUMNS[chosen.slices], min_column_width=140):
        for title, note, picture in shown:
            with st.container(gap="xsmall"):
                st.markdown(f"**{title}** :small[{note}]")
                large = picture.repeat(SCALE, axis=0).repeat(SCALE, axis=1)
                st.image(large, width="stretch", alt=f"{title}, {note}")


def _grey(values: np.ndarray) -> np.ndarray:
    scaled = np.clip((values + REACH) / (2 * REACH), 0, 1)
    return np.rint(255 * scaled)[..., None].repeat(3, axis=2).astype(np.uint8)


def _two(bits: np.ndarray, palette: Palette) -> np.ndarray:
    ends = np.stack([image_grid.colour(each) for each in (palette.muted, palette.quantized)])
    return ends[bits.astype(int)]

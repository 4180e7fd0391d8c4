"""The start page's live demo: bits and method on one real BERT matrix, read from a table."""

import dataclasses

import numpy as np
import streamlit as st

from engine import zoo
from engine.core.errors import EngineError
from engine.core.params import Parameter
from ui import controls, results, theme
from ui.results import Tile

METHODS = ("LQ", "ACIQ", "OCS")
_PREFIX = "start"


@dataclasses.dataclass(frozen=True)
class Shown:
    """What the demo shows for one setting.

    Attributes:
        patch: Vega-Lite spec of the full-precision patch.
        quantized: The same after quantization.
        histogram: Distribution of the weights with the levels.
        zero_share: Share of all weights that became zero.
        signal_to_noise_db: Signal to noise in decibel.
        largest: Largest weight over the standard deviation.
    """

    patch: dict
    quantized: dict
    histogram: dict
    zero_share: float
    signal_to_noise_db: float
    largest: float


@st.cache_data(max_entries=64, show_spinner=False)
def shown(method: str, bits: int, mode: str | None) -> Shown:
    """Return figures and numbers of one setting from the shipped table."""
    from ui.charts.start_demo import level_histogram, patch_picture

    arrays, palette = zoo.tensors("start_demo"), theme.palette(mode)
    place = METHODS.index(method), bits - 2
    reach = float(arrays["deviation"][0]) * 3
    quantized = arrays["patches"][place]
    return Shown(
        patch=patch_picture(
            arrays["patch"], reach=reach, title="32 bits", palette=palette
        ).to_dict(),
        quantized=patch_picture(
            quantized, reach=reach, title=f"{bits} bits, {method}", palette=palette
        ).to_dict(),
        histogram=level_histogram(
            arrays["counts"],
            arrays["edges"],
            step=float(arrays["step"][place]),
            clip=float(arrays["clip"][place]),
            palette=palette,
        ).to_dict(),
        zero_share=float(arrays["zero_share"][place]),
        signal_to_noise_db=float(arrays["signal_to_noise_db"][place]),
        largest=float(np.abs(arrays["patch"]).max() / arrays["deviation"][0]),
    )


def _figures(answer: Shown, method: str, bits: int) -> None:
    left, right = st.columns(2)
    left.vega_lite_chart(answer.patch, alt="A patch of the matrix at 32 bits, fine shades")
    right.vega_lite_chart(
        answer.quantized,
        alt=f"The patch at {bits} bits with {method}: {answer.zero_share:.0%} of weights are zero",
    )
    st.markdown("**All weights of the matrix** (grey) and the levels that replace them (blue)")
    st.vega_lite_chart(
        answer.histogram,
        alt=f"All weights of the matrix, and the few levels that {bits} bits with {method} offer",
    )


@st.fragment
def draw() -> None:
    """Draw the demo; it reruns on its own, the rest of the page stays."""
    with st.container(border=True, key="demo"):
        with st.container(horizontal=True, gap="medium"):
            bits = controls.widget(_PREFIX, Parameter("bits", 4, "bits of one weight", 2, 8))
            method = controls.choice(
                _PREFIX, "method", METHODS, default="LQ", title="Quantization method"
            )
        controls.show_notices(_PREFIX)
        try:
            answer = shown(method, bits, st.context.theme.type)
        except (EngineError, ValueError) as error:
            results.problem(error)
            return
        _figures(answer, method, bits)
        results.tiles(
            [
                Tile("Weights rounded to zero", f"{answer.zero_share:.0%}"),
                Tile(
                    "Signal to noise",
                    f"{answer.signal_to_noise_db:.1f} dB",
                    term="signal_to_noise_db",
                ),
                Tile("Smaller than 32 bits", f"{32 / bits:.1f} times", term="packed"),
            ]
        )
        st.caption(
            "An attention matrix of the embedded MiniLM, 384 x 384. Its largest weight is "
            f"{answer.largest:.0f} standard deviations away from zero and stretches the grid of "
            f"LQ. {METHODS[1]} clips it, {METHODS[2]} splits its column."
        )

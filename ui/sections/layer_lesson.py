"""What surrounds the layer page's figures: controls, tiles, method, quiz and downloads."""

import pandas as pd
import streamlit as st

from engine import zoo
from engine.core.params import Parameter
from engine.studies.layer_view import embedding_share, measure_named, worst_layers
from ui import controls
from ui.page import LessonPage
from ui.quiz import Question
from ui.results import Tile
from ui.sections.layer_detail import WORST
from ui.sections.layer_list import layer_numbers
from ui.sections.layer_state import (
    GRANULARITIES,
    TITLES,
    LayerState,
    every_setting,
    shipped,
)

MEASURE_NAMES = {
    "SQNR": "signal_to_noise_db",
    "weight MSE": "relative_error",
    "output error": "output_error",
}
CODE = """
from engine.language.models import load_encoder
from engine.quantization.network import network_weight_errors, quantize_network
from engine.quantization.roles import DEFAULT_ROLES, WITHOUT_EMBEDDINGS
from engine.studies.layer_configurations import configuration

network = load_encoder("minilm").network
method = configuration({method!r}).at({bits}, {granularity!r})
made = quantize_network(network, method, roles={roles}, keep_codes=False)
errors = network_weight_errors(network, made)
decibels = {{name: each.signal_to_noise_db for name, each in errors.items()}}
mean = sum(decibels.values()) / len(decibels)
print("mean SQNR of", len(decibels), "layers, dB:", round(mean, 3))
print("worst layer:", min(decibels, key=decibels.get))
print("packed bytes of these layers:", -(-made.stored_bits // 8))
"""


def choose(lesson: LessonPage) -> tuple[LayerState, str]:
    """Draw the controls; return the setting and the layer that the visitor asks for."""
    key = lesson.key
    labels = tuple(dict.fromkeys(every_setting(embeddings=True)["label"]))
    with lesson.controls():
        method = controls.choice(key, "method", TITLES, default="LQ")
        grain = controls.choice(key, "granularity", GRANULARITIES, default="tensor")
        bits = controls.widget(key, Parameter("bits", 4, "bits of a weight", 2, 8, step=1))
        error = controls.choice(
            key, "measure", tuple(MEASURE_NAMES), default="output error", title="Error"
        )
        with st.popover("More settings", icon=":material/tune:"):
            layer = controls.choice(key, "layer", (WORST, *labels), default=WORST)
            words = controls.switch(key, "embeddings", default=True, title="With the word table")
    measure = measure_named(MEASURE_NAMES[error])
    return LayerState(method, grain, int(bits), measure, words), layer


def tiles(lesson: LessonPage, state: LayerState, rows: pd.DataFrame) -> None:
    """Show the network's numbers at this setting."""
    here = rows[rows["bits"] == state.bits]
    worst = worst_layers(here, state.measure, 1).iloc[0]
    unit = " dB" if state.measure.name == "signal_to_noise_db" else " %"
    packed = (here["bits_per_weight"] * here["weights"]).sum() / 8e6
    full = here["weights"].sum() * 4 / 1e6
    lesson.tiles(
        Tile("Mean over layers", f"{here['value'].mean():.3g}{unit}", term=state.measure.name),
        Tile(f"Worst: {worst['label']}", f"{worst['value']:.3g}{unit}"),
        Tile(
            "Packed size",
            f"{packed:.2f} MB",
            term="packed",
            delta=f"{full / packed:.1f} x less",
            against=f"than {full:.0f} MB",
            lower_is_better=False,
        ),
        Tile("Weights in the word table", f"{embedding_share(shipped('layers')):.0%}"),
    )


def method(lesson: LessonPage) -> None:
    """Fold the engine code behind the page's numbers; loads torch, so it comes last."""
    from engine.quantization.mixed_precision import allocate_bits
    from engine.quantization.network import quantize_network
    from engine.studies.layer_sensitivity import layer_sensitivity
    from engine.studies.layer_table import layer_table

    lesson.method(
        layer_table,
        layer_sensitivity,
        allocate_bits,
        quantize_network,
        formula=r"\text{output error}_\ell = \frac{\lVert x_\ell \hat W_\ell^\top - x_\ell "
        r"W_\ell^\top \rVert^2}{\lVert x_\ell W_\ell^\top + b_\ell \rVert^2}",
        differs="arXiv 2210.16621 reports task scores and no numbers for single layers, so there "
        "is nothing of the paper's to set beside this page. Its list of quantized layers is not "
        "known; here it is every linear layer and the word table. Weights are simulated; the "
        "export writes real codes.",
    )


def quiz(lesson: LessonPage) -> None:
    """Ask what the page shows best."""
    lesson.quiz(
        Question(
            "outlier",
            "In layer 1 feed-forward out, LQ at 4 bits destroys 95 % of the weights' power, yet "
            "the output errs by only 1 %. Why?",
            (
                "The layer's inputs are almost zero",
                "A few outlier weights carry the output, and LQ keeps exactly those",
                "The next layer repairs the error",
            ),
            right=1,
            because="With one step for the whole matrix the grid spans the outliers: they stay, "
            "almost all other weights become zero. MMSE clips the outliers away: its weight error "
            "is far lower and its output error 95 %.",
        ),
        Question(
            "table",
            "Only the linear layers of this model are quantized to 4 bits, the word table is not. "
            "How much smaller does the model get?",
            ("About 8 times", "About 4 times", "Not even 2 times"),
            right=2,
            because="The word table holds 52 % of all weights. What it keeps at 32 bits cannot be "
            "saved elsewhere.",
        ),
    )


def downloads(lesson: LessonPage, state: LayerState, rows: pd.DataFrame) -> None:
    """Offer the table, the settings, and a script that prints the same numbers."""
    lesson.model = zoo.card("minilm_layers").settings["model_sha256"]
    here = rows[rows["bits"] == state.bits]
    numbers = {
        "mean_signal_to_noise_db": float(here["signal_to_noise_db"].mean()),
        "mean_output_error_percent": float(here["output_error"].mean()),
        "worst_layer": str(worst_layers(here, state.measure, 1)["layer"].iloc[0]),
        "packed_bytes_of_these_layers": int(-(-_stored(here) // 8)),
    }
    roles = "DEFAULT_ROLES" if state.embeddings else "WITHOUT_EMBEDDINGS"
    code = CODE.format(
        method=state.method, bits=state.bits, granularity=state.granularity, roles=roles
    )
    lesson.downloads(
        frame=layer_numbers(state), settings=state.settings, numbers=numbers, code=code
    )


def _stored(here: pd.DataFrame) -> int:
    return int((here["bits_per_weight"].astype(float) * here["weights"]).round().sum())

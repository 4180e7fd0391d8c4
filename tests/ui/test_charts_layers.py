import pandas as pd
import pytest

from ui.charts.bit_allocation import MIXED, UNIFORM, bit_allocation, budget_curve
from ui.charts.depth_lines import depth_lines
from ui.charts.layer_heat_map import SELECTION, layer_heat_map
from ui.charts.layer_switches import switched_off, switched_on
from ui.charts.method_curves import method_curves, paired_settings, part_curves
from ui.charts.model_family import family_errors_chart, family_sizes_chart
from ui.charts.pareto import pareto
from ui.theme import DARK, LIGHT

LAYERS = ["word table", "1 query", "1 key"]
HEAT = pd.DataFrame(
    {"label": [each for each in LAYERS for _ in (2, 4)], "bits": [2, 4] * 3,
     "value": [90.0, 5.0, 70.0, 3.0, 80.0, 4.0]}
)  # fmt: skip
DEPTH = pd.DataFrame(
    {"label": LAYERS, "isolated": [0.01, 0.01, 0.02], "accumulated": [0.01, 0.03, 0.08]}
)
SWITCHES = pd.DataFrame({"label": LAYERS, "one_on": [0.3, 0.1, 0.02], "relief": [0.1, 0.4, -0.1]})
PLANE = pd.DataFrame(
    {"size": [3.0, 3.1, 4.0], "error": [1e-3, 2e-3, 1e-4], "method": ["LQ", "OCS", "LQ"],
     "granularity": ["row", "tensor", "row"], "bits": [3, 3, 4], "on_front": [True, False, True]}
)  # fmt: skip
PLAN = pd.DataFrame({"label": LAYERS, "bits": [2, 4, 8], "weights": [100, 10, 10]})
CURVE = pd.DataFrame({"kind": [MIXED, UNIFORM], "mean_bits": [3.0, 3.0], "drift": [0.1, 0.2]})
METHODS = pd.DataFrame(
    {"method": ["LQ", "OCS"] * 2, "bits": [3, 3, 4, 4], "value": [5.0, 4.0, 2.0, 1.0]}
)
PARTS = pd.DataFrame(
    {"part": ["weights", "activations", "both"], "bits": 4, "drift": [0.1, 0.2, 0.4]}
)
PAIR = pd.DataFrame({"label": LAYERS, "first": [1.0, 2.0, 3.0], "second": [0.5, 3.0, 2.0]})

CHARTS = {
    "heat map": lambda p: layer_heat_map(HEAT, p, title="Error (%)", higher_is_worse=True),
    "depth": lambda p: depth_lines(DEPTH, p),
    "switched on": lambda p: switched_on(SWITCHES, p),
    "switched off": lambda p: switched_off(SWITCHES, p),
    "pareto": lambda p: pareto(PLANE, p, title="MSE", size_title="Bits", highlighted="OCS"),
    "allocation": lambda p: bit_allocation(PLAN, p, mean_bits=2.67),
    "budget": lambda p: budget_curve(CURVE, p, target=3.0),
    "methods": lambda p: method_curves(METHODS, p, title="Error", logarithmic=True, bits=3),
    "parts": lambda p: part_curves(PARTS, p),
    "pair": lambda p: paired_settings(PAIR, p, title="Error", logarithmic=True),
}


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_chart_becomes_a_picture_with_a_finding_in_words(name, palette):
    drawn = CHARTS[name](palette).to_dict()
    assert len(drawn["description"]) > 40


def test_the_heat_map_can_be_clicked_by_layer_and_width():
    drawn = CHARTS["heat map"](LIGHT).to_dict()
    picked = next(each for each in drawn["params"] if each["name"] == SELECTION)
    assert picked["select"]["fields"] == ["label", "bits"]


def test_the_heat_map_names_the_mean_at_both_ends():
    drawn = CHARTS["heat map"](LIGHT).to_dict()
    assert "80 at 2 bits and 4 at 4" in drawn["description"]


@pytest.mark.parametrize(("higher_is_worse", "place"), [(True, -1), (False, 0)])
def test_the_worst_cells_have_the_strongest_colour(higher_is_worse, place):
    chart = layer_heat_map(HEAT, LIGHT, title="x", higher_is_worse=higher_is_worse)
    colours = chart.to_dict()["layer"][0]["encoding"]["color"]["scale"]["range"]
    assert colours[place] == LIGHT.sequential[-1]


def test_the_switches_name_the_layer_that_moves_the_output_most_and_the_one_to_spare():
    words = CHARTS["switched on"](LIGHT).to_dict()["description"]
    assert "word table alone moves" in words
    assert "leaving 1 query" in words


def test_the_front_is_named_in_words_without_the_beaten():
    words = CHARTS["pareto"](LIGHT).to_dict()["description"]
    assert "2 of 3" in words
    assert "OCS" not in words


def test_the_second_setting_counts_the_layers_in_which_it_is_lower():
    assert "lower in 2" in CHARTS["pair"](LIGHT).to_dict()["description"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_family_s_figures_name_the_smallest_and_the_largest(palette):
    sizes = pd.DataFrame(
        {"title": ["Tiny", "Large"], "millions": [4.4, 335.0], "linear_only": [92.0, 21.0],
         "with_words": [14.0, 13.0]}
    )  # fmt: skip
    chart = family_sizes_chart(sizes, palette, bits=4)
    assert "Tiny shrinks to 92 % and Large to 21 %" in chart.description
    assert chart.to_dict()["encoding"]["x"]["scale"]["type"] == "log"
    errors = pd.DataFrame(
        {"model": ["Tiny", "Large"], "millions": [4.4, 335.0], "method": ["LQ", "OCS"],
         "percent": [3.0, 9.5]}
    )  # fmt: skip
    assert "9.5 %, is that of Large under OCS" in family_errors_chart(errors, palette).description

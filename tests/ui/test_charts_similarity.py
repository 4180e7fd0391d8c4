import pandas as pd
import pytest

from ui.charts.similarity import SELECTION, similarity_scatter
from ui.charts.similarity_labels import gain_finding, label_gains
from ui.charts.similarity_order import order_finding, order_lines
from ui.charts.similarity_samples import MEASURES, curve_finding, sample_curve
from ui.theme import DARK, LIGHT

CELLS = pd.DataFrame(
    {"cell": ["a", "b", "c"], "x": [3.0, 2.0, 1.0], "found": [0.9, 0.8, 0.7],
     "found_plain": [0.8, 0.85, 0.9], "level": ["high", "medium", "low"],
     "benchmark": ["one", "one", "two"], "gain": [0.1, -0.05, -0.2],
     "advised": [True, True, False], "right": [True, False, True]}
)  # fmt: skip
LINES = pd.DataFrame(
    {"set": ["s", "s", "s", "t", "t", "t"], "level": ["high", "medium", "low"] * 2,
     "value": [3.0, 2.0, 1.0, 2.0, 3.0, 1.0], "holds": [True] * 3 + [False] * 3}
)  # fmt: skip
CURVE = pd.DataFrame(
    {"samples": [2, 30] * 3, "measure": [each for each in MEASURES for _ in range(2)],
     "mean": [4.0, 1.8, 1.6, 1.6, 3.0, 0.2], "low": 0.1, "high": 4.5}
)  # fmt: skip


def scatter(frame, palette=LIGHT):
    return similarity_scatter(
        frame, palette, across="Transfer flow", judge="k-means", chosen="b", finding="found"
    ).to_dict()


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_click_picks_a_cell_and_the_chosen_one_has_a_ring(palette):
    drawn = scatter(CELLS, palette)
    picked = next(each for each in drawn["params"] if each["name"] == SELECTION)
    assert picked["select"]["fields"] == ["cell"]
    ring = drawn["datasets"][drawn["layer"][1]["data"]["name"]]
    assert [each["cell"] for each in ring] == ["b"]


def test_shapes_have_a_legend_only_where_there_are_several_benchmarks():
    shape = scatter(CELLS)["layer"][0]["encoding"]["shape"]
    assert shape["legend"]
    assert shape["scale"]["domain"] == ["one", "two"]
    assert scatter(CELLS[:2])["layer"][0]["encoding"]["shape"]["legend"] is None


def test_the_order_says_in_how_many_sets_it_holds():
    assert order_finding(LINES, value="Transfer flow (0 to 10)") == (
        "Transfer flow: high > medium > low in 1 of 2 unlabeled sets"
    )
    drawn = order_lines(LINES, LIGHT, value="Discovery accuracy", share=True).to_dict()
    assert drawn["layer"][0]["encoding"]["y"]["axis"]["format"] == ".0%"


def test_bars_start_with_the_greatest_loss_and_mark_the_advice():
    drawn = label_gains(CELLS, DARK).to_dict()
    rows = drawn["datasets"][drawn["layer"][0]["data"]["name"]]
    assert [each["points"] for each in rows] == pytest.approx([-20, -5, 10])
    assert [each["verdict"] for each in rows] == ["right", "wrong", "right"]
    assert gain_finding(CELLS) == (
        "Labels cost accuracy in 2 of 3 cells, and pseudo transfer flow advised rightly in 2."
    )


def test_the_curve_names_both_ends_of_value_and_null():
    told = curve_finding(CURVE)
    assert "4.00 with 2 samples each and 1.80 with 30" in told
    assert "shuffled labels alone give 3.00 and 0.20" in told
    assert sample_curve(CURVE, LIGHT).to_dict()["description"] == told

import pandas as pd
import pytest

from engine.studies.coverage_map import STATES as ENGINE_STATES
from ui.charts.coverage_map import SELECTION, STATES, class_recall_bars, coverage_points
from ui.theme import DARK, LIGHT

MAP = pd.DataFrame(
    {"sample": [3, 5, 8, 9], "x": [0.0, 1.0, 2.0, 3.0], "y": [0.0, 1.0, 0.0, 1.0],
     "name": ["cat", "dog", "dog", "cat"], "state": ["covered", "lost", "lost", "never covered"]}
)  # fmt: skip
BARS = pd.DataFrame(
    {"name": ["cat", "cat", "dog", "dog"], "network": ["full", "3 bits"] * 2,
     "recall": [0.8, 0.7, 0.9, 0.2], "low": 0.1, "high": 0.95, "count": 100}
)  # fmt: skip


def drawn_map(palette=LIGHT):
    return coverage_points(MAP, palette, axis="UMAP", bits=3, chosen=5).to_dict()


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_figures_become_pictures_with_a_finding_in_words(palette):
    assert "50% are lost at 3 bits" in drawn_map(palette)["description"]
    bars = class_recall_bars(BARS, palette).to_dict()
    assert "dog changes most, from 90% (full) to 20% (3 bits)" in bars["description"]


def test_the_map_names_the_class_that_loses_most():
    assert "class dog (100%)" in drawn_map()["description"]


def test_a_map_without_losses_says_so():
    kept = MAP.assign(state="covered")
    drawn = coverage_points(kept, LIGHT, axis="UMAP", bits=8, chosen=3).to_dict()
    assert "none is lost at 8 bits" in drawn["description"]


def test_the_legend_counts_each_state_and_shows_those_without_a_sample():
    legend = drawn_map()["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert legend == [
        "covered (1)", "lost at 3 bits (2)", "only at 3 bits (0)", "never covered (1)",
    ]  # fmt: skip


def test_a_click_picks_one_sample():
    picked = next(each for each in drawn_map()["params"] if each["name"] == SELECTION)
    assert picked["select"]["fields"] == ["sample"]


def test_the_map_and_the_study_name_the_same_states():
    assert STATES == ENGINE_STATES

import pandas as pd
import pytest

from ui.charts.cost_plane import SELECTION, TERMS, cost_plane, energy_bars
from ui.theme import DARK, LIGHT

PLANE = pd.DataFrame(
    {"network": ["a", "b", "c"], "family": ["x", "x", "y"], "cost": [1.0, 2.0, 3.0],
     "top1": [50.0, 60.0, 55.0], "on_front": [True, True, False]}
)  # fmt: skip
ENERGY = pd.DataFrame(
    {"network": ["a", "a", "b", "b"], "term": [TERMS[0], TERMS[2]] * 2,
     "millijoules": [1.0, 3.0, 2.0, 0.5], "published": [3.5, 3.5, None, None]}
)  # fmt: skip


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_plane_tells_in_words_who_is_on_the_front(palette):
    drawn = cost_plane(PLANE, palette, title="Million FLOPs", chosen="c").to_dict()
    assert drawn["description"].startswith("2 of 3 networks are beaten by none")
    assert "a (50 %), b (60 %)" in drawn["description"]


def test_a_click_picks_one_network():
    drawn = cost_plane(PLANE, LIGHT, title="Million FLOPs", chosen="c").to_dict()
    picked = next(each for each in drawn["params"] if each["name"] == SELECTION)
    assert picked["select"]["fields"] == ["network"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_energy_bars_tell_what_dominates_and_mark_published_totals(palette):
    drawn = energy_bars(ENERGY, palette, origin="calibrated").to_dict()
    assert "float arithmetic in 1" in drawn["description"]
    assert "feature maps in 1" in drawn["description"]
    name = drawn["layer"][1]["data"]["name"]
    assert [each["published"] for each in drawn["datasets"][name]] == [3.5]


def test_the_terms_are_those_of_the_engine():
    from engine.cost.energy import Energy

    assert tuple(Energy("calibrated", 1.0, 1.0, 1.0, 1.0).terms) == TERMS

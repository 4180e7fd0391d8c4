import contextlib
import dataclasses
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from engine.core.params import parameters
from engine.cost import CountingRules, operations
from engine.cost.energy import Calibrated, FirstPrinciples
from engine.cost.energy_table import EnergyTable
from engine.studies import score_points
from engine.studies.network_costs import shipped_costs
from ui.sections import plane_cost_figures, plane_cost_lesson
from ui.sections.plane_cost_state import PlaneView

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = PlaneView(
    "operations", "calibrated", "all", 40, "float32", CountingRules(), FirstPrinciples(),
    "MeliusNet22",
)  # fmt: skip


def opened(**query):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=120).run()
    for name, value in query.items():
        page.query_params[f"cost_plane_{name}"] = str(value)
    page.switch_page("pages/cost_plane.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def test_the_chosen_network_moves_tiles_and_layer_table():
    page = opened()
    assert tile(page, "Top-1") == "63.62"
    page.selectbox(key="cost_plane_network").set_value("AsymmNet-Large x1.0").run()
    assert not page.exception
    assert tile(page, "Million multiply-adds") == "216.92"
    assert any(each.value == "Layers of AsymmNet-Large x1.0" for each in page.header)


def test_the_rule_for_binary_work_changes_the_operations():
    cost, rules = shipped_costs()["MeliusNet22"], CountingRules(binary="per_32")
    page = opened(binary="per 32")
    assert tile(page, "Million multiply-adds") == f"{operations(cost, rules) / 1e6:,.2f}"


def test_an_edited_energy_table_moves_the_energy_from_first_principles():
    plain = opened(energy="first principles", table="custom", maps_in="nowhere")
    dear = opened(
        energy="first principles", table="custom", maps_in="nowhere",
        multiply_float32="7.4", add_float32="1.8", binary_multiply_add="0.02",
    )  # fmt: skip
    before, after = (float(tile(each, "Energy, mJ")) for each in (plain, dear))
    assert after == pytest.approx(2 * before, abs=0.002)


def test_every_energy_of_the_table_can_be_edited():
    table = parameters(EnergyTable)
    page = opened(
        energy="first principles", table="custom", arithmetic="int8", maps_in="cache 8 kib",
        **{each.name: "0.0" for each in table},
    )  # fmt: skip
    assert float(tile(page, "Energy, mJ")) == 0
    drawn = {each.key for each in page.number_input}
    assert drawn == {f"cost_plane_{each.name}" for each in table}


def test_without_scores_of_our_own_the_page_says_how_to_get_them(monkeypatch):
    monkeypatch.setattr(score_points, "NAME", "none_of_this_name")
    page = opened()
    assert any("training.binary_networks" in each.value for each in page.info)


def test_our_own_networks_have_a_plane_of_their_own(monkeypatch):
    row = {"seed": 0, "size_bytes": 2**20, "multiply_adds": 64e6, "energy": 2e9}
    runs = [
        row | {"family": "bireal", "name": "small bireal", "accuracy": 0.5},
        row | {"family": "bireal", "name": "small bireal", "accuracy": 0.6, "seed": 1},
        row | {"family": "melius", "name": "small melius", "accuracy": 0.4},
    ]
    monkeypatch.setattr(score_points, "shipped_scores", lambda: pd.DataFrame(runs))
    page = opened(axis="size")
    assert not page.error
    assert any("small bireal (55 %)" in each.value for each in page.markdown)


def test_a_negative_energy_is_refused_with_a_next_step():
    page = opened(energy="first principles", table="custom", dram="-5")
    assert any("dram" in each.value.lower() for each in page.error)
    assert any("Next step" in each.value for each in page.caption)


def test_a_filter_that_leaves_nothing_says_what_to_do():
    page = opened(axis="energy", energy="published", family="AsymmNet")
    assert any("No network is left" in each.value for each in page.error)


def test_nonsense_in_the_link_falls_back_and_says_so():
    page = opened(axis="x", network="../etc", lowest="999")
    assert len(page.warning) == 3
    assert tile(page, "Top-1") == "63.62"


def test_the_published_energy_shows_the_published_networks_alone():
    view = dataclasses.replace(DEFAULT, axis="energy", energy="published")
    frame = plane_cost_figures.plane_frame(view).set_index("network")
    assert frame["cost"]["BoolNet-18 k=4"] == 0.84
    assert len(frame) == 5


def test_the_front_holds_what_is_not_beaten_in_both():
    cost, top1 = np.array([1.0, 1.0, 2.0, 3.0]), np.array([50.0, 49.0, 50.0, 60.0])
    assert plane_cost_figures.on_front(cost, top1).tolist() == [True, False, False, True]


def test_the_claims_ratio_follows_from_the_two_models():
    fitted, first = plane_cost_lesson.ratios(DEFAULT)
    costs = shipped_costs()
    large, small = costs["Bi-RealNet-18"], costs["BoolNet-18 k=4"]
    assert fitted == Calibrated()(large).energy_picojoules / Calibrated()(small).energy_picojoules
    assert 2 < first < 4.6


def test_the_script_prints_the_pages_numbers():
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(plane_cost_lesson.code(DEFAULT), "plane.py", "exec"), {})
    numbers = dict(line.split(": ") for line in printed.getvalue().splitlines())
    cost = shipped_costs()["MeliusNet22"]
    assert float(numbers["operations"]) == operations(cost, CountingRules())
    assert float(numbers["millijoules"]) == Calibrated()(cost).energy_millijoules

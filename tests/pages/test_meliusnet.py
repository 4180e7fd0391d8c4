import contextlib
import dataclasses
import io
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from engine.cost import CountingRules, operations, size
from engine.studies import score_points
from engine.studies.network_costs import shipped_costs
from ui.sections import (
    melius_family,
    melius_graph,
    melius_lesson,
    melius_quality,
    melius_state,
)
from ui.sections.melius_state import MeliusView

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = MeliusView(
    "MeliusNet22", "grouped", 1, "as published", "size", CountingRules(classifier=False)
)


def opened(**query):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=120).run()
    for name, value in query.items():
        page.query_params[f"meliusnet_{name}"] = str(value)
    page.switch_page("pages/meliusnet.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def test_the_page_opens_with_the_papers_numbers_and_follows_network_and_stage():
    page = opened()
    assert tile(page, "Million multiply-adds") == "208.13"
    assert tile(page, "Stored size") == "3.88"
    assert any("grows from 64 to 320 channels in 4 dense" in x.value for x in page.markdown)
    page.selectbox(key="meliusnet_network").set_value("MeliusNet29").run()
    page.segmented_control(key="meliusnet_stage").set_value(4).run()
    assert not page.exception
    assert tile(page, "Million multiply-adds") == "214.31"
    assert any("grows from 256 to 640 channels in 6 dense" in x.value for x in page.markdown)


def test_without_improvement_blocks_the_network_is_counted_anew_and_claims_no_accuracy():
    page = opened(improvement="off", stem="7x7", stage=4)
    assert tile(page, "ImageNet top-1") == "not published"
    assert any(x.value == "Where MeliusNet22 7x7 stem without improvement blocks does its work"
               for x in page.header)  # fmt: skip
    seen = sum(entry + 64 * i for entry, count in zip((64, 160, 224, 256), (4, 5, 4, 4),
               strict=True) for i in range(count))  # fmt: skip
    binary = melius_state.cost(dataclasses.replace(DEFAULT, improvement="off")).binary_parameters
    assert binary == 9 * 64 * seen


def test_improvement_on_is_the_published_meliusnet_but_no_published_densenet():
    assert dataclasses.replace(DEFAULT, improvement="on").published
    other = dataclasses.replace(DEFAULT, base="BinaryDenseNet28", improvement="on")
    assert not other.published
    assert other.description.improves
    assert dataclasses.replace(other, improvement="off").published


def test_nonsense_in_the_link_falls_back_and_says_so():
    page = opened(network="MeliusNet60", stage="0", stem="x", improvement="maybe")
    assert len(page.warning) == 4
    assert tile(page, "Million multiply-adds") == "208.13"


def test_every_network_of_the_family_stands_beside_its_float_neighbours():
    frame = melius_family.family_frame(DEFAULT).set_index("network")
    assert len(frame) == 20 + 5
    for name in ("MeliusNet22", "MeliusNet59", "BinaryDenseNet37 7x7 stem", "ResNet-34"):
        assert frame.loc[name, "published counts"] == "✓ matches"
    assert frame.loc["MeliusNet42", "published counts"] == "none"
    ops = operations(shipped_costs()["MobileNetV1 x1.0"], DEFAULT.rules) / 1e6
    assert frame.loc["MobileNetV1 x1.0", "million multiply-adds"] == pytest.approx(ops, abs=0.005)


def test_the_parts_hold_all_operations_and_parameters():
    view = dataclasses.replace(DEFAULT, base="MeliusNetA", rules=CountingRules(unit="flops"))
    cost = shipped_costs()["MeliusNetA"]
    parts = melius_family.part_frame(view)
    assert parts["millions"].sum() == pytest.approx(operations(cost, view.rules) / 1e6)
    assert melius_family.shape_frame(view)["parameters"].sum() == cost.parameters


def test_the_claim_pairs_counted_costs_with_published_accuracies():
    accuracies, costs = melius_lesson.pair_words(DEFAULT)
    assert "MeliusNet59 71.06 %, MobileNetV1 x1.0 70.6 %" in accuracies
    sizes = [size(shipped_costs()[x]).mebibytes for x in ("MeliusNet59", "MobileNetV1 x1.0")]
    assert f"{sizes[0]:.2f} to {sizes[1]:.2f} MiB" in costs


def test_trained_networks_decide_on_improvement_blocks_once_they_ship(monkeypatch):
    runs = [
        {"key": key, "seed": seed, "accuracy": share + seed / 100, "test_images": 10_000}
        for key, share in (("melius", 0.62), ("dense", 0.55))
        for seed in (0, 1, 2)
    ]
    monkeypatch.setattr(score_points, "shipped_scores", lambda: pd.DataFrame(runs))
    frame = melius_quality.draw_trained().set_index("the paper's order")
    row = frame.loc["Improvement blocks help"]
    assert row[["difference, points", "seeds", "here"]].tolist() == [7.0, 3, "holds"]
    monkeypatch.setattr(score_points, "shipped_scores", lambda: None)
    assert melius_quality.draw_trained() is None


def test_a_step_says_what_it_reads_and_what_it_changes():
    dense, improve = melius_graph.steps(DEFAULT)[-2:]
    assert "signs of all 256 channels and puts 64 new" in melius_graph.words(dense, 56)
    assert "signs of all 320 channels and adds" in melius_graph.words(improve, 56)


def test_the_script_prints_the_pages_numbers():
    view = dataclasses.replace(DEFAULT, stage=2)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(melius_lesson.code(view), "melius.py", "exec"), {})
    lines = printed.getvalue().splitlines()
    cost = melius_state.cost(view)
    assert float(lines[0].split(": ")[1]) == operations(cost, view.rules)
    assert float(lines[1].split(": ")[1]) == size(cost).mebibytes
    assert len(lines) == 3 + len(melius_graph.steps(view))

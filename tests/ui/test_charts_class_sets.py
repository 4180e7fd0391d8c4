import pandas as pd
import pytest

from ui.charts.class_matrix import class_matrix, class_points, matrix_finding
from ui.charts.class_sets import (
    LEARNED,
    PLAIN,
    SELECTION,
    cells_scatter,
    class_tree_map,
    flow_intervals,
    tree_finding,
)
from ui.theme import DARK, LIGHT

TREE = pd.DataFrame(
    {"node": ["a", "a/x", "a/y", "b", "b/z"], "title": ["a", "x", "y", "b", "z"],
     "domain": ["a", "a", "a", "b", "b"], "start": [-4.5, 0.0, 1.0, -4.5, 0.0],
     "end": [0.0, 1.0, 2.0, 0.0, 1.0],
     "role": ["domain", "labeled", "unlabeled", "domain", "unlabeled"]}
)  # fmt: skip
FLOWS = pd.DataFrame(
    {"features": [LEARNED, PLAIN], "flow": [1.2, 0.9], "low": [1.1, 0.8], "high": [1.3, 1.0],
     "null_low": 0.2, "null_high": 0.22}
)  # fmt: skip
PAIRS = pd.DataFrame(
    {"row": ["x", "x", "y", "y"], "column": ["x", "y", "x", "y"], "value": [9.0, 2.0, 3.0, 8.0]}
)
POINTS = pd.DataFrame(
    {"x": [0.0, 1.0, 2.0], "y": [0.0, 1.0, 0.5], "true": ["p", "q", "q"],
     "discovered": ["p", "q", "p"]}
)  # fmt: skip


def test_the_tree_says_how_many_domains_have_labels_too():
    assert "1 of the 2 domains" in tree_finding(TREE)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_click_in_the_tree_picks_one_node(palette):
    drawn = class_tree_map(TREE, palette).to_dict()
    picked = next(each for each in drawn["params"] if each["name"] == SELECTION)
    assert picked["select"]["fields"] == ["node"]


def test_flow_is_told_with_its_interval_and_its_null():
    told = flow_intervals(FLOWS, LIGHT).to_dict()["description"]
    assert "1.20" in told
    assert "1.10 to 1.30" in told
    assert "0.20 to 0.22" in told


def test_the_matrix_names_the_extreme_pairs_and_leaves_a_class_with_itself_out():
    told = matrix_finding(PAIRS, value="Discrepancy")
    assert "lowest for x and y (2.00)" in told
    assert "highest for y and x (3.00)" in told


def test_the_matrix_keeps_the_order_in_which_classes_come():
    turned = PAIRS.iloc[::-1].reset_index(drop=True)
    drawn = class_matrix(turned, DARK, value="v", rows="r", columns="c").to_dict()
    assert drawn["encoding"]["y"]["sort"] == ["y", "x"]


@pytest.mark.parametrize("by", ["true", "discovered"])
def test_a_class_has_one_colour_on_both_maps(by):
    drawn = class_points(POINTS, LIGHT, by=by, axis="PCA", description="found").to_dict()
    scale = drawn["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == ["p", "q"]
    assert len(set(scale["range"])) == 2


def test_the_present_choice_is_marked_among_the_cells():
    cells = pd.DataFrame(
        {"flow": [1.0, 2.0], "accuracy": [0.5, 0.6], "level": ["low", "high"],
         "labeled": ["L2", "L1"], "unlabeled": ["U1", "U1"], "split": [0, 0]}
    )  # fmt: skip
    here = pd.DataFrame(
        {"flow": [1.5], "low": [1.4], "high": [1.6], "accuracy": [0.55],
         "accuracy_low": [0.5], "accuracy_high": [0.6]}
    )  # fmt: skip
    drawn = cells_scatter(cells, here, LIGHT, description="order").to_dict()
    shapes = [layer["mark"].get("shape") for layer in drawn["layer"]]
    assert "diamond" in shapes

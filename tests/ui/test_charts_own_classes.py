"""Figures of a visitor's classes and of the image benchmarks' trees."""

import pandas as pd
import pytest

from engine.discovery.class_tree import tree_from_groups, tree_from_paths
from engine.studies.class_trees import BENCHMARKS, nearest_classes, published, set_similarities
from ui.charts.class_icicle import INNER, class_icicle, icicle_frame, icicle_rows
from ui.charts.class_trees import near_classes, set_similarity
from ui.charts.own_classes import accuracy_finding, class_counts, method_accuracy
from ui.theme import DARK, LIGHT

METHODS = pd.DataFrame(
    {
        "method": ["one", "two"],
        "labels_used": [True, False],
        "accuracy": [0.5, 0.75],
        "low": [0.4, 0.7],
        "high": [0.6, 0.8],
        "mutual_information": [0.1, 0.2],
        "rand_index": [0.1, 0.2],
    }
)
COUNTS = pd.DataFrame(
    {
        "measure": ["a, plain"] * 3 + ["b, plain"] * 3,
        "classes": [2, 3, 4] * 2,
        "score": [0.1, 0.3, 0.2, 1.0, 2.0, 3.0],
        "chosen": [False, True, False, False, False, True],
    }
)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_finding_names_the_most_accurate_method(palette):
    assert accuracy_finding(METHODS) == "Most accurate: two, 75%."
    spec = method_accuracy(METHODS, palette).to_dict()
    assert spec["description"] == accuracy_finding(METHODS)


def test_each_measure_has_its_own_figure_with_the_true_number():
    made = class_counts(COUNTS, LIGHT, classes=3, description="said")
    specs = [each.to_dict() for each in made]
    assert [each["title"] for each in specs] == ["a, plain", "b, plain"]
    assert all(len(each["layer"]) == 3 and "width" not in each for each in specs)


def test_an_icicle_joins_the_rows_of_a_superclass_and_leaves_out_shared_levels():
    tree = tree_from_paths([("x", "cat", "a"), ("x", "cat", "b"), ("x", "dog", "c")])
    rows = [(node, tree.leaves_under(node)) for node in ("x/cat", "x/dog")]
    frame = icicle_frame(tree, rows, dict.fromkeys(tree.leaves, "labeled")).set_index("node")
    assert "x" not in frame.index
    assert len(frame) == 5
    assert frame.loc["x/cat/b", "start"] == frame.loc["x/cat/a", "end"]
    assert frame.loc["x/dog/c", "top"] == frame.loc["x/dog", "top"] == 1


@pytest.mark.parametrize(
    "tree",
    [
        tree_from_groups({"one": [f"c{place}" for place in range(70)], "two": ["a"]}),
        tree_from_paths([(f"class {place}",) for place in range(200)]),
        tree_from_paths([("a", "b", "c", "d"), ("a", "b", "e"), ("f",), ("a", "g")]),
    ],
    ids=["a long and a short superclass", "200 classes without one", "classes at every depth"],
)
def test_any_tree_is_drawn_in_short_rows_with_each_class_once(tree):
    frame = icicle_frame(tree, icicle_rows(tree, longest=20), dict.fromkeys(tree.leaves, "l"))
    cells = frame[frame["role"] != INNER]
    assert sorted(cells["node"]) == sorted(tree.leaves)
    assert cells.groupby("top").size().max() <= 20
    assert not frame.duplicated(["start", "top"]).any()
    class_icicle(frame, DARK, description="tree", roles=("l", "u", "i")).to_dict()


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_shipped_tree_is_drawn_with_each_class_once_inside_its_superclass(name):
    found = published(name)
    rows = [(e.key, (*e.labeled, *e.unlabeled)) for e in found.hierarchy.superclasses]
    frame = icicle_frame(found.tree, rows, dict.fromkeys(found.classes, "labeled"))
    cells = frame[frame["role"] != INNER]
    assert sorted(cells["node"]) == sorted(found.classes)
    assert ((frame["bottom"] - frame["top"]) >= 1).all()
    assert not cells.duplicated(["start", "top"]).any()
    assert cells["start"].min() == frame.loc[frame["role"] == INNER, "end"].max()
    spec = class_icicle(frame, LIGHT, chosen=found.classes[0], description="tree").to_dict()
    assert spec["height"] > 19 * len(rows)


def test_the_chosen_pair_and_the_nearest_classes_are_drawn():
    found = published(BENCHMARKS[1])
    pairs = set_similarities(found)
    spec = set_similarity(
        pairs, DARK, here=("L1", "U2"), measure="Path similarity", description="d"
    ).to_dict()
    assert "L1" in spec["layer"][1]["transform"][0]["filter"]
    near = nearest_classes(found, "beaver")
    spec = near_classes(near, DARK, measure="Path similarity", description="d").to_dict()
    assert spec["encoding"]["y"]["sort"] == near["class"].tolist()

"""Presets of a visitor's tree, and roles from a file."""

import pytest

from engine.core.errors import NotFoundError
from engine.discovery.class_tree import tree_from_groups, tree_from_paths
from engine.studies.own_split import (
    FIRST_HALF,
    read_split,
    sets_of,
    split_csv,
    split_presets,
)

TREE = tree_from_groups({f"g{group}": [f"c{one}" for one in range(6)] for group in range(4)})


def test_presets_are_those_of_the_paper_where_superclasses_allow_it():
    found = split_presets(TREE)
    near, far = found["L1 for U1, near"], found["L2 for U1, far"]
    top = {role: {leaf.split("/")[0] for leaf, each in near.items() if each == role}
           for role in ("labeled", "unlabeled")}  # fmt: skip
    assert top["labeled"] == top["unlabeled"] == {"g0", "g1"}
    assert {leaf.split("/")[0] for leaf, each in far.items() if each == "labeled"} == {"g2", "g3"}
    for roles in found.values():
        sets_of(roles)


def test_a_tree_without_superclasses_is_halved():
    flat = tree_from_paths([(name,) for name in "abcde"])
    assert list(split_presets(flat)) == [FIRST_HALF]
    assert sets_of(split_presets(flat)[FIRST_HALF]).unlabeled == ("d", "e")


def test_two_hundred_classes_get_presets_that_can_be_measured():
    wide = tree_from_groups({f"g{g}": [f"c{one}" for one in range(20)] for g in range(10)})
    for roles in split_presets(wide).values():
        sets = sets_of(roles)
        assert len(sets.labeled) <= 120
        assert len(sets.unlabeled) <= 40


def test_roles_survive_a_file_and_a_superclass_stands_for_its_classes():
    roles = split_presets(TREE)["L1.5 for U2, half near"]
    assert read_split(split_csv(roles), TREE) == roles
    found = read_split("class,role\ng1,labeled\ng1/c0,unlabeled\n", TREE)
    assert [found[f"g1/c{one}"] for one in (0, 1)] == ["unlabeled", "labeled"]
    assert found["g0/c0"] == "ignored"


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("g1,known\n", ValueError, "line 1 .*labeled, unlabeled, ignored"),
        ("g1\n", ValueError, "line 1"),
        ("class,role\nzebra,labeled\n", NotFoundError, "no class named 'zebra'"),
    ],
)
def test_a_wrong_line_of_roles_is_named(text, error, says):
    with pytest.raises(error, match=says):
        read_split(text, TREE)


def test_sets_that_cannot_be_measured_are_refused():
    with pytest.raises(ValueError, match="at least two labeled"):
        sets_of(dict.fromkeys(TREE.leaves, "ignored"))
    many = {f"c{number}": "unlabeled" if number > 1 else "labeled" for number in range(60)}
    with pytest.raises(ValueError, match="at most 120 labeled and 40"):
        sets_of(many)

import pytest

from engine.core.errors import NotFoundError
from engine.discovery.class_tree import (
    ClassTree,
    similarity_matrix,
    tree_from_groups,
    tree_from_paths,
)


@pytest.fixture
def tree():
    return tree_from_paths(
        [("animal", "cat", "lion"), ("animal", "cat", "lynx"), ("animal", "wolf"), ("car",)]
    )


def test_leaves_of_one_superclass_stand_together():
    mixed = tree_from_paths([("cat", "lion"), ("dog", "wolf"), ("cat", "lynx")])
    assert mixed.leaves == ("cat/lion", "cat/lynx", "dog/wolf")
    assert mixed.leaves_under("cat") == ("cat/lion", "cat/lynx")


def test_one_name_may_stand_under_two_superclasses():
    twice = tree_from_groups({"bird": ["crane"], "machine": ["crane"]})
    assert len(twice.leaves) == 2
    assert {twice.title(each) for each in twice.leaves} == {"crane"}


def test_wu_palmer_is_the_depth_of_the_common_node_over_both_depths(tree):
    assert tree.depth("all") == 1
    assert tree.similarity("animal/cat/lion", "animal/cat/lynx") == 2 * 3 / (4 + 4)
    assert tree.similarity("animal/cat/lion", "animal/wolf") == 2 * 2 / (4 + 3)
    assert tree.similarity("animal/cat/lion", "car") == 2 * 1 / (4 + 2)
    assert tree.similarity("car", "car") == 1


def test_path_similarity_counts_the_edges(tree):
    assert tree.similarity("animal/cat/lion", "animal/wolf", measure="path") == 1 / (1 + 3)
    assert tree.similarity("car", "car", measure="path") == 1


def test_the_matrix_holds_every_pair(tree):
    found = similarity_matrix(tree, ("car",), ("car", "animal/wolf"), measure="path")
    assert found.tolist() == [[1, 1 / 4]]


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        ([], "one root"),
        ([("a", "")], "name every level"),
        ([("a", "all")], "name every level"),
        ([("a", "b", "a")], "come back"),
        ([("a", "b"), ("a",)], "lowest classes"),
    ],
)
def test_paths_that_make_no_tree_are_refused(paths, told):
    with pytest.raises(ValueError, match=told):
        tree_from_paths(paths)


@pytest.mark.parametrize("parents", [{"a": "b", "b": "a", "c": "top"}, {"a": "x", "b": "y"}])
def test_parents_that_make_no_tree_are_refused(parents):
    with pytest.raises(ValueError, match=r"itself|one root"):
        ClassTree(parents)


def test_an_unknown_class_is_named(tree):
    with pytest.raises(NotFoundError, match="no class named 'unicorn'"):
        tree.path("unicorn")


def test_an_unknown_measure_is_named(tree):
    with pytest.raises(ValueError, match="wu_palmer, path"):
        tree.similarity("car", "car", measure="lin")

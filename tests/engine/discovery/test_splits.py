import pytest

from engine.core.errors import NotFoundError
from engine.data.class_hierarchies import imagenet_entity30, imagenet_published_set
from engine.discovery.class_tree import tree_from_groups
from engine.discovery.splits import (
    LABELED,
    UNLABELED,
    ClassSets,
    benchmark,
    benchmark_of_tree,
    similarity_level,
)


def test_the_recipe_gives_the_published_imagenet_benchmark(data):
    sides = [
        [(s.labeled, s.unlabeled) for s in imagenet_entity30().superclasses if s.side == side]
        for side in (1, 2)
    ]
    found = benchmark(*sides)
    for name in LABELED:
        published = imagenet_published_set(f"labeled_{name.lower()}")
        assert len(found.labeled[name]) == 90
        assert set(found.labeled[name]) == set(published)
    for name in UNLABELED:
        assert found.unlabeled[name] == imagenet_published_set(f"unlabeled_{name.lower()}")


@pytest.mark.parametrize("seed", [None, 0, 1])
def test_near_sets_share_their_superclasses_and_far_ones_share_none(seed):
    tree = tree_from_groups({f"g{n}": [f"c{m}" for m in range(5)] for n in range(4)})
    found = benchmark_of_tree(tree, labeled=3, unlabeled=2, seed=seed)

    def shared(labeled, unlabeled):
        sets = found.sets(labeled, unlabeled)
        groups = {each.split("/")[0] for each in sets.labeled}
        return sum(each.split("/")[0] in groups for each in sets.unlabeled) / len(sets.unlabeled)

    for labeled in LABELED:
        for unlabeled in UNLABELED:
            level = similarity_level(labeled, unlabeled)
            assert shared(labeled, unlabeled) == {"high": 1, "medium": 0.5, "low": 0}[level]
    assert [len(found.labeled[each]) for each in LABELED] == [6, 6, 6]
    assert [len(found.unlabeled[each]) for each in UNLABELED] == [4, 4]


def test_a_seed_decides_the_sides():
    tree = tree_from_groups({f"g{n}": ["a", "b"] for n in range(10)})
    one, same, other = (
        benchmark_of_tree(tree, labeled=1, unlabeled=1, seed=seed) for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_superclasses_with_too_few_classes_are_left_out():
    tree = tree_from_groups({"a": "12345", "b": "12345", "c": "1"})
    found = benchmark_of_tree(tree, labeled=2, unlabeled=2)
    assert found.labeled["L2"] == ("b/1", "b/2")
    with pytest.raises(ValueError, match="at least two superclasses of 6"):
        benchmark_of_tree(tree, labeled=4, unlabeled=2)


@pytest.mark.parametrize(
    ("labeled", "unlabeled", "told"),
    [
        ((), ("a", "b"), "at least one labeled"),
        (("a",), ("b",), "two unlabeled"),
        (("a",), ("a", "b"), "both"),
        (("a", "a"), ("b", "c"), "once"),
    ],
)
def test_sets_that_make_no_task_are_refused(labeled, unlabeled, told):
    with pytest.raises(ValueError, match=told):
        ClassSets(labeled, unlabeled)


def test_an_unknown_set_is_named():
    with pytest.raises(NotFoundError, match="no labeled set named 'L3'"):
        similarity_level("L3", "U1")

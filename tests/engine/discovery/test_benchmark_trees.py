import pytest

from engine.core.errors import NotFoundError
from engine.data.class_hierarchies import (
    ClassHierarchy,
    Superclass,
    cifar100,
    imagenet_entity30,
    imagenet_published_set,
)
from engine.discovery.benchmark_trees import likeliest_nouns, published_benchmark, published_tree
from engine.discovery.wordnet import WordNet
from engine.discovery.wordnet_files import load_wordnet, wordnet_file


@pytest.fixture
def nouns():
    try:
        wordnet_file()
    except NotFoundError as error:
        pytest.skip(str(error))
    return load_wordnet()


@pytest.fixture
def pets():
    return ClassHierarchy(
        "pets",
        (
            Superclass("cats", 1, "n1", ("lion", "lynx"), ("puma",)),
            Superclass("dogs", 2, "n2", ("wolf", "fox"), ("jackal", "dingo")),
        ),
        {},
    )


@pytest.fixture
def small():
    above = {"n0": (), "n1": ("n3",), "n2": ("n3",), "n3": ("n4",), "n4": ("n0",)}
    return WordNet({each: (f"word {each}",) for each in above}, above)


def test_without_wordnet_the_superclasses_stand_under_one_root(pets):
    tree = published_tree(pets)
    assert tree.leaves == ("lion", "lynx", "puma", "wolf", "fox", "jackal", "dingo")
    assert tree.path("puma") == ("all", "n1", "puma")
    assert tree.title("n1") == "cats"


def test_with_wordnet_they_part_where_their_parents_do(pets, small):
    tree = published_tree(pets, small)
    assert tree.path("puma") == ("n0", "n3", "n1", "puma")
    assert tree.title("n3") == "word n3"


def test_the_published_imagenet_tree_holds_its_classes(data, nouns):
    hierarchy = imagenet_entity30()
    tree = published_tree(hierarchy, nouns)
    assert set(tree.leaves) == set(hierarchy.titles)
    snake, lizard, garment = (
        next(each.key for each in hierarchy.superclasses if each.title.startswith(title))
        for title in ("snake", "lizard", "garment")
    )
    assert tree.similarity(snake, lizard) > tree.similarity(snake, garment)


def test_the_published_sets_are_rebuilt(data):
    found = published_benchmark(imagenet_entity30())
    assert set(found.labeled["L1.5"]) == set(imagenet_published_set("labeled_l1.5"))
    assert len(published_benchmark(cifar100()).unlabeled["U2"]) == 10


def test_a_name_takes_the_sense_of_its_group(nouns):
    found = likeliest_nouns(
        nouns, {"sea": ["seal", "whale", "otter"], "mail": ["seal_ring", "no such word"]}
    )
    assert "n02062744" in nouns.ancestors(found["whale"])  # cetacean
    assert "n01861778" in nouns.ancestors(found["seal"])  # mammal
    assert "no such word" not in found


def test_nearly_every_cifar_class_has_a_noun(data, nouns):
    found = likeliest_nouns(nouns, cifar100().groups)
    assert len(found) >= 98

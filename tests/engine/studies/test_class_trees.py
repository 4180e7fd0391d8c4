"""The shipped trees of the image benchmarks against their sources and known similarities."""

import numpy as np
import pytest

from engine.core.errors import NotFoundError
from engine.data.class_hierarchies import cifar100, imagenet_entity30
from engine.discovery.benchmark_trees import published_benchmark
from engine.discovery.wordnet_files import load_wordnet, wordnet_file
from engine.studies.class_trees import BENCHMARKS, nearest_classes, published, set_similarities


def test_both_benchmarks_ship_whole():
    assert [len(published(name).classes) for name in BENCHMARKS] == [240, 100]
    entity, cifar = (published(name).benchmark for name in BENCHMARKS)
    assert [len(each) for each in entity.labeled.values()] == [90, 90, 90]
    assert [len(each) for each in entity.unlabeled.values()] == [30, 30]
    assert [len(each) for each in cifar.labeled.values()] == [40, 40, 40]
    assert [len(each) for each in cifar.unlabeled.values()] == [10, 10]


def test_the_published_lists_are_those_that_ship(data):
    for name, source in zip(BENCHMARKS, (imagenet_entity30(), cifar100()), strict=True):
        assert published(name).benchmark == published_benchmark(source)
        assert published(name).hierarchy == source


@pytest.mark.parametrize("name", BENCHMARKS)
def test_similarities_are_symmetric_and_one_on_the_diagonal(name):
    for matrix in published(name).similarities.values():
        np.testing.assert_array_equal(matrix, matrix.T)
        assert (np.diag(matrix) == 1).all()
        assert (matrix > 0).all()


def test_shipped_similarities_are_those_of_wordnet():
    try:
        wordnet_file()
    except NotFoundError as error:
        pytest.skip(str(error))
    found, wordnet = published("ENTITY-30"), load_wordnet()
    rows, columns = found.classes[::60], found.classes[7::50]
    for measure in ("wu_palmer", "path"):
        wanted = wordnet.matrix(rows, columns, measure=measure)
        np.testing.assert_allclose(found.matrix(rows, columns, measure=measure), wanted, atol=6e-5)


@pytest.mark.parametrize("name", BENCHMARKS)
@pytest.mark.parametrize("measure", ["wu_palmer", "path"])
def test_high_is_nearer_than_medium_and_medium_than_low(name, measure):
    frame = set_similarities(published(name), measure=measure)
    wide = frame.pivot_table("similarity", "unlabeled", "level")
    assert (wide["high"] > wide["medium"]).all()
    assert (wide["medium"] > wide["low"]).all()


def test_the_nearest_to_a_beaver_are_rodents_and_fall_in_order():
    near = nearest_classes(published("CIFAR-100"), "beaver", measure="path")
    assert {"hamster", "squirrel", "mouse", "porcupine"} == set(near["class"][:4])
    assert near["similarity"].is_monotonic_decreasing


def test_what_does_not_exist_is_named():
    with pytest.raises(NotFoundError, match="no benchmark named"):
        published("CIFAR-10")
    with pytest.raises(NotFoundError, match="no class named"):
        nearest_classes(published("CIFAR-100"), "unicorn")
    with pytest.raises(NotFoundError, match="no measure named"):
        published("CIFAR-100").matrix(["bee"], ["bee"], measure="lin")

import dataclasses

import numpy as np
import pytest

from engine.generative.models import TrainedGenerator, build_generator, load_generator
from engine.metrics.features import load_extractor
from engine.metrics.references import reference_features
from engine.studies.generator_scores import draw_features, generator_scores, score_features


@pytest.fixture(scope="module")
def reference():
    found = reference_features("mnist")
    rows = np.concatenate([found.rows("test", 600), found.rows("train", 600)])
    return dataclasses.replace(
        found,
        features=found.features[rows],
        labels=found.labels[rows],
        split=found.split[rows],
        index=found.index[rows],
        umap_coordinates=found.umap_coordinates[rows],
    )


def certain(labels):
    return np.eye(10, dtype=np.float32)[labels]


def test_a_generator_that_draws_the_test_images_themselves_has_a_perfect_score(reference):
    rows = reference.rows("test")
    found = score_features(reference, reference.features[rows], certain(reference.labels[rows]))
    assert found.frechet == pytest.approx(0.0, abs=1e-3)
    assert found.precision["KNN"] == found.recall["KNN"] == 1.0
    assert found.coverage == 1.0
    assert found.confidence == 1.0
    assert sum(found.class_shares) == pytest.approx(1.0)


def test_a_generator_of_one_class_loses_recall_and_not_precision(reference):
    rows = reference.rows("train")
    one = rows[reference.labels[rows] == 1]
    found = score_features(reference, reference.features[one], certain(reference.labels[one]))
    assert found.precision["KNN"] > 0.7
    assert found.recall["KNN"] < 0.3
    assert found.class_divergence == pytest.approx(np.log(10))


def test_an_untrained_generator_is_far_worse_than_the_shipped_one():
    shipped = load_generator("mnist_dcgan")
    settings = shipped.card.settings
    fresh = build_generator(settings["family"], settings["architecture"])
    untrained = TrainedGenerator(shipped.entry, fresh, shipped.card)
    good, bad = generator_scores(shipped, count=500), generator_scores(untrained, count=500)
    assert good.frechet < bad.frechet / 2
    assert good.recall["KNN"] > bad.recall["KNN"] + 0.3


def test_the_same_seed_draws_the_same_features():
    shipped = load_generator("mnist_dcgan")
    extractor = load_extractor("mnist")
    one, _ = draw_features(shipped, extractor, count=20, seed=3)
    two, _ = draw_features(shipped, extractor, count=20, seed=3)
    assert np.array_equal(one, two)

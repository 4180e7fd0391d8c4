import numpy as np
import pytest
from torch import nn

from engine.core.errors import CancelledError
from engine.metrics.classifiers import ClassifierSettings, build_classifier
from engine.metrics.features import FeatureExtractor, load_extractor
from engine.metrics.precision_recall import ExactNeighbours
from engine.studies.coverage_map import (
    STATES,
    class_recall,
    coverage_map,
    generated_set,
    nearest_generated,
)


class Brightness(nn.Module):
    """Draws pictures of one brightness, given by the latent's first number."""

    latent_size = 3
    image_shape = (1, 28, 28)

    def draw(self, latent, *, truncation=1.0, noise_seed=0):
        return latent[:, :1, None, None].tanh().expand(-1, 1, 28, 28).contiguous()


@pytest.fixture
def extractor():
    settings = ClassifierSettings()
    network = build_classifier(settings).eval().requires_grad_(requires_grad=False)
    return FeatureExtractor("made up", network, settings, load_extractor("mnist").card)


def test_every_real_sample_has_one_state_and_recall_follows_from_them():
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 10, 500)
    full, compressed = generator.random((2, 500)) < 0.6
    found = coverage_map(labels, full, compressed)
    share = {name: (found.state == place).mean() for place, name in enumerate(STATES)}
    assert share["covered"] + share["lost"] == pytest.approx(full.mean())
    assert share["covered"] + share["gained"] == pytest.approx(compressed.mean())
    assert found.lost_share == share["lost"]
    assert found.gained_share == share["gained"]
    mean = (found.full.recall * found.full.count).sum() / 500
    assert mean == pytest.approx(full.mean())


def test_the_interval_of_a_class_is_wilsons():
    # 8 of 10: worked by hand from the published formula, (0.490, 0.943)
    found = class_recall(np.zeros(10, np.int64), np.arange(10) < 8, 1)
    assert found.low[0] == pytest.approx(0.4902, abs=1e-4)
    assert found.high[0] == pytest.approx(0.9433, abs=1e-4)


def test_an_interval_stays_within_0_and_1_and_an_empty_class_has_none():
    labels = np.array([0, 0, 1, 1])
    found = class_recall(labels, labels == 1, 3)
    assert found.low[0] == pytest.approx(0, abs=1e-12)
    assert found.high[1] == pytest.approx(1, abs=1e-12)
    assert np.isnan(found.recall[2])
    assert np.isnan(found.low[2])


def test_the_same_seed_draws_the_same_pictures_and_more_of_them_start_with_the_fewer(extractor):
    few = generated_set(Brightness(), extractor, count=30, seed=5)
    more = generated_set(Brightness(), extractor, count=300, seed=5)
    np.testing.assert_array_equal(few.pixels, more.pixels[:30])
    np.testing.assert_allclose(few.features, more.features[:30], rtol=1e-4, atol=1e-5)


def test_the_features_are_those_of_the_pictures(extractor):
    drawn = generated_set(Brightness(), extractor, count=20, seed=1)
    again = extractor(extractor.prepare(drawn.pixels))
    np.testing.assert_allclose(drawn.features, again.features, rtol=1e-2, atol=1e-2)


def test_the_nearest_picture_of_a_generated_one_is_itself(extractor):
    drawn = generated_set(Brightness(), extractor, count=40, seed=2)
    found = nearest_generated(drawn.features[7], drawn, 3)
    assert found.indices[0, 0] == 7
    assert (np.diff(found.distances[0]) >= 0).all()


def test_drawing_can_be_stopped(extractor):
    def stop(_fraction, _message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        generated_set(Brightness(), extractor, count=20, seed=0, report=stop)


def test_a_generator_that_repeats_one_class_loses_the_others():
    generator = np.random.default_rng(3)
    middles = 20.0 * np.eye(4)
    labels = np.repeat(np.arange(4), 100)
    real = middles[labels] + generator.normal(size=(400, 4))
    full = middles[labels] + generator.normal(size=(400, 4))
    collapsed = middles[0] + generator.normal(size=(400, 4))
    metric = ExactNeighbours(neighbours=3)
    masks = [metric(real, each).real_covered for each in (full, collapsed)]
    found = coverage_map(labels, *masks, classes=4)
    assert found.full.recall.min() > 0.8
    assert found.compressed.recall[0] > 0.8
    assert (found.compressed.recall[1:] == 0).all()

import numpy as np
import pytest
import torch
from torch import nn

from engine.core.errors import CancelledError
from engine.metrics.classifiers import ClassifierSettings, build_classifier
from engine.metrics.features import FeatureExtractor, load_extractor
from engine.studies.coverage_samples import coverage_metrics, generated_set, judged
from engine.studies.coverage_table import METRICS, NEAREST, packed, unpacked


class Brightness(nn.Module):
    """Draws pictures of one brightness, given by the latent's first number."""

    latent_size = 3
    image_shape = (1, 32, 32)

    def draw(self, latent, *, truncation=1.0, noise_seed=0):
        return latent[:, :1, None, None].tanh().expand(-1, 1, 32, 32).contiguous()


LATENTS = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)


@pytest.fixture
def extractor():
    torch.manual_seed(0)
    settings = ClassifierSettings()
    network = build_classifier(settings).eval().requires_grad_(requires_grad=False)
    return FeatureExtractor("made up", network, settings, load_extractor("mnist").card)


def test_each_latent_becomes_its_picture_and_the_features_of_its_middle(extractor):
    drawn = generated_set(Brightness(), extractor, LATENTS)
    wanted = np.rint((np.tanh(LATENTS[:, 0]) + 1) * 127.5)
    np.testing.assert_allclose(drawn.pixels[:, 0, 0, 0], wanted, atol=1)
    images = np.tanh(LATENTS[:, :1, None, None]) * np.ones((1, 1, 28, 28), np.float32)
    np.testing.assert_allclose(drawn.features, extractor(images).features, rtol=1e-3, atol=1e-4)


def test_drawing_can_be_stopped(extractor):
    def stop(_fraction, _message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        generated_set(Brightness(), extractor, LATENTS, report=stop)


def test_real_samples_among_the_pictures_are_covered_and_find_themselves(extractor):
    drawn = generated_set(Brightness(), extractor, LATENTS)
    far = drawn.features + 2
    found = judged(np.concatenate([drawn.features, far]), drawn, coverage_metrics(3))
    assert tuple(found.verdicts) == METRICS
    for title in ("KNN", "LSH-only"):
        assert found.verdicts[title].covered[:40].mean() > 0.9
        assert not found.verdicts[title].covered[40:].any()
    gaps = np.linalg.norm(drawn.features[found.nearest[:40, 0]] - drawn.features, axis=1)
    assert gaps.max() < 0.05 * np.linalg.norm(drawn.features, axis=1).mean()
    assert found.nearest.shape == (80, NEAREST)


def test_verdicts_come_back_from_their_packed_form_as_they_were(extractor):
    drawn = generated_set(Brightness(), extractor, LATENTS)
    real = np.random.default_rng(1).normal(size=(50, 84)).astype(np.float32)
    counts = {"a": 3, "b": 5}
    made = {name: judged(real, drawn, coverage_metrics(each)) for name, each in counts.items()}
    back = unpacked(["a", "b"], packed(made))
    for name, each in made.items():
        np.testing.assert_array_equal(back[name].nearest, each.nearest)
        np.testing.assert_array_equal(back[name].radii, each.radii)
        for title in METRICS:
            np.testing.assert_array_equal(
                back[name].verdicts[title].covered, each.verdicts[title].covered
            )
            assert back[name].verdicts[title].precision == pytest.approx(
                each.verdicts[title].precision
            )

import pytest
import torch

from engine.metrics.classifiers import ClassifierSettings, build_classifier

LENET = ClassifierSettings()
RESIDUAL = ClassifierSettings(network="residual", size=32, channels=3, features=128)


def parameters_of(network):
    return sum(each.numel() for each in network.parameters())


def test_the_lenet_has_the_weights_that_its_layers_add_up_to():
    convolutions = 16 * 25 + 16 + 32 * 16 * 25 + 32
    linear = 32 * 25 * 120 + 120 + 120 * 84 + 84 + 84 * 10 + 10
    assert parameters_of(build_classifier(LENET)) == convolutions + linear


def test_the_residual_network_has_the_weights_that_its_layers_add_up_to():
    convolutions = [(3, 32), (32, 64), (64, 64), (64, 64), (64, 128), (128, 128), (128, 128)]
    total = sum(9 * first * last + last for first, last in convolutions) + 128 * 10 + 10
    assert parameters_of(build_classifier(RESIDUAL)) == total


@pytest.mark.parametrize("settings", [LENET, RESIDUAL])
def test_the_logits_are_a_linear_map_of_the_features(settings):
    network = build_classifier(settings).eval()
    images = torch.randn(3, settings.channels, settings.size, settings.size)
    features = network.features(images)
    assert features.shape == (3, settings.features)
    wanted = features @ network.classify.weight.T + network.classify.bias
    torch.testing.assert_close(network(images), wanted)


def test_an_unknown_kind_of_network_is_refused():
    with pytest.raises(ValueError, match="lenet, residual"):
        ClassifierSettings(network="transformer")

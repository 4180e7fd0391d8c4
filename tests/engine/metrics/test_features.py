import dataclasses

import numpy as np
import pytest
import torch

from engine.core.errors import NotFoundError
from engine.data.images import load_images, to_unit
from engine.metrics.classifiers import ClassifierSettings, build_classifier
from engine.metrics.features import EXTRACTORS, FeatureExtractor, load_extractor
from engine.zoo import card

COLOUR = ClassifierSettings(network="residual", size=32, channels=3, features=16)


@pytest.fixture
def mnist():
    return load_extractor("mnist")


@pytest.fixture
def colour():
    network = build_classifier(COLOUR).eval().requires_grad_(requires_grad=False)
    return FeatureExtractor("made up", network, COLOUR, card("mnist_classifier"))


def shipped():
    from engine.zoo import cards

    names = {each.name for each in cards("image_classifier")}
    return [each for each in EXTRACTORS if f"{each}_classifier" in names]


def noise(count, channels, height, width):
    drawn = np.random.default_rng(0).integers(0, 256, (count, channels, height, width))
    return drawn.astype(np.uint8)


def test_batches_change_no_feature(mnist):
    images = to_unit(noise(7, 1, 28, 28))
    whole, parts = mnist(images), mnist(images, batch_size=3)
    np.testing.assert_allclose(whole.features, parts.features, rtol=1e-4, atol=1e-5)


def test_an_array_and_a_tensor_give_the_same_features(mnist):
    images = to_unit(noise(3, 1, 28, 28))
    np.testing.assert_array_equal(mnist(images).features, mnist(torch.from_numpy(images)).features)


def test_probabilities_are_the_softmax_of_the_logits(mnist):
    found = mnist(to_unit(noise(5, 1, 28, 28)))
    powers = np.exp(found.logits.astype(np.float64))
    wanted = powers / powers.sum(1, keepdims=True)
    np.testing.assert_allclose(found.probabilities, wanted, atol=1e-6)
    assert (found.labels == found.logits.argmax(1)).all()


def test_features_have_the_size_that_the_title_names(mnist):
    assert mnist.title == f"LeNet-{mnist.size} features"
    assert mnist(to_unit(noise(1, 1, 28, 28))).features.shape == (1, mnist.size)


@pytest.mark.parametrize("shape", [(0, 1, 28, 28), (2, 3, 28, 28), (2, 1, 32, 32)])
def test_images_of_another_shape_are_refused_with_the_way_out(mnist, shape):
    with pytest.raises(ValueError, match="prepare"):
        mnist(np.zeros(shape, np.float32))


def test_the_border_around_a_drawn_digit_is_taken_away(mnist):
    images = to_unit(noise(2, 1, 28, 28))
    padded = np.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)), constant_values=-1.0)
    np.testing.assert_array_equal(mnist.fitted(padded), images)
    np.testing.assert_array_equal(mnist.fitted(images), images)


def test_an_unknown_extractor_names_those_that_exist():
    with pytest.raises(NotFoundError, match="there are: mnist, cifar10"):
        load_extractor("imagenet")


def test_pictures_of_the_right_shape_stay_as_they_are(mnist):
    pixels = noise(2, 1, 28, 28)
    np.testing.assert_array_equal(mnist.prepare(pixels), to_unit(pixels))


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("size", [(28, 28), (64, 40), (5, 9)])
def test_pictures_of_any_size_and_kind_become_readable(mnist, colour, channels, size):
    for extractor in (mnist, colour):
        made = extractor.prepare(noise(2, channels, *size))
        assert made.shape == (2, *extractor.image_shape)
        assert np.abs(made).max() <= 1
        assert np.isfinite(extractor(made).features).all()


def test_grey_becomes_colour_by_repetition(colour):
    made = colour.prepare(noise(1, 1, 32, 32))
    assert (made[:, 0] == made[:, 1]).all()
    assert (made[:, 0] == made[:, 2]).all()


def test_colour_becomes_grey_by_luma(mnist):
    green = np.zeros((1, 3, 28, 28), np.uint8)
    green[:, 1] = 255
    np.testing.assert_allclose(mnist.prepare(green), 2 * 0.587 - 1, atol=0.01)


def test_a_transparent_picture_is_black(colour):
    pixels = noise(1, 4, 20, 20)
    pixels[:, 3] = 0
    assert (colour.prepare(pixels) == -1).all()


def test_resizing_keeps_one_colour(mnist):
    assert (mnist.prepare(np.full((1, 1, 50, 20), 255, np.uint8)) == 1).all()


@pytest.mark.parametrize("shape", [(0, 3, 8, 8), (1, 2, 8, 8), (1, 3, 0, 8)])
def test_what_is_no_picture_is_refused(mnist, shape):
    with pytest.raises(ValueError, match="1, 3 or 4 channels"):
        mnist.prepare(np.zeros(shape, np.uint8))


@pytest.mark.data
@pytest.mark.parametrize(("name", "wanted"), [("mnist", 0.99), ("cifar10", 0.85)])
def test_the_shipped_classifier_names_the_classes_of_test_images(name, wanted):
    try:
        images = load_images(name, "test")
    except NotFoundError as error:
        pytest.skip(str(error))
    chosen = np.random.default_rng(1).permutation(len(images.labels))[:1000]
    extractor = load_extractor(name)
    found = extractor(to_unit(images.pixels[chosen]))
    right = (found.labels == images.labels[chosen]).mean()
    assert right > wanted - 0.02
    assert extractor.card.score["test_accuracy"] >= wanted


def test_the_card_holds_the_architecture_that_the_weights_fit():
    for name in shipped():
        extractor = load_extractor(name)
        assert dataclasses.asdict(extractor.settings) == extractor.card.settings["architecture"]

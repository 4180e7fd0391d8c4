import numpy as np
import pytest

from engine.core.errors import NotFoundError
from engine.core.paths import data_folder
from engine.data.images import CLASS_NAMES, load_images, to_pixels, to_unit

needs_data = pytest.mark.skipif(
    data_folder() is None, reason="MODELARIUM_DATA names no folder of real data"
)


@needs_data
@pytest.mark.parametrize(("name", "channels", "size"), [("mnist", 1, 28), ("cifar10", 3, 32)])
def test_the_test_split_has_every_class_and_the_shape_of_its_set(name, channels, size):
    images = load_images(name, "test")
    assert images.pixels.shape[1:] == (channels, size, size)
    assert len(images.labels) == len(images.pixels) == 5000
    assert np.bincount(images.labels).size == len(CLASS_NAMES[name]) == 10


def test_bytes_survive_the_way_to_the_unit_range_and_back():
    pixels = np.arange(256, dtype=np.uint8).reshape(1, 1, 16, 16)
    assert np.array_equal(to_pixels(to_unit(pixels)), pixels)
    assert to_unit(pixels).min() == -1.0
    assert to_unit(pixels).max() == 1.0


def test_values_outside_the_range_become_black_and_white():
    assert to_pixels(np.full((1, 1, 1, 1), 9.0)).item() == 255
    assert to_pixels(np.full((1, 1, 1, 1), -9.0)).item() == 0


def test_an_unknown_set_or_split_names_the_ones_that_are():
    with pytest.raises(NotFoundError, match="mnist"):
        load_images("emnist", "test")
    with pytest.raises(ValueError, match="train"):
        load_images("mnist", "validation")

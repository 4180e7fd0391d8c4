import numpy as np
import pytest

from engine.studies.generator_comparison import compare_images


def pictures(seed=0, samples=16):
    return np.random.default_rng(seed).uniform(-1, 1, (samples, 1, 6, 6)).astype(np.float32)


def test_equal_pictures_do_not_differ():
    found = compare_images(pictures(), pictures())
    assert found.drift == found.difference == 0.0
    assert found.contrast == found.variety == 1.0
    assert not found.collapsed


def test_the_mean_picture_for_every_latent_has_drift_one_and_no_variety():
    full = pictures()
    found = compare_images(full, np.broadcast_to(full.mean(0), full.shape))
    assert found.drift == pytest.approx(1.0, abs=1e-6)
    assert found.variety == pytest.approx(0.0, abs=1e-6)
    assert found.collapsed


def test_blank_pictures_of_different_grey_are_collapsed():
    grey = np.linspace(-1, 1, 16, dtype=np.float32)[:, None, None, None]
    found = compare_images(pictures(), np.broadcast_to(grey, (16, 1, 6, 6)))
    assert found.contrast < 0.1 < found.variety
    assert found.collapsed


@pytest.mark.parametrize(("scale", "collapsed"), [(0.05, True), (0.2, False)])
def test_a_tenth_of_the_deviation_is_where_collapse_begins(scale, collapsed):
    assert compare_images(pictures(), pictures() * scale).collapsed is collapsed


def test_a_difference_is_in_pixel_units():
    full = pictures()
    assert compare_images(full, full + np.float32(0.25)).difference == pytest.approx(0.25, 1e-5)


def test_a_single_picture_has_no_variety_to_compare():
    with pytest.raises(ValueError, match="two or more"):
        compare_images(pictures(samples=1), pictures(samples=1))

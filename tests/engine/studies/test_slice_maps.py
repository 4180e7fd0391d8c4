import numpy as np
import pytest
import torch

from engine.binary import SLICES, MultiSliceSign
from engine.studies.slice_maps import gaussian_error, sliced


def normal(shape=(120, 120), seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize("slices", SLICES)
def test_the_slices_are_those_of_the_networks_multi_slice_sign(slices):
    values = normal((9, 11))
    found = sliced(values, slices)
    layer = MultiSliceSign(slices)(torch.from_numpy(values)[None, None])[0, :, 0]
    np.testing.assert_array_equal(found.maps, (layer > 0).numpy())


def test_four_slices_have_the_thresholds_of_boolnet():
    np.testing.assert_allclose(sliced(normal(), 4).thresholds, [2 / 3, 1 / 3, -1 / 3, -2 / 3])


@pytest.mark.parametrize("slices", SLICES)
def test_a_slice_is_true_from_its_threshold_on(slices):
    values = normal((30, 30))
    found = sliced(values, slices)
    for threshold, each in zip(found.thresholds, found.maps, strict=True):
        clear = np.abs(values - threshold) > 1e-6
        np.testing.assert_array_equal(each[clear], (values >= threshold)[clear])


@pytest.mark.parametrize("slices", SLICES)
def test_slices_tell_at_most_one_level_more_than_there_are(slices):
    found = sliced(normal(), slices)
    assert found.levels_used == slices + 1
    assert found.bits_told <= np.log2(slices + 1)


@pytest.mark.parametrize("slices", SLICES)
def test_the_error_on_normal_numbers_is_the_closed_form(slices):
    assert sliced(normal((600, 600)), slices).error == pytest.approx(
        gaussian_error(slices), rel=0.02
    )


def test_one_bit_of_a_normal_number_loses_one_minus_two_over_pi():
    assert gaussian_error(1) == pytest.approx(1 - 2 / np.pi)


@pytest.mark.parametrize("slices", SLICES)
def test_no_other_value_of_a_level_is_better_than_its_mean(slices):
    values = normal((40, 40), 3)
    found = sliced(values, slices)
    best = ((values - found.decoded) ** 2).mean()
    levels = found.maps.sum(axis=0)
    for level in np.unique(levels):
        worse = found.decoded + 0.05 * (levels == level)
        assert ((values - worse) ** 2).mean() > best
    assert found.error == pytest.approx(best / values.var(), rel=1e-4)


def test_more_slices_never_lose_more_on_the_same_levels():
    values = np.linspace(-2, 2, 4001)[None]
    errors = [sliced(values, each).error for each in (1, 2, 4, 8)]
    assert errors == sorted(errors, reverse=True)


def test_an_odd_number_of_slices_and_a_flat_map_are_refused():
    with pytest.raises(ValueError, match="1 or an even number, got 3"):
        sliced(normal(), 3)
    with pytest.raises(ValueError, match="must not be flat"):
        sliced(np.ones((4, 4)), 2)

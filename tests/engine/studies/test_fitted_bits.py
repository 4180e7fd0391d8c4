import numpy as np
import pytest
import torch

from engine.binary import MeliusBlock
from engine.studies.fitted_bits import columns, explained, fitted_bits, improvement_passes


def draws(*shape):
    return np.random.default_rng(3).normal(size=shape)


def error(sums, target):
    left = 0.0
    for got, wanted in zip(sums.T, target.T, strict=True):
        line = np.column_stack([got, np.ones_like(got)])
        left += np.square(wanted - line @ np.linalg.lstsq(line, wanted, rcond=None)[0]).sum()
    return left


@pytest.mark.parametrize("improving", [False, True])
def test_no_single_flip_makes_the_fit_better(improving):
    signs, target = np.sign(draws(80, 9)), draws(80, 1)
    kept = np.sign(draws(80, 7)) @ np.ones((7, 1)) if improving else None
    weights = fitted_bits(signs, target, kept)
    base = 0 if kept is None else kept
    best = error(base + signs @ weights, target)
    for bit in range(9):
        flipped = weights.copy()
        flipped[bit] *= -1
        assert error(base + signs @ flipped, target) >= best - 1e-9


def test_bits_that_made_the_target_are_found_again():
    signs = np.sign(draws(300, 12))
    made = np.sign(draws(12, 3))
    found = fitted_bits(signs, 0.7 * signs @ made + 2)
    assert np.array_equal(found, made)


def test_what_is_missing_beside_kept_sums_is_found():
    signs = np.sign(draws(400, 10))
    first, second = np.sign(draws(20, 2))[:10], np.sign(draws(30, 2))[20:]
    kept = signs @ first
    found = fitted_bits(signs, kept + signs @ second, kept)
    assert error(kept + signs @ found, kept + signs @ second) == pytest.approx(0, abs=1e-6)


def test_the_columns_are_what_a_block_of_the_network_reads():
    maps = draws(2, 3, 5, 4)
    block = MeliusBlock(in_channels=3, growth=2, improves=False).build().double().eval()
    norm, _, layer = block.body
    norm.eps = 0.0
    sums = columns(maps) @ np.sign(layer.weight.detach().flatten(1).numpy()).T
    with torch.no_grad():
        wanted = block(torch.from_numpy(maps))[:, 3:]
    assert np.array_equal(sums, wanted.permute(0, 2, 3, 1).flatten(0, 2).numpy())


def test_scaled_and_shifted_sums_explain_everything():
    sums = draws(50, 2)
    target = sums * [2.0, -3.0] + [1.0, 5.0]
    assert explained(sums, target, (sums, target)) == pytest.approx(1)


def test_improvement_lowers_the_error_on_unseen_pictures_and_stays_above_nothing():
    found = improvement_passes(2, pictures=40)
    assert 0.5 < found.explained[0] < found.explained[1] < 1
    assert list(found.fitted) == sorted(found.fitted)
    assert found.explained[0] < found.float_weights < 1


@pytest.mark.parametrize(("passes", "pictures"), [(0, 40), (9, 40), (1, 5), (1, 900)])
def test_a_fit_that_cannot_be_is_refused(passes, pictures):
    with pytest.raises(ValueError, match="passes must"):
        improvement_passes(passes, pictures=pictures)

import itertools

import numpy as np
import pytest

from engine.quantization.mixed_precision import allocate_bits

WIDTHS = (2, 3, 4, 6, 8)


def brute_force(errors, weights, target):
    best = np.inf
    for choice in itertools.product(range(len(WIDTHS)), repeat=len(weights)):
        stored = sum(WIDTHS[c] * n for c, n in zip(choice, weights, strict=True))
        if stored <= target * sum(weights) + 1e-6:
            best = min(best, sum(errors[layer, c] for layer, c in enumerate(choice)))
    return best


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("target", [2.0, 2.7, 4.0, 5.5, 8.0])
def test_the_allocation_is_as_good_as_trying_every_one(seed, target):
    generator = np.random.default_rng(seed)
    errors = -np.sort(-generator.exponential(size=(5, len(WIDTHS))), axis=1)
    weights = tuple(int(n) for n in generator.integers(1, 60, 5))
    found = allocate_bits(errors, weights, WIDTHS, target_mean_bits=target)
    assert found.error == pytest.approx(brute_force(errors, weights, target))
    assert found.mean_bits <= target + 1e-6


def test_errors_that_fall_fourfold_a_bit_give_the_sensitive_layer_log2_more_bits():
    widths = tuple(range(2, 9))
    errors = np.array([[sensitivity * 4.0**-b for b in widths] for sensitivity in (1, 256.0)])
    found = allocate_bits(errors, (100, 100), widths, target_mean_bits=5.0)
    assert found.bits == (3, 7)  # reverse water filling: log2(256) / 2 = 4 bits apart


def test_the_mean_counts_weights_not_layers():
    errors = np.array([[1.0, 0.0], [1.0, 0.0]])
    found = allocate_bits(errors, (1000, 10), (2, 8), target_mean_bits=3.0)
    assert found.bits == (2, 8)
    assert found.mean_bits == pytest.approx((1000 * 2 + 10 * 8) / 1010)


def test_layers_as_large_as_berts_meet_the_target_closely():
    generator = np.random.default_rng(0)
    weights = (30522 * 768 + 1, *[768 * 768 - 1] * 48, *[768 * 3072 + 5] * 24)
    scale = generator.lognormal(size=(len(weights), 1))
    errors = scale * np.array(weights)[:, None] * 4.0 ** -np.arange(2, 9)[None]
    found = allocate_bits(errors, weights, tuple(range(2, 9)), target_mean_bits=4.0)
    assert 3.99 < found.mean_bits <= 4.0 + 1e-6
    assert found.error < errors[:, 2].sum()


def test_a_target_below_the_narrowest_width_is_refused():
    with pytest.raises(ValueError, match=r"at least 2, the narrowest width, got 1\.5"):
        allocate_bits(np.ones((1, 2)), (4,), (2, 4), target_mean_bits=1.5)


def test_errors_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"= \(2, 1\), got \(1, 2\)"):
        allocate_bits(np.ones((1, 2)), (4, 4), (2,), target_mean_bits=3.0)

"""The kernel distance against a plain double sum."""

import numpy as np
import pytest

from engine.metrics import kernel_distance as module
from engine.metrics.kernel_distance import kernel_distance


def plain(real, generated):
    def kernel(one, other):
        return (one @ other / len(one) + 1) ** 3

    def within(samples):
        count = len(samples)
        pairs = [
            kernel(samples[i], samples[j]) for i in range(count) for j in range(count) if i != j
        ]
        return sum(pairs) / (count * (count - 1))

    between = np.mean([kernel(one, other) for one in real for other in generated])
    return within(real) + within(generated) - 2 * between


@pytest.mark.parametrize("counts", [(30, 30), (45, 20), (2, 2)])
def test_equals_the_double_sum_in_blocks(counts, monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 16)
    rng = np.random.default_rng(0)
    real, generated = rng.normal(size=(counts[0], 7)), 1.5 * rng.normal(size=(counts[1], 7))
    assert kernel_distance(real, generated) == pytest.approx(plain(real, generated), abs=1e-12)


def test_is_unbiased_for_equal_distributions():
    values = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        values.append(kernel_distance(rng.normal(size=(40, 5)), rng.normal(size=(40, 5))))
    assert abs(np.mean(values)) < 3 * np.std(values) / np.sqrt(60)
    assert min(values) < 0 < max(values)


def test_one_sample_has_no_pair():
    with pytest.raises(ValueError, match="at least 2 samples"):
        kernel_distance(np.zeros((5, 3)), np.zeros((1, 3)))

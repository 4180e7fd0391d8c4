"""Synthetic weights have the shapes that their names say."""

import pytest
import torch

from engine.core.errors import NotFoundError
from engine.quantization.synthetic import DEVIATION, SHAPES, synthetic_weight


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_seed_gives_the_same_weight_and_another_does_not(shape):
    first, second = (synthetic_weight(shape, rows=5, columns=6, seed=3) for _ in range(2))
    assert torch.equal(first, second)
    assert not torch.equal(first, synthetic_weight(shape, rows=5, columns=6, seed=4))


@pytest.mark.parametrize("shape", ["gauss", "laplace", "heavy_tails"])
def test_the_deviation_is_the_declared_one(shape):
    assert float(synthetic_weight(shape).std()) == pytest.approx(DEVIATION, rel=0.15)


def test_one_column_in_a_hundred_stands_out():
    spread = synthetic_weight("outlier_columns").std(dim=0)
    assert int((spread > 5 * DEVIATION).sum()) == 8


def test_rows_are_shifted_by_about_a_deviation():
    means = synthetic_weight("shifted_rows").mean(dim=1)
    assert float(means.std()) == pytest.approx(DEVIATION, rel=0.2)


def test_unknown_shapes_and_absurd_sizes_are_refused():
    with pytest.raises(NotFoundError, match="laplace"):
        synthetic_weight("cauchy")
    with pytest.raises(ValueError, match="4096"):
        synthetic_weight("gauss", rows=10**6)

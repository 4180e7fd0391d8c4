import numpy as np
import pytest

from engine.studies.stored_histogram import store_histogram
from engine.studies.synthetic_weights import SHAPES, SUMMARIES, SyntheticWeight


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_seed_gives_the_same_matrix_and_another_seed_another_one(shape):
    first, again = SyntheticWeight(shape=shape)(), SyntheticWeight(shape=shape)()
    assert np.array_equal(first, again)
    assert not np.array_equal(first, SyntheticWeight(shape=shape, seed=1)())
    assert shape in SUMMARIES


def test_gauss_and_laplace_have_their_kurtosis():
    assert store_histogram(SyntheticWeight(shape="gauss")()).kurtosis == pytest.approx(3, abs=0.1)
    laplace = SyntheticWeight(shape="laplace")()
    assert store_histogram(laplace).kurtosis == pytest.approx(6, abs=0.5)


def test_four_columns_stand_out_where_columns_are_outliers():
    columns = np.abs(SyntheticWeight(shape="outlier_columns")()).max(axis=0)
    assert np.sum(columns > 3 * np.median(columns)) == 4


def test_rows_have_means_of_their_own_where_rows_are_shifted():
    weight = SyntheticWeight(shape="shifted_rows")()
    assert weight.mean(axis=1).std() > 2 * weight.std(axis=1).mean()


def test_a_shape_that_nobody_has_drawn_is_refused():
    with pytest.raises(ValueError, match="shape must be one of gauss"):
        SyntheticWeight(shape="cauchy")

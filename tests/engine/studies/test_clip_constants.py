import numpy as np
import pytest
import torch

from engine.core.errors import NotFoundError
from engine.quantization.aciq import deviation_from_range
from engine.studies.clip_constants import clip_constant, compare_constants
from engine.studies.stored_histogram import store_histogram
from engine.studies.synthetic_weights import SyntheticWeight

TEXTBOOK = {
    "laplace": [2.83068, 3.89723, 5.02864, 6.20477, 7.41313, 8.64562, 9.89676],
    "gauss": [1.71064, 2.15159, 2.55914, 2.93620, 3.28691, 3.61511, 3.92404],
}
REPOSITORY = {
    "laplace": [2.33153, 3.04529, 4.00379, 5.08252, 6.23212, 7.42700, 8.65265],
    "gauss": [1.47818, 1.80489, 2.19228, 2.57734, 2.94451, 3.29076, 3.61691],
}


@pytest.mark.parametrize("distribution", ["gauss", "laplace"])
@pytest.mark.parametrize("bits", range(2, 9))
def test_both_published_tables_come_from_one_equation(distribution, bits):
    textbook = clip_constant("textbook", distribution, bits)
    repository = clip_constant("ocs_repository", distribution, bits)
    assert textbook == pytest.approx(TEXTBOOK[distribution][bits - 2], abs=1e-5)
    assert repository == pytest.approx(REPOSITORY[distribution][bits - 2], abs=1e-5)


def test_the_half_range_constant_is_the_one_of_a_bit_more():
    assert clip_constant("half_range", "gauss", 4) == clip_constant("textbook", "gauss", 5)


def test_six_clips_are_compared_and_the_range_only_serves_the_repository():
    weight = SyntheticWeight(shape="heavy_tails")()
    rows = compare_constants(store_histogram(weight), bits=4)
    spread = {(row.definition, row.distribution): row.spread for row in rows}
    assert len(rows) == 6
    assert spread["textbook", "gauss"] == pytest.approx(np.std(weight), rel=1e-4)
    plain = deviation_from_range(torch.from_numpy(weight).reshape(1, 1, -1))
    assert spread["ocs_repository", "gauss"] == pytest.approx(float(plain), rel=1e-6)


def test_a_definition_that_does_not_exist_is_named():
    with pytest.raises(NotFoundError, match="no definition of the constants named 'mine'"):
        clip_constant("mine", "gauss", 4)

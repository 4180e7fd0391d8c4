"""ACIQ's closed forms and clips against published numbers and a brute-force minimum."""

import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar

from engine.quantization import Aciq, LinearQuantization
from engine.quantization.analytic_error import best_clip_ratio, clipping_error, rounding_error
from engine.quantization.error import weight_errors
from engine.studies.synthetic_weights import SHAPES, SyntheticWeight

# tables printed in the code of arXiv 1810.05723 and of arXiv 1901.09504
TEXTBOOK_LAPLACE = [1.86282, 2.83068, 3.89723, 5.02864, 6.20477, 7.41313, 8.64562, 9.89676]
TEXTBOOK_GAUSS = [1.23991, 1.71064, 2.15159, 2.55914, 2.93620, 3.28691, 3.61511, 3.92404]
REPOSITORY_LAPLACE = [
    2.33152939,
    3.0452877,
    4.00378631,
    5.08252088,
    6.23211675,
    7.42700429,
    8.6526503,
]
REPOSITORY_GAUSS = [
    1.47818312,
    1.80489289,
    2.19227856,
    2.57733584,
    2.94451183,
    3.29076248,
    3.61691335,
]


@pytest.mark.parametrize("bits", range(1, 9))
def test_textbook_constants_are_the_published_ones(bits):
    assert best_clip_ratio("laplace", bits) == pytest.approx(TEXTBOOK_LAPLACE[bits - 1], abs=6e-6)
    assert best_clip_ratio("gauss", bits) == pytest.approx(TEXTBOOK_GAUSS[bits - 1], abs=6e-6)


@pytest.mark.parametrize("bits", range(2, 9))
def test_repository_constants_are_the_published_ones(bits):
    laplace = best_clip_ratio("laplace", bits, "ocs_repository")
    gauss = best_clip_ratio("gauss", bits, "ocs_repository")
    assert laplace == pytest.approx(REPOSITORY_LAPLACE[bits - 2], abs=4e-7)
    assert gauss == pytest.approx(REPOSITORY_GAUSS[bits - 2], abs=4e-7)


@pytest.mark.parametrize("distribution", ["laplace", "gauss"])
@pytest.mark.parametrize("bits", range(2, 9))
def test_the_closed_form_is_where_the_analytic_error_is_least(distribution, bits):
    def error(clip):
        at = np.array([clip])
        return float((clipping_error(distribution, at, 1.0) + rounding_error(at, bits))[0])

    found = minimize_scalar(error, bounds=(0.1, 15.0), method="bounded", options={"xatol": 1e-9})
    assert best_clip_ratio(distribution, bits) == pytest.approx(found.x, rel=1e-5)


@pytest.mark.parametrize(
    ("distribution", "draw"),
    [
        ("laplace", lambda g: g.laplace(0, 1, 400_000)),
        ("gauss", lambda g: g.normal(0, 1, 400_000)),
    ],
)
@pytest.mark.parametrize("clip", [0.5, 1.5, 3.0])
def test_the_clipping_term_is_the_mean_squared_excess_of_a_sample(distribution, draw, clip):
    sample = np.abs(draw(np.random.default_rng(0)))
    measured = float((np.maximum(sample - clip, 0.0) ** 2).mean())
    expected = float(clipping_error(distribution, np.array([clip]), 1.0)[0])
    assert measured == pytest.approx(expected, rel=0.06)


# known values of the quantization sheet
PAPER = [
    ("gauss", "laplace", 2, 0.09016012140769071, 0.0006609850552793314),
    ("gauss", "gauss", 4, 0.10225554539186454, 1.987382576526126e-05),
    ("gauss", "laplace", 8, 0.3152218265903543, 5.145259873367452e-07),
    ("laplace", "gauss", 3, 0.09136777558847617, 0.00013093545897690324),
    ("laplace", "laplace", 6, 0.22286143699841213, 5.096313141807319e-06),
    ("laplace", "gauss", 8, 0.16663487777465535, 6.8501514583189985e-06),
]
REPOSITORY = [
    ("gauss", 2, 0.055674627886272136, 0.000288663506883957),
    ("gauss", 8, 0.1362282535455688, 2.1630835297777956e-07),
    ("laplace", 2, 0.07009296119213104, 0.00042979007573806734),
    ("laplace", 3, 0.09155073761940002, 0.00013084599326654287),
    ("laplace", 4, 0.16756266999356148, 5.155360991798225e-05),
    ("laplace", 8, 0.2764519386903811, 4.764749658337237e-07),
]


@pytest.mark.parametrize(("name", "distribution", "bits", "clip", "error"), PAPER)
def test_clip_and_error_are_the_published_ones(
    name, distribution, bits, clip, error, known_tensors
):
    weight = known_tensors[name]
    result = Aciq(bits=bits, distribution=distribution)(weight)
    assert float(result.clip) == pytest.approx(clip, rel=1e-6)
    measured = weight_errors(weight, result.weight).mean_squared_error
    assert measured == pytest.approx(error, rel=1e-4)


@pytest.mark.parametrize(("name", "bits", "clip", "error"), REPOSITORY)
def test_the_repository_variant_picks_the_published_clip(name, bits, clip, error, known_tensors):
    weight = known_tensors[name]
    result = Aciq(bits=bits, constants="ocs_repository", no_clip=False)(weight)
    assert float(result.clip) == pytest.approx(clip, rel=1e-6)
    measured = weight_errors(weight, result.weight).mean_squared_error
    assert measured == pytest.approx(error, rel=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bits", [2, 4, 8])
@pytest.mark.parametrize("constants", ["textbook", "ocs_repository"])
def test_auto_is_never_worse_than_not_clipping(shape, bits, constants):
    weight = torch.from_numpy(SyntheticWeight(shape, rows=64, columns=128)())
    for granularity in ("tensor", "row"):
        auto = Aciq(bits=bits, constants=constants, granularity=granularity)(weight)
        linear = LinearQuantization(bits=bits, granularity=granularity)(weight)
        errors = [weight_errors(weight, each.weight) for each in (auto, linear)]
        assert errors[0].mean_squared_error <= errors[1].mean_squared_error


@pytest.mark.parametrize("shape", SHAPES)
def test_spreads_match_numpy_on_unseen_tensors(shape):
    weight = torch.from_numpy(SyntheticWeight(shape, rows=32, columns=200, seed=5)())
    values = weight.numpy().astype(np.float64)
    laplace = Aciq(bits=4, distribution="laplace", granularity="row")(weight).clip.numpy()
    gauss = Aciq(bits=4, distribution="gauss", granularity="row")(weight).clip.numpy()
    mean = values.mean(axis=1, keepdims=True)
    scale = np.abs(values - mean).mean(axis=1)
    np.testing.assert_allclose(laplace, best_clip_ratio("laplace", 4) * scale, rtol=1e-6)
    np.testing.assert_allclose(
        gauss, best_clip_ratio("gauss", 4) * values.std(axis=1, ddof=1), rtol=1e-6
    )


def test_the_repository_deviation_comes_from_the_range():
    weight = torch.linspace(-1.0, 3.0, 100).reshape(4, 25)
    method = Aciq(bits=4, distribution="gauss", constants="ocs_repository")
    constant = 0.540208362487903  # printed among the known values
    expected = 4.0 * constant / math.sqrt(2 * math.log(100))
    ratio = best_clip_ratio("gauss", 4, "ocs_repository")
    assert float(method(weight).clip) == pytest.approx(ratio * expected, rel=1e-6)

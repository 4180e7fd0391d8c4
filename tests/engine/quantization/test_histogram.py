"""The stored histogram and the clip curve against the weights themselves."""

import numpy as np
import pytest
import torch
from scipy.special import ndtr

from engine.quantization import Aciq, KullbackLeibler, LinearQuantization, MinimumMeanSquaredError
from engine.quantization.analytic_error import best_clip_ratio
from engine.quantization.clip_curve import clip_curve
from engine.quantization.error import weight_errors
from engine.quantization.goodness_of_fit import fit
from engine.quantization.histogram import weight_histogram
from engine.quantization.synthetic import SHAPES, synthetic_weight

METHODS = [
    lambda bits: LinearQuantization(bits=bits),
    lambda bits: LinearQuantization(bits=bits, levels="restricted"),
    lambda bits: Aciq(bits=bits, distribution="laplace"),
    lambda bits: Aciq(bits=bits, distribution="gauss"),
    lambda bits: MinimumMeanSquaredError(bits=bits),
    lambda bits: KullbackLeibler(bits=bits),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bits", range(2, 9))
def test_errors_read_from_the_histogram_are_exact_within_a_thousandth(shape, bits):
    weight = synthetic_weight(shape, rows=128, columns=384, seed=7)
    histogram = weight_histogram(weight)
    for make in METHODS:
        method = make(bits)
        result = method(weight)
        exact = weight_errors(weight, result.weight).mean_squared_error
        read = histogram.mean_squared_error(float(result.clip), bits, method.levels)
        assert read == pytest.approx(exact, rel=1e-3)
    result = LinearQuantization(bits=bits, symmetric=False)(weight)
    exact = weight_errors(weight, result.weight).mean_squared_error
    assert histogram.asymmetric_error(bits) == pytest.approx(exact, rel=1e-3)


@pytest.mark.parametrize("shape", SHAPES)
def test_levels_hold_as_many_weights_as_there_are_codes(shape):
    weight = synthetic_weight(shape, rows=128, columns=384)
    result = Aciq(bits=4)(weight)
    found = weight_histogram(weight).quantized(float(result.clip), 4)
    codes = torch.bincount(result.codes.reshape(-1).long() + 8, minlength=16).numpy()
    assert found.counts.sum() == weight.numel()
    assert np.abs(found.counts - codes).max() <= 0.002 * weight.numel()
    np.testing.assert_allclose(found.values, np.arange(-8, 8) * float(result.step), rtol=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_moments_read_from_the_histogram_are_those_of_the_weight(shape):
    values = synthetic_weight(shape, rows=64, columns=256).double()
    histogram = weight_histogram(values.float())
    mean = float(values.mean())
    assert histogram.mean == pytest.approx(mean, rel=1e-6, abs=1e-9)
    assert histogram.standard_deviation == pytest.approx(float(values.std()), rel=1e-6)
    deviation = float((values - mean).abs().mean())
    assert histogram.laplace_scale == pytest.approx(deviation, rel=1e-5)
    fourth = float(((values - mean) ** 4).mean()) / float(values.var(correction=0)) ** 2
    assert histogram.excess_kurtosis == pytest.approx(fourth - 3.0, rel=1e-3, abs=1e-3)


def test_a_drawn_histogram_keeps_every_weight():
    histogram = weight_histogram(synthetic_weight("heavy_tails", rows=32, columns=100))
    edges, counts = histogram.drawn(60)
    assert counts.sum() == 3200
    assert len(edges) == 61
    with pytest.raises(ValueError, match="bins"):
        histogram.drawn(0)


@pytest.mark.parametrize("value", [0.0, 0.25, -7.0])
def test_a_constant_has_a_histogram_without_error(value):
    histogram = weight_histogram(torch.full((4, 5), value))
    assert histogram.size == 20
    assert histogram.mean_squared_error(abs(value), 8) == pytest.approx(0.0, abs=1e-12)
    assert histogram.excess_kurtosis == 0.0


@pytest.mark.parametrize(("shape", "other"), [("gauss", "laplace"), ("laplace", "gauss")])
def test_the_true_distribution_fits_better(shape, other):
    histogram = weight_histogram(synthetic_weight(shape))
    assert fit(histogram, shape).distance < 0.01 < fit(histogram, other).distance


def test_the_distance_is_that_of_kolmogorov_and_smirnov():
    weight = synthetic_weight("heavy_tails", rows=64, columns=64)
    fitted = fit(weight_histogram(weight), "gauss")
    ordered = np.sort(weight.numpy().reshape(-1).astype(np.float64))
    expected = ndtr((ordered - fitted.centre) / fitted.spread)
    rank = np.arange(ordered.size + 1) / ordered.size
    distance = max((rank[1:] - expected).max(), (expected - rank[:-1]).max())
    assert fitted.distance == pytest.approx(distance, abs=2e-3)


def test_the_curve_marks_the_closed_form_and_the_measured_minimum():
    curve = clip_curve(weight_histogram(synthetic_weight("laplace")), 4)
    analytic = curve.laplace
    assert analytic.best_clip == pytest.approx(best_clip_ratio("laplace", 4) * analytic.fit.spread)
    at_least = curve.clips[int(analytic.total.argmin())]
    assert at_least == pytest.approx(analytic.best_clip, abs=np.diff(curve.clips)[0])
    assert curve.measured.min() == curve.best_error
    assert analytic.measured_error <= 1.1 * curve.best_error


@pytest.mark.parametrize("shape", ["gauss", "laplace"])
@pytest.mark.parametrize("bits", [2, 4, 8])
def test_the_assumption_holds_on_what_it_assumes(shape, bits):
    curve = clip_curve(weight_histogram(synthetic_weight(shape)), bits)
    assert curve.better.fit.distribution == shape
    assert not curve.assumption_broken


@pytest.mark.parametrize("shape", ["heavy_tails", "outlier_columns"])
def test_the_flag_rises_where_the_analytic_clip_costs_more_than_none(shape):
    curve = clip_curve(weight_histogram(synthetic_weight(shape)), 8)
    assert curve.better.measured_error > curve.unclipped_error
    assert curve.assumption_broken
    assert "times the error of not clipping" in curve.broken[-1]


def test_two_far_peaks_fit_neither_distribution():
    signs = torch.where(torch.arange(4000) % 2 == 0, 1.0, -1.0).reshape(40, 100)
    curve = clip_curve(
        weight_histogram(signs + synthetic_weight("gauss", rows=40, columns=100)), 4
    )
    assert "Kolmogorov-Smirnov" in curve.broken[0]


def test_a_weight_of_zeros_has_no_curve():
    with pytest.raises(ValueError, match="zero"):
        clip_curve(weight_histogram(torch.zeros(3, 3)), 4)

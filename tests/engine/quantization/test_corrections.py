"""Bias correction and bit allocation against published numbers and their definitions."""

import numpy as np
import pytest
import torch

from engine.core.params import settings_dict
from engine.quantization import Aciq, LinearQuantization
from engine.quantization.bias_correction import BiasCorrection, correct_bias
from engine.quantization.bit_allocation import BitAllocation, allocate_bits
from engine.quantization.error import weight_errors
from engine.studies.synthetic_weights import SyntheticWeight

# known values of the quantization sheet: tensor, bits, error with the mean, with mean and spread
KNOWN = [
    ("gauss", 2, 0.001454278763330633, 0.001830094699617638),
    ("gauss", 8, 1.6045575918716306e-07, 1.6021407462445152e-07),
    ("laplace", 3, 0.0008092171366676582, 0.0007458948798134216),
    ("laplace", 6, 1.1178493855528736e-05, 1.1113629439225907e-05),
]


@pytest.mark.parametrize(("name", "bits", "mean_only", "both"), KNOWN)
def test_corrected_errors_are_the_published_ones(name, bits, mean_only, both, known_tensors):
    weight = known_tensors[name]
    quantized = LinearQuantization(bits=bits)(weight)
    for spread, expected in ((False, mean_only), (True, both)):
        corrected = correct_bias(weight, quantized, spread=spread)
        measured = weight_errors(weight, corrected.weight).mean_squared_error
        assert measured == pytest.approx(expected, rel=1e-4)


def test_rows_have_their_mean_and_spread_back():
    weight = torch.from_numpy(SyntheticWeight("shifted_rows", rows=16, columns=200)())
    corrected = BiasCorrection(Aciq(bits=3), spread=True)(weight)
    torch.testing.assert_close(corrected.weight.mean(dim=1), weight.mean(dim=1))
    torch.testing.assert_close(corrected.weight.std(dim=1), weight.std(dim=1))


def test_shift_and_gain_are_stored_and_give_the_weight():
    weight = torch.from_numpy(SyntheticWeight("gauss", rows=5, columns=70)())
    plain = LinearQuantization(bits=3)(weight)
    corrected = correct_bias(weight, plain, spread=True)
    rebuilt = plain.weight * corrected.row_gain[:, None] + corrected.row_shift[:, None]
    assert torch.equal(rebuilt, corrected.weight)
    assert corrected.stored_bits == plain.stored_bits + 2 * 5 * 32


def test_a_constant_row_is_restored_whatever_the_grid():
    weight = torch.full((2, 10), 0.3)
    weight[1] = 100.0
    corrected = BiasCorrection(LinearQuantization(bits=2), spread=True)(weight)
    torch.testing.assert_close(corrected.weight, weight)


def test_correcting_twice_or_with_another_weight_is_refused():
    weight = torch.ones(2, 4)
    once = BiasCorrection()(weight)
    with pytest.raises(ValueError, match="twice"):
        correct_bias(weight, once)
    with pytest.raises(ValueError, match="shape"):
        correct_bias(torch.ones(3, 4), LinearQuantization()(weight))


def test_settings_of_a_corrected_method_can_be_written_down():
    written = settings_dict(BiasCorrection(Aciq(bits=3)))
    assert written["method"] == "BiasCorrection"
    assert written["quantizer"]["method"] == "Aciq"


# known values of the quantization sheet: the rows' deviations times linspace(0.25, 4, 256)
@pytest.mark.parametrize(("name", "ceil_mean"), [("gauss", 4.00390625), ("laplace", 4.0078125)])
def test_allocated_bits_have_the_published_mean(name, ceil_mean, known_tensors):
    spread = known_tensors[name].numpy().std(axis=1, ddof=1) * np.linspace(0.25, 4, 256)
    assert allocate_bits(spread, 4.0, rounding="ceil").mean() == ceil_mean


def test_levels_are_shared_by_the_two_thirds_power_of_the_spread():
    # shares 1 and 16 of 2 * 2^4 levels: 1.88 and 30.1 levels, so 1 and 5 bits; the mean of 3
    # is one bit short, so the target rises by a half: 2.66 and 42.6 levels, still 1 and 5;
    # 3.77 and 60.2 levels with a target of 5: 2 and 6 bits, mean 4
    assert allocate_bits(np.array([1.0, 64.0]), 4.0).tolist() == [2, 6]


def test_equal_rows_get_the_mean_and_zero_rows_nothing():
    assert allocate_bits(np.full(8, 0.3), 4.0).tolist() == [4] * 8
    assert allocate_bits(np.zeros(3), 4.0).tolist() == [0, 0, 0]
    assert allocate_bits(np.array([0.0, 1.0, 1.0, 1.0]), 3.0)[0] == 0


def test_a_bad_spread_or_rounding_is_refused():
    with pytest.raises(ValueError, match="finite"):
        allocate_bits(np.array([1.0, np.nan]), 4.0)
    with pytest.raises(ValueError, match="rounding"):
        allocate_bits(np.ones(2), 4.0, rounding="floor")


def test_wider_rows_get_more_bits_and_the_error_falls():
    weight = torch.from_numpy(SyntheticWeight("laplace", rows=64, columns=256)())
    weight *= torch.linspace(0.25, 4.0, 64)[:, None]
    allocated = BitAllocation(bits=4)(weight)
    uniform = Aciq(bits=4, distribution="laplace", granularity="row")(weight)
    assert allocated.row_bits[-1] > allocated.row_bits[0]
    assert float(allocated.row_bits.double().mean()) == pytest.approx(4.0, abs=0.1)
    errors = [weight_errors(weight, each.weight) for each in (allocated, uniform)]
    assert errors[0].mean_squared_error < errors[1].mean_squared_error
    expected = int(allocated.row_bits.sum()) * 256 + 64 * 32
    assert allocated.stored_bits == expected


def test_codes_of_a_row_fit_its_bits():
    weight = torch.from_numpy(SyntheticWeight("gauss", rows=40, columns=100)())
    weight *= torch.logspace(-4, 0, 40)[:, None]
    result = BitAllocation(bits=3)(weight)
    assert int(result.row_bits.min()) < 2
    for bits, codes in zip(result.row_bits.tolist(), result.codes, strict=True):
        low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if bits else (0, 0)
        assert low <= int(codes.min())
        assert int(codes.max()) <= high

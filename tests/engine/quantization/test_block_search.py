"""Compiled searches over many blocks against the plain ones over whole arrays."""

import numpy as np
import pytest
import torch

from engine.quantization import KullbackLeibler, MinimumMeanSquaredError
from engine.quantization.binned import MANY as MANY_ERRORS
from engine.quantization.binned import histograms, midpoints, plain_errors
from engine.quantization.block_search import block_divergences, block_errors
from engine.quantization.divergence import BINS, MANY, divergences
from engine.quantization.mean_squared import SHARES


def rows(kind, count):
    generator = np.random.default_rng(7)
    made = {
        "heavy_tails": lambda: generator.standard_t(2, (count, 96)),
        "sparse": lambda: (
            generator.normal(0, 1, (count, 96)) * (generator.random((count, 96)) < 0.1)
        ),
        "positive": lambda: np.exp(generator.normal(0, 1, (count, 96))),
        "pairs": lambda: generator.normal(0, 1, (count, 2)),
    }[kind]()
    made[:, 0] += made[:, 0] == 0.0  # no row of zeros
    return made.astype(np.float32)


@pytest.mark.parametrize("kind", ["heavy_tails", "sparse", "positive", "pairs"])
@pytest.mark.parametrize("bits", [2, 5, 8])
def test_divergences_of_blocks_are_those_of_whole_arrays(kind, bits):
    values = rows(kind, 12)
    largest = np.abs(values).max(axis=1)
    counts, _ = histograms(values, BINS, -largest, largest)
    expected = divergences(counts, bits)
    np.testing.assert_allclose(block_divergences(counts, bits), expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("kind", ["heavy_tails", "sparse", "positive", "pairs"])
@pytest.mark.parametrize("bits", [2, 8])
def test_errors_of_blocks_are_those_of_whole_arrays(kind, bits):
    values = rows(kind, 12)
    counts, edges = histograms(values, 201, values.min(axis=1), values.max(axis=1))
    clips = SHARES * np.abs(values).max(axis=1)[:, None].astype(np.float64)
    case = midpoints(edges), counts, clips, 2 ** (bits - 1) - 1
    np.testing.assert_allclose(block_errors(*case), plain_errors(*case), rtol=1e-11, atol=1e-30)


@pytest.mark.parametrize(
    ("method", "many"), [(KullbackLeibler, MANY), (MinimumMeanSquaredError, MANY_ERRORS)]
)
def test_a_row_among_very_many_has_the_clip_that_it_has_alone(method, many):
    weight = torch.from_numpy(rows("heavy_tails", many))
    together = method(granularity="row")(weight).clip
    alone = torch.cat(
        [method()(weight[each : each + 1]).clip for each in range(0, many, many // 7)]
    )
    torch.testing.assert_close(together[:: many // 7], alone, rtol=1e-9, atol=0.0)

import numpy as np
import pytest
import torch

from engine.generative.dcgan import DcganGenerator, DcganSettings
from engine.generative.latents import sample_latents
from engine.quantization import Aciq, LinearQuantization, OutlierChannelSplitting
from engine.studies.compressed_generator import FULL_BITS, Compression, compress, draw_images
from engine.studies.generator_comparison import compare_images
from engine.studies.generator_layer import layer_histogram
from engine.studies.generator_sensitivity import generator_sensitivity

LATENTS = sample_latents(8, 16, 0).numpy()


@pytest.fixture(scope="module")
def network():
    with torch.random.fork_rng():
        torch.manual_seed(1)
        made = DcganGenerator(DcganSettings(width=8, latent_size=16))
    return made.eval().requires_grad_(False)


def test_a_layer_alone_drifts_as_when_all_others_are_kept(network):
    method = LinearQuantization(bits=3)
    found = generator_sensitivity(network, method, LATENTS)
    others = (("project", FULL_BITS), ("to_image", FULL_BITS))
    full = draw_images(network, LATENTS)
    alone = compress(network, Compression(method, others))
    spared = compress(network, Compression(method, (("up.0", FULL_BITS),)))
    place = found.names.index("up.0")
    expected = compare_images(full, draw_images(alone.network, LATENTS)).drift
    assert found.one_on[place] == pytest.approx(expected)
    expected = compare_images(full, draw_images(spared.network, LATENTS)).drift
    assert found.one_off[place] == pytest.approx(expected)
    assert found.relief[place] == pytest.approx(1 - expected / found.all_on)


@pytest.mark.parametrize("granularity", ["tensor", "row"])
@pytest.mark.parametrize("method", [LinearQuantization, Aciq, OutlierChannelSplitting])
def test_both_histograms_hold_every_weight(network, method, granularity):
    made = compress(network, Compression(method(bits=3, granularity=granularity)))
    found = layer_histogram(network, made, "up.0")
    assert found.full.share.sum() == pytest.approx(1.0)
    assert found.quantized.share.sum() == pytest.approx(1.0)
    assert found.weights == network.up[0].weight.numel()


def test_one_grid_has_one_bar_for_each_level_and_its_clip(network):
    made = compress(network, Compression(LinearQuantization(bits=3)))
    found = layer_histogram(network, made, "to_image")
    assert found.one_grid
    assert len(found.quantized.share) == 2**3
    assert found.clip == pytest.approx(float(network.to_image.weight.abs().max()))
    after = made.network.to_image.weight.numpy()
    middles = (found.quantized.left + found.quantized.right) / 2
    counts = [np.isclose(after, level, atol=1e-6).mean() for level in middles]
    # a threshold between two weights of one bin may move one of them
    np.testing.assert_allclose(counts, found.quantized.share, atol=1 / after.size)


def test_a_layer_that_keeps_full_precision_has_no_grid_and_says_so(network):
    made = compress(network, Compression(LinearQuantization(), (("up.0", FULL_BITS),)))
    with pytest.raises(ValueError, match="full precision"):
        layer_histogram(network, made, "up.0")

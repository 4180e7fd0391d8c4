import dataclasses
import functools

import numpy as np
import pytest
import torch

from engine.generative.dcgan import DcganGenerator, DcganSettings
from engine.generative.latents import sample_latents
from engine.quantization import METHODS, LinearQuantization
from engine.quantization.activations import ActivationQuantization
from engine.studies.compressed_generator import (
    FULL_BITS,
    Compression,
    compress,
    draw_images,
    generator_layers,
)
from engine.studies.generator_comparison import compare_images
from engine.studies.weight_view import ManualClip

LATENTS = sample_latents(8, 16, 0).numpy()


@pytest.fixture(scope="module")
def network():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = DcganGenerator(DcganSettings(width=8, latent_size=16))
        torch.nn.init.normal_(made.to_image.weight, 0.0, 0.3)
    return made.eval().requires_grad_(False)


@pytest.mark.parametrize("method", [*METHODS, functools.partial(ManualClip, clip_ratio=1.0)])
def test_every_method_compresses_a_generator_and_more_bits_bring_the_pictures_closer(
    network, method
):
    full = draw_images(network, LATENTS)
    drifts = [
        compare_images(
            full, draw_images(compress(network, Compression(method(bits=bits))).network, LATENTS)
        ).drift
        for bits in (2, 4, 8)
    ]
    assert drifts[0] > drifts[1] > drifts[2]


def test_the_packed_size_is_that_of_codes_steps_and_what_stays(network):
    made = compress(network, Compression(LinearQuantization(bits=3)))
    weights = sum(layer.weights for layer in generator_layers(network))
    state = network.state_dict().values()
    others = sum(each.nbytes for each in state) - 4 * weights
    layers = len(generator_layers(network))
    assert made.packed_bytes == others + -(-(3 * weights + 32 * layers) // 8)
    assert made.ratio == pytest.approx((others + 4 * weights) / made.packed_bytes)


def test_the_original_draws_as_before(network):
    before = draw_images(network, LATENTS)
    compress(network, Compression(LinearQuantization(bits=2)))
    np.testing.assert_array_equal(draw_images(network, LATENTS), before)


def test_a_layer_keeps_full_precision_or_gets_bits_of_its_own(network):
    kept = Compression(LinearQuantization(bits=2), (("project", FULL_BITS), ("to_image", 8)))
    made = compress(network, kept)
    bits = {each.layer.name: each.quantized.bits for each in made.layers}
    assert bits == {"up.0": 2, "to_image": 8}
    assert made.network.project.weight is network.project.weight


def test_with_every_layer_kept_the_generator_is_the_full_one(network):
    everything = tuple((layer.name, FULL_BITS) for layer in generator_layers(network))
    made = compress(network, Compression(LinearQuantization(bits=2), everything))
    assert made.ratio == 1.0
    assert made.bits_per_weight == FULL_BITS
    difference = compare_images(draw_images(network, LATENTS), draw_images(made.network, LATENTS))
    assert difference.drift == 0.0


def test_rounded_activations_move_the_pictures_more_the_fewer_their_bits(network):
    everything = tuple((layer.name, FULL_BITS) for layer in generator_layers(network))
    full = draw_images(network, LATENTS)

    def drift(bits):
        rounded = ActivationQuantization(bits=bits)
        made = compress(network, Compression(LinearQuantization(), everything, rounded))
        assert set(made.ranges) == {layer.name for layer in generator_layers(network)}
        return compare_images(full, draw_images(made.network, LATENTS)).drift

    assert drift(2) > drift(4) > drift(8) > 0.0


def test_a_layer_that_is_not_there_is_refused_by_name(network):
    with pytest.raises(ValueError, match="nowhere"):
        compress(network, Compression(LinearQuantization(), (("nowhere", 4),)))


def test_truncation_to_zero_draws_one_picture_for_every_latent(network):
    drawn = draw_images(network, LATENTS, truncation=0.0)
    np.testing.assert_allclose(drawn, np.broadcast_to(drawn[:1], drawn.shape), atol=1e-6)


def test_drawing_in_batches_changes_nothing(network):
    many = sample_latents(70, 16, 0).numpy()
    np.testing.assert_allclose(
        draw_images(network, many)[64:], draw_images(network, many[64:]), atol=1e-6
    )


def test_settings_are_a_key():
    one = Compression(LinearQuantization(bits=3), (("project", 8),))
    assert hash(one) == hash(dataclasses.replace(one))

import numpy as np
import pytest
import torch
from torch import nn

from engine.generative.style_settings import StyleSettings
from engine.generative.stylegan import StyleGenerator
from engine.quantization import LinearQuantization
from engine.quantization.activations import ActivationQuantization
from engine.quantization.network import quantizable_layers, quantize_network
from engine.studies.compressed_generator import Compression, compress, draw_images


@pytest.fixture(scope="module")
def generator():
    torch.manual_seed(0)
    settings = StyleSettings(height=16, width=16, widths=(8, 8, 6))
    return StyleGenerator(settings).eval().requires_grad_(False)


def latents():
    return torch.randn(4, 64, generator=torch.Generator().manual_seed(0))


def test_every_weight_matrix_of_a_stylegan_is_seen_by_the_quantizers(generator):
    layers = quantizable_layers(generator)
    kinds = [each.kind for each in layers]
    # 4 of the mapping, a style map beside each of 5 layers and 3 picture outputs
    assert kinds.count("Linear") == 4 + 5 + 3
    assert kinds.count("ConvTranspose2d") == 2
    assert kinds.count("Conv2d") == 3 + 3
    vectors = sum(p.numel() for p in generator.parameters() if p.ndim <= 1)
    constant = generator.synthesis.constant.numel()
    weights = sum(each.weights for each in layers)
    assert weights + vectors + constant == sum(p.numel() for p in generator.parameters())


def test_fewer_bits_change_the_weights_and_drift_further_from_the_pictures(generator):
    full = generator.draw(latents())
    drift = []
    for bits in (8, 4, 2):
        made = quantize_network(generator, LinearQuantization(bits=bits))
        for each in made.layers:
            before = generator.get_submodule(each.layer.name).weight
            after = made.module.get_submodule(each.layer.name).weight
            assert not torch.equal(before, after), each.layer.name
        drift.append((made.module.draw(latents()) - full).square().mean().item())
    assert 0 < drift[0] < drift[1] < drift[2]
    assert torch.equal(generator.draw(latents()), full)


def test_pictures_of_the_compressed_copy_are_those_of_a_network_loaded_with_its_weights(generator):
    made = quantize_network(generator, LinearQuantization(bits=4, granularity="row"))
    plain = StyleGenerator(generator.settings).eval()
    plain.load_state_dict(made.module.state_dict())
    assert torch.equal(plain.draw(latents()), made.module.draw(latents()))


def test_one_named_convolution_alone_can_be_compressed(generator):
    name = "synthesis.layers.1.modulated.convolution"
    overrides: dict[str, LinearQuantization | None] = {
        each.name: None for each in quantizable_layers(generator)
    }
    overrides[name] = LinearQuantization(bits=3)
    made = quantize_network(generator, LinearQuantization(), overrides=overrides)
    assert [each.layer.name for each in made.layers] == [name]
    assert isinstance(made.module.get_submodule(name), nn.ConvTranspose2d)
    first, second = (g.synthesize(g.layer_styles(latents())).activations
                     for g in (generator, made.module))  # fmt: skip
    assert torch.equal(first["1"], second["1"])
    assert not torch.equal(first["2"], second["2"])


def test_rounded_inputs_of_every_layer_move_the_pictures_more_the_fewer_the_bits(
    generator,
):
    full = draw_images(generator, latents().numpy())
    names = {each.name for each in quantizable_layers(generator)}
    drift = []
    for bits in (8, 4, 2):
        rounding = ActivationQuantization(bits=bits)
        made = compress(generator, Compression(LinearQuantization(bits=8), activations=rounding))
        assert set(made.ranges) == names
        drift.append(np.square(draw_images(made.network, latents().numpy()) - full).mean())
    assert 0 < drift[0] < drift[1] < drift[2]
    assert np.array_equal(draw_images(generator, latents().numpy()), full)

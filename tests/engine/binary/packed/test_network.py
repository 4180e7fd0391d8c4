"""Stages that run packed, and the files of their weights."""

import pytest
import torch
from safetensors.numpy import load_file
from torch import nn

from engine.binary import BinaryConvolution, BinaryRules, BooleanBlock, KernelShape, MeliusBlock
from engine.binary.packed import (
    load_packed,
    packed_bytes,
    packed_layers,
    packed_network,
    save_packed,
)
from engine.binary.sign import sign
from engine.core.errors import EngineError


def settled(module):
    """Give every batch norm statistics and weights of its own, some gammas negative."""
    generator = torch.Generator().manual_seed(5)
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            for place in (part.weight.data, part.bias.data, part.running_mean):
                place.copy_(torch.randn(place.shape, generator=generator))
            part.running_var.copy_(torch.rand(part.running_var.shape, generator=generator) * 9)
    return module.eval()


def drawn(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


def melius_stage():
    torch.manual_seed(0)
    stage = [MeliusBlock(in_channels=64 + 64 * index).build() for index in range(4)]
    return settled(nn.Sequential(*stage))


@torch.no_grad()
def test_a_meliusnet_stage_gives_the_same_numbers_packed():
    stage = melius_stage()
    maps = drawn(1, 64, 14, 14)
    assert torch.equal(packed_network(stage)(maps), stage(maps))


@pytest.mark.parametrize("kind", ["base", "bool"])
@torch.no_grad()
def test_a_boolnet_stage_gives_the_same_bits_packed(kind):
    torch.manual_seed(0)
    widths = (32, 64 if kind == "bool" else 32)  # BoolNet's blocks double what they give
    blocks = [BooleanBlock(in_channels=n, out_channels=32, slices=4, kind=kind) for n in widths]
    stage = nn.Sequential(*(block.build() for block in blocks))
    stage = settled(stage).double()
    maps = sign(drawn(2, 4, 32, 9, 9)).double()
    assert torch.equal(packed_network(stage)(maps), stage(maps))


@torch.no_grad()
def test_a_scaled_layer_with_bias_and_zero_border_keeps_its_floats():
    rules = BinaryRules(border="zero", scaled=True)
    layer = BinaryConvolution(24, 8, KernelShape(3, 2), rules=rules, bias=True).double()
    layer.bias.data.copy_(torch.arange(8.0))
    maps = sign(drawn(1, 24, 7, 7)).double()
    torch.testing.assert_close(packed_network(layer)(maps), layer(maps), rtol=1e-12, atol=1e-12)


@torch.no_grad()
def test_packed_weights_come_back_from_a_file_at_one_bit_each(tmp_path):
    packed = packed_network(melius_stage())
    layers = packed_layers(packed)
    size = save_packed(tmp_path / "stage.safetensors", layers)
    binary = sum(9 * 64 * (64 * n + 64 * (n + 1)) for n in range(1, 5))
    assert packed_bytes(layers) == binary // 8 <= size < binary // 8 + 4096
    again = load_packed(tmp_path / "stage.safetensors")
    assert set(again) == set(layers)
    for name, layer in again.items():
        maps = drawn(1, layer.ingoing, 6, 6).numpy()
        assert (layer(maps) == layers[name](maps)).all()
    assert all(
        each.dtype == "uint8" for each in load_file(tmp_path / "stage.safetensors").values()
    )


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "other.safetensors"
    path.write_bytes(b"no tensors")
    with pytest.raises(EngineError, match=r"other.safetensors must be a file of packed layers"):
        load_packed(path)

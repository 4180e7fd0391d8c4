import pytest
import torch

from engine.binary import BooleanBlock
from engine.cost.energy import Calibrated, FirstPrinciples
from engine.studies.binary_block import binary_block, block_steps

KINDS = ("bool", "base", "bireal", "xnor")
CASES = [(kind, new) for kind in KINDS for new in (False, True)]


@pytest.mark.parametrize(("kind", "new_stage"), CASES)
@pytest.mark.parametrize("model", [Calibrated(), FirstPrinciples(weights_in="dram")])
def test_the_steps_share_out_the_whole_block(kind, new_stage, model):
    block = binary_block(kind, 32, new_stage=new_stage)
    cost, steps = block.cost(12), block_steps(block, 12, model)
    assert sum(x.energy_picojoules for x in steps) == pytest.approx(model(cost).energy_picojoules)
    assert sum(x.binary_weights for x in steps) == cost.binary_parameters
    parameters = sum(x.binary_weights + x.float_parameters for x in steps)
    assert parameters == cost.parameters
    assert sum(x.binary_multiply_adds for x in steps) == cost.binary_multiply_adds
    assert sum(x.float_multiply_adds for x in steps) == cost.float_multiply_adds
    assert sum(x.tensor_bits for x in steps if x.stored) == cost.stored_map_bits


@pytest.mark.parametrize(("kind", "new_stage"), CASES)
def test_the_shapes_are_those_of_the_block_that_runs(kind, new_stage):
    block = binary_block(kind, 16, slices=2, new_stage=new_stage)
    module, seen = block.build().eval(), []
    for part in module.modules():
        part.register_forward_hook(lambda _m, _i, out: seen.append(tuple(out.shape[1:])))
    with torch.inference_mode():
        out = module(torch.ones(1, *block.input_shape(9)))
    steps = block_steps(block, 9)
    assert steps[0].shape == block.input_shape(9)
    assert steps[-1].shape == tuple(out.shape[1:])
    made = [each.shape for each in steps[1:] if each.part in ("convolution", "slices", "bring")]
    assert all(shape in seen for shape in made)


def test_every_map_of_a_boolean_block_that_is_stored_has_one_bit_and_of_bireal_32():
    for kind, bits in (("bool", 1), ("base", 1), ("bireal", 32), ("xnor", 32)):
        steps = block_steps(binary_block(kind, 64), 14)
        assert {each.bits for each in steps if each.stored} == {bits}


def test_calibrated_energy_of_blocks_without_float_products_is_that_of_their_maps():
    steps = block_steps(binary_block("bireal", 64), 56)
    wanted = 2 * 64 * 56 * 56 * 32 * Calibrated().map_bit
    assert sum(each.energy_picojoules for each in steps) == pytest.approx(wanted)


def test_boolnet_reads_both_halves_and_a_stage_begins_with_half_the_channels():
    assert binary_block("bool", 64).in_channels == 128
    opening = binary_block("bool", 128, new_stage=True)
    assert (opening.in_channels, opening.stride, opening.downsample) == (128, 2, True)
    assert binary_block("bireal", 128, new_stage=True).in_channels == 64


@pytest.mark.parametrize(
    ("kind", "channels", "options", "said"),
    [
        ("bool", 0, {}, "at least 1 channel, got 0"),
        ("base", -4, {}, "at least 1 channel"),
        ("bool", 66, {"slices": 4}, "4 slices must divide the channels, got 66"),
        ("bireal", 7, {"new_stage": True}, "even number, got 7"),
        ("bireal", 10**6, {}, "must lie between 1 and 8192"),
    ],
)
def test_a_block_that_cannot_be_says_why(kind, channels, options, said):
    with pytest.raises(ValueError, match=said):
        binary_block(kind, channels, **options)


@pytest.mark.parametrize("side", [0, -1, 10**6])
def test_a_map_that_cannot_be_counted_is_refused(side):
    with pytest.raises(ValueError, match=str(side)):
        block_steps(binary_block("bool", 64), side)


def test_the_last_block_of_a_network_is_not_taken_apart():
    with pytest.raises(ValueError, match="last=False"):
        block_steps(BooleanBlock(last=True), 7)

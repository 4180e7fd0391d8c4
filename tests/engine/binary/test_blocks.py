"""Signs, gates, the binary convolution and the blocks, against their definitions."""

import pytest
import torch
from torch.nn import functional as F

from engine.binary import (
    BinaryConvolution,
    BinaryRules,
    BooleanBlock,
    InputScaledConvolution,
    KernelShape,
    MeliusBlock,
    MultiSliceSign,
    ResidualBlock,
)
from engine.binary.gates import GATES, truth_table
from engine.binary.input_scale import input_scale
from engine.binary.meliusnet import MELIUSNETS, narrowed
from engine.binary.sign import sign, slice_thresholds


def random(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


def bits(*shape):
    return sign(random(*shape))


def test_the_gradient_of_the_sign_passes_within_the_clip_only():
    values = torch.tensor([-1.4, -1.2, 0.0, 0.9, 1.3, 2.0], requires_grad=True)
    sign(values, 1.3).sum().backward()
    assert values.grad.tolist() == [0, 1, 1, 1, 1, 0]


def test_bireals_gradient_is_the_slope_of_its_two_parabolas():
    values = torch.linspace(-1.5, 1.5, 61, dtype=torch.float64, requires_grad=True)
    sign(values, gradient="piecewise").sum().backward()
    x = values.detach()
    wanted = torch.where(x < 0, 2 + 2 * x, 2 - 2 * x) * (x.abs() < 1)
    assert torch.allclose(values.grad, wanted)


@pytest.mark.parametrize("gradient", ["clip", "piecewise"])
def test_the_form_of_the_gradient_leaves_the_sign_alone(gradient):
    values = random(50)
    assert torch.equal(sign(values, gradient=gradient), torch.where(values >= 0, 1.0, -1.0))


def test_a_wider_piecewise_gradient_keeps_its_area():
    values = torch.linspace(-4, 4, 8001, dtype=torch.float64, requires_grad=True)
    sign(values, 2.5, gradient="piecewise").sum().backward()
    assert values.grad.sum() * 0.001 == pytest.approx(2, abs=1e-4)
    assert (values.grad[values.abs() > 2.5] == 0).all()


@pytest.mark.parametrize(("clip", "gradient"), [(1.0, "soft"), (0.0, "clip"), (-1.0, "piecewise")])
def test_an_unknown_gradient_or_a_clip_that_lets_nothing_pass_is_refused(clip, gradient):
    with pytest.raises(ValueError, match="gradient must be"):
        sign(torch.zeros(1), clip, gradient=gradient)


def test_zero_becomes_plus_one():
    assert sign(torch.tensor([0.0, -0.0])).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("slices", "wanted"),
    [
        (1, [0]),
        (2, [-1 / 2, 1 / 2]),
        (4, [-2 / 3, -1 / 3, 1 / 3, 2 / 3]),
        (8, [-0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8]),
    ],
)
def test_slice_thresholds_are_the_papers(slices, wanted):
    assert slice_thresholds(slices) == pytest.approx(wanted)


@pytest.mark.parametrize("slices", [0, -2, 3])
def test_an_odd_number_of_slices_is_refused(slices):
    with pytest.raises(ValueError, match="even"):
        slice_thresholds(slices)


def test_one_slice_is_the_plain_sign():
    maps = random(2, 3, 4, 4)
    assert torch.equal(MultiSliceSign(1)(maps)[:, 0], sign(maps))


def test_more_slices_never_lose_order():
    stacked = MultiSliceSign(8)(random(1, 2, 5, 5))
    assert (stacked.diff(dim=1) >= 0).all()


@pytest.mark.parametrize(
    ("gate", "results"),
    [
        ("or", [False, True, True, True]),
        ("and", [False, False, False, True]),
        ("xor", [False, True, True, False]),
        ("xnor", [True, False, False, True]),
    ],
)
def test_gates_have_their_truth_tables(gate, results):
    assert [row[2] for row in truth_table(gate)] == results
    assert gate in GATES


@pytest.mark.parametrize("border", ["minus_one", "replicate"])
def test_a_binary_convolution_without_scale_gives_integers_of_the_parity_of_its_length(border):
    layer = BinaryConvolution(6, 4, rules=BinaryRules(border=border, scaled=False))
    found = layer(bits(2, 6, 5, 5))
    assert (found % 2 == (6 * 9) % 2).all()
    assert found.abs().max() <= 6 * 9


def test_the_scale_is_the_mean_magnitude_of_an_output_channel():
    plain = BinaryConvolution(3, 2, rules=BinaryRules(scaled=False))
    scaled = BinaryConvolution(3, 2, rules=BinaryRules(scaled=True))
    scaled.load_state_dict(plain.state_dict())
    maps = bits(1, 3, 4, 4)
    scale = plain.weight.abs().mean(dim=(1, 2, 3)).reshape(1, 2, 1, 1)
    assert torch.allclose(scaled(maps), plain(maps) * scale, atol=1e-5)


def test_progressive_weights_are_soft_in_training_and_signs_in_evaluation():
    layer = BinaryConvolution(3, 2, rules=BinaryRules(scaled=False, progressive=True))
    layer.temperature.fill_(0.5)
    assert torch.allclose(layer.binary_weight(), F.hardtanh(layer.weight * 2))
    layer.temperature.fill_(1e-6)
    assert torch.allclose(layer.binary_weight(), layer.eval().binary_weight())


def test_a_border_of_minus_one_is_what_the_convolution_sees():
    rules = BinaryRules(border="minus_one", scaled=False)
    layer = BinaryConvolution(1, 1, rules=rules)
    torch.nn.init.ones_(layer.weight)
    found = layer(torch.ones(1, 1, 3, 3))
    assert found[0, 0].tolist() == [[-1, 3, -1], [3, 9, 3], [-1, 3, -1]]


@pytest.mark.parametrize("stride", [1, 2])
def test_the_scale_of_the_input_is_the_mean_magnitude_under_the_kernel(stride):
    maps = random(1, 6, 5, 5)
    found = input_scale(maps, KernelShape(3, stride))
    around = F.pad(maps, (1,) * 4)
    rows = range(0, 5, stride)
    wanted = [[around[0, :, y : y + 3, x : x + 3].abs().sum() / 54 for x in rows] for y in rows]
    assert torch.allclose(found[0, 0], torch.tensor(wanted))


def test_an_input_scaled_convolution_is_exact_where_all_magnitudes_are_equal():
    rules = BinaryRules(border="zero", scaled=True)
    layer = InputScaledConvolution(BinaryConvolution(4, 3, KernelShape(1), rules=rules))
    maps = 2.5 * bits(2, 4, 3, 3)
    with torch.no_grad():
        weight = layer.convolution.weight
        weight.copy_(0.3 * sign(weight))
        assert torch.allclose(layer(maps), F.conv2d(maps, weight), atol=1e-5)


def test_each_group_has_a_scale_of_its_own():
    maps = torch.cat([torch.ones(1, 2, 3, 3), 3 * torch.ones(1, 2, 3, 3)], dim=1)
    found = input_scale(maps, KernelShape(1, groups=2))
    assert found[0, :, 0, 0].tolist() == [1.0, 3.0]


def test_groups_that_do_not_divide_are_refused():
    with pytest.raises(ValueError, match="groups must divide"):
        BinaryConvolution(6, 4, KernelShape(3, groups=4))


@pytest.mark.parametrize("slices", [1, 2, 4, 8])
def test_each_slice_feeds_its_own_share_of_the_output_channels(slices):
    block = BooleanBlock(in_channels=8, out_channels=8, slices=slices)
    layers = block.build().eval()
    maps = bits(1, slices, 8, 4, 4)
    whole = layers.first(maps.flatten(1, 2))
    share = 8 // slices
    part = BinaryConvolution(8, share, rules=layers.first.rules).eval()
    part.weight.data = layers.first.weight.data[-share:]
    assert torch.allclose(whole[:, -share:], part(maps[:, -1]), atol=1e-5)


def test_a_boolnet_block_interleaves_its_result_with_the_half_it_did_not_see():
    block = BooleanBlock(in_channels=16, out_channels=8, slices=2, kind="bool")
    maps = bits(1, 2, 16, 4, 4)
    with torch.no_grad():
        found = block.build().eval()(maps)
    assert found.shape == (1, 2, 16, 4, 4)
    assert torch.equal(found[:, :, 1::2], maps[:, :, 8:])


def test_the_outer_or_keeps_every_true_bit_of_the_shortcut():
    maps = bits(1, 4, 8, 5, 5)
    with torch.no_grad():
        found = BooleanBlock(in_channels=8, out_channels=8).build().eval()(maps)
    assert (found >= maps).all()


def test_a_last_block_gives_one_float_map():
    block = BooleanBlock(in_channels=16, out_channels=8, slices=2, kind="bool", last=True)
    assert block.build().eval()(bits(1, 2, 16, 4, 4)).shape == (1, 8, 4, 4)


def test_a_boolean_block_whose_shortcut_cannot_fit_is_refused():
    with pytest.raises(ValueError, match="downsample"):
        BooleanBlock(in_channels=8, out_channels=16)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MeliusBlock(in_channels=0), "in_channels must lie"),
        (lambda: MeliusBlock(growth=0), "growth must lie"),
        (lambda: ResidualBlock(out_channels=0), "out_channels must lie"),
        (lambda: BooleanBlock(in_channels=0), "in_channels must lie"),
        (lambda: BinaryConvolution(0, 4), "at least 1"),
        (lambda: BinaryConvolution(4, 0), "at least 1"),
        (lambda: KernelShape(groups=0), "groups must lie"),
    ],
)
def test_zero_channels_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_an_improvement_block_changes_the_newest_channels_only():
    maps = random(2, 8, 5, 5)
    block = MeliusBlock(in_channels=8, growth=4).build().eval()
    with torch.no_grad():
        grown, improved = block[0](maps), block(maps)
    assert torch.equal(improved[:, :8], maps)
    assert torch.equal(improved[:, :8], grown[:, :8])
    assert not torch.equal(improved[:, 8:], grown[:, 8:])


def test_bireal_has_a_shortcut_around_every_convolution():
    block = ResidualBlock(in_channels=4, out_channels=4).build().eval()
    for part in block:
        torch.nn.init.zeros_(part.body[2].weight)
        torch.nn.init.zeros_(part.body[2].bias)
    maps = random(1, 4, 5, 5)
    with torch.no_grad():
        assert torch.equal(block(maps), maps)


@pytest.mark.parametrize(
    ("name", "reductions"),
    [
        ("22", (2.2, 2.2, 2)),
        ("29", (2.7, 2.7, 2.7)),
        ("42", (2.2, 2.7, 2.7)),
        ("59", (2.5, 3, 3.5)),
        ("A", (2, 2, 2)),
        ("B", (2.2, 2.4, 2.4)),
        ("C", (2, 2.4, 3)),
    ],
)
def test_transitions_follow_from_the_published_reductions(name, reductions):
    blocks, transitions, _ = MELIUSNETS[name]
    entries = (64, *transitions)
    widths = [entry + 64 * count for entry, count in zip(entries, blocks, strict=True)][:-1]
    assert [narrowed(w, r) for w, r in zip(widths, reductions, strict=True)] == [*transitions]

"""The asymmetric bottleneck against its arithmetic and its special cases."""

import pytest
import torch

from engine.compact import AsymmetricBlock, InvertedBlock


@pytest.mark.parametrize("asymmetry", [0, 1, 2])
@pytest.mark.parametrize(("stride", "kernel"), [(1, 3), (2, 5)])
def test_multiply_adds_follow_the_papers_formula(asymmetry, stride, kernel):
    ingoing, expanded, outgoing, side = 24, 96, 40, 12
    block = AsymmetricBlock(
        in_channels=ingoing, expanded=expanded, out_channels=outgoing,
        kernel=kernel, stride=stride, asymmetry=asymmetry,
    )  # fmt: skip
    reused = asymmetry * ingoing
    wanted = side**2 * ingoing * (expanded - reused)
    wanted += (side // stride) ** 2 * (expanded + reused) * (kernel**2 + outgoing)
    assert block.cost(side).multiply_adds == wanted


def test_equal_channels_make_the_pointwise_work_independent_of_the_asymmetry():
    def pointwise(asymmetry):
        block = AsymmetricBlock(in_channels=16, expanded=64, out_channels=16, asymmetry=asymmetry)
        layers = block.cost(8).layers
        return sum(layer.multiply_adds for layer in layers if layer.groups == 1)

    assert pointwise(0) == pointwise(1) == pointwise(2) == 2 * 64 * 16 * 8 * 8


def test_asymmetry_zero_computes_what_an_inverted_residual_with_its_weights_computes():
    settings = {"in_channels": 8, "expanded": 24, "out_channels": 8, "squeeze": True}
    ours = AsymmetricBlock(**settings, asymmetry=0).build().eval()
    theirs = InvertedBlock(**settings).build().eval()
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    maps = torch.randn(2, 8, 5, 5, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(ours(maps), theirs(maps))


def test_nothing_left_to_expand_skips_the_first_convolution():
    block = AsymmetricBlock(in_channels=16, expanded=32, out_channels=16, asymmetry=2)
    assert not block.expands
    assert block.cost(4).multiply_adds == 16 * 16 * (9 + 16)


def test_the_reused_input_stands_on_both_sides_of_the_new_channels():
    module = AsymmetricBlock(in_channels=4, expanded=12, out_channels=6).build().eval()
    seen = []
    module.depthwise.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    maps = torch.randn(1, 4, 3, 3, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        module(maps)
    assert seen[0].shape[1] == 16
    assert torch.equal(seen[0][:, :4], maps)
    assert torch.equal(seen[0][:, -4:], maps)


@pytest.mark.parametrize(
    "wrong", [{"in_channels": 0}, {"asymmetry": -1}, {"kernel": 4}, {"stride": 3}]
)
def test_a_block_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        AsymmetricBlock(**wrong)

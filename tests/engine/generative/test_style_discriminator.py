import math

import pytest
import torch

from engine.generative.losses import discriminator_loss, real_gradient_penalty
from engine.generative.style_discriminator import StyleDiscriminator, with_deviation
from engine.generative.style_settings import StyleSettings

SMALL = StyleSettings(height=16, width=12, constant=(4, 3), widths=(8, 6, 4))


def images(count=4):
    return torch.randn(count, 1, 16, 12, generator=torch.Generator().manual_seed(0))


def discriminator():
    torch.manual_seed(0)
    return StyleDiscriminator(SMALL)


@pytest.mark.parametrize("count", [1, 2, 6, 7])
def test_any_batch_of_portraits_gets_one_logit_each(count):
    assert discriminator()(images(count)).shape == (count,)


def test_gradients_reach_every_parameter_also_through_the_penalty():
    network = discriminator()
    loss = discriminator_loss(network(images()), network(images().flip(0)))
    (loss + real_gradient_penalty(network, images())).backward()
    idle = [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    assert idle == []


def test_the_penalty_s_own_gradient_is_that_of_finite_differences():
    network = discriminator().double()
    weight = network.blocks[0].second.weight
    (gradient,) = torch.autograd.grad(real_gradient_penalty(network, images().double()), weight)
    step = 1e-5
    with torch.no_grad():
        weight[1, 2, 0, 1] += step
    above = real_gradient_penalty(network, images().double()).item()
    with torch.no_grad():
        weight[1, 2, 0, 1] -= 2 * step
    below = real_gradient_penalty(network, images().double()).item()
    assert gradient[1, 2, 0, 1].item() == pytest.approx((above - below) / (2 * step), rel=1e-4)


def test_the_deviation_map_is_the_mean_deviation_of_the_group():
    # samples 0 and 1 hold 1 and 3 everywhere: deviation 1
    maps = torch.tensor([1.0, 3.0])[:, None, None, None].expand(2, 5, 4, 3)
    made = with_deviation(maps)
    assert made.shape == (2, 6, 4, 3)
    torch.testing.assert_close(made[:, :5], maps)
    torch.testing.assert_close(made[:, 5], torch.ones(2, 4, 3))


def test_groups_are_those_of_every_second_sample_in_a_batch_of_eight():
    values = torch.tensor([0.0, 5.0, 0.0, 5.0, 2.0, 5.0, 2.0, 5.0])
    made = with_deviation(values[:, None, None, None].expand(8, 1, 2, 2))[:, 1, 0, 0]
    # samples 0, 2, 4, 6 differ (0, 0, 2, 2: deviation 1), samples 1, 3, 5, 7 do not
    torch.testing.assert_close(made, torch.tensor([1.0, 1e-4] * 4))


def test_a_repeated_picture_shows_in_the_logit():
    network = discriminator()
    varied, repeated = images(), images(1).expand(4, -1, -1, -1)
    assert not math.isclose(network(varied)[0].item(), network(repeated)[0].item(), rel_tol=1e-3)

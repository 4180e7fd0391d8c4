import torch
from torch import nn

from engine.generative.losses import discriminator_loss, generator_loss, real_gradient_penalty


def test_losses_are_the_logarithms_of_the_sigmoid():
    real, generated = torch.tensor([0.3, -2.0]), torch.tensor([1.5])
    wanted = -torch.sigmoid(real).log().mean() - (1 - torch.sigmoid(generated)).log().mean()
    assert torch.isclose(discriminator_loss(real, generated), wanted)
    assert torch.isclose(generator_loss(generated), -torch.sigmoid(generated).log().mean())


def test_the_penalty_of_a_linear_discriminator_is_half_its_squared_weight():
    class Linear(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.tensor([3.0, 4.0]))

        def forward(self, images):
            return images.flatten(1) @ self.weight

    network = Linear()
    penalty = real_gradient_penalty(network, torch.randn(5, 2, 1, 1))
    assert torch.isclose(penalty, torch.tensor(12.5))
    penalty.backward()
    assert torch.allclose(network.weight.grad, network.weight)

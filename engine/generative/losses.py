"""What the two networks of a GAN minimise: the non-saturating loss and the R1 penalty."""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import softplus


def generator_loss(generated_logits: Float[Tensor, " samples"]) -> Float[Tensor, ""]:
    """Return the non-saturating loss ``-log sigmoid(D(generated))`` (arXiv 1406.2661).

    >>> generator_loss(torch.zeros(4))
    tensor(0.6931)
    """
    return softplus(-generated_logits).mean()


def discriminator_loss(
    real_logits: Float[Tensor, " real"], generated_logits: Float[Tensor, " generated"]
) -> Float[Tensor, ""]:
    """Return ``-log sigmoid(D(real)) - log(1 - sigmoid(D(generated)))``, batch means summed.

    >>> discriminator_loss(torch.zeros(4), torch.zeros(2))
    tensor(1.3863)
    """
    return softplus(-real_logits).mean() + softplus(generated_logits).mean()


def real_gradient_penalty(
    discriminator: nn.Module, real: Float[Tensor, "samples channels height width"]
) -> Float[Tensor, ""]:
    """Return R1 without its factor: mean squared norm of dD/dx at real pictures / 2.

    Equation (9) of arXiv 1801.04406 with gamma = 1. The graph is kept, so the result can be
    minimised. Lazy use (arXiv 1912.04958, section 2): every n-th step, times n.
    """
    images = real.detach().requires_grad_(True)  # noqa: FBT003
    logits = discriminator(images)
    (gradient,) = torch.autograd.grad(logits.sum(), images, create_graph=True)
    return gradient.square().sum(dim=(1, 2, 3)).mean() / 2

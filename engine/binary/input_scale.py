"""XNOR-Net's scale of the input: how large the numbers were whose signs are convolved."""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from engine.binary.convolution import BinaryConvolution, KernelShape
from engine.binary.sign import Sign


def input_scale(
    maps: Float[Tensor, "samples channels height width"], shape: KernelShape
) -> Float[Tensor, "samples groups out_height out_width"]:
    """Return K: for each place of the kernel, the mean magnitude of what lies under it.

    ``A = mean over channels of |I|`` and ``K = A * k`` with ``k = 1 / kernel**2`` everywhere
    (arXiv 1603.05279, section 3.2); around the map stands 0. With groups, each has its own.

    Args:
        maps: The real input.
        shape: The kernel that will run over its signs.

    >>> input_scale(torch.full((1, 4, 3, 3), -1.5), KernelShape(3, 2))[0, 0].round(decimals=4)
    tensor([[0.6667, 0.6667],
            [0.6667, 0.6667]])
    """
    groups, kernel = shape.groups, shape.kernel
    sizes = maps.abs().unflatten(1, (groups, -1)).mean(dim=2)
    box = torch.full((groups, 1, kernel, kernel), 1 / kernel**2, dtype=maps.dtype)
    margin = shape.dilation * (kernel // 2)
    box = box.to(maps.device)
    return F.conv2d(sizes, box, None, shape.stride, margin, shape.dilation, groups)


class InputScaledConvolution(nn.Module):
    """``(sign(I) * sign(W)) K alpha``: a float convolution's best copy in bits.

    The convolution's own scale is alpha. No gradient passes through K.
    """

    def __init__(self, convolution: BinaryConvolution, *, sign: Sign | None = None) -> None:
        """Keep the convolution of bits and the sign that makes them."""
        super().__init__()
        self.sign, self.convolution = sign or Sign(), convolution
        self.shape = convolution.shape

    def forward(
        self, maps: Float[Tensor, "samples ingoing height width"]
    ) -> Float[Tensor, "samples outgoing out_height out_width"]:
        """Return the scaled convolution of a real input."""
        scale = input_scale(maps.detach(), self.shape)
        sums = self.convolution(self.sign(maps))
        return sums * scale.repeat_interleave(sums.shape[1] // scale.shape[1], dim=1)

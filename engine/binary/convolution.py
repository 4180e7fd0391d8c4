"""The binary convolution: one-bit weights, one-bit inputs, and a border that stays one bit."""

import dataclasses

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from engine.binary.sign import sign
from engine.core.params import Settings, param

BORDERS = ("minus_one", "replicate", "zero")


@dataclasses.dataclass(frozen=True)
class BinaryRules(Settings):
    """How a paper binarizes: border, weight scale, gradient clip, progressive training.

    "minus_one" (MeliusNet) and "replicate" (BoolNet) keep every input one bit; "zero" is the
    float habit (Bi-Real). A scaled weight is ``sign(w)`` times the mean of ``|w|`` of its output
    channel, which folds into the batch norm that follows. Progressive weights are
    ``clamp(w / temperature, -1, 1)`` in training and signs in evaluation.
    """

    border: str = param("replicate", meaning="what stands around the map", choices=BORDERS)
    scaled: bool = param(default=True, meaning="scale by the mean of |w|", choices=(True, False))
    clip: float = param(1.0, 0.1, 10.0, "largest |w| that a gradient passes")
    progressive: bool = param(
        default=False, meaning="harden the weights step by step", choices=(False, True)
    )


@dataclasses.dataclass(frozen=True)
class KernelShape(Settings):
    """Geometry of a binary convolution."""

    kernel: int = param(3, meaning="side of the kernel", choices=(1, 3, 5, 7))
    stride: int = param(1, meaning="step of the kernel", choices=(1, 2))
    dilation: int = param(1, 1, 8, "distance of the kernel's taps")
    groups: int = param(1, 1, 4096, "groups of channels that do not mix")


class BinaryConvolution(nn.Module):
    """Convolution of one-bit maps with the signs of float ("latent") weights.

    The input must already be -1 or +1. ``weight_bits`` and ``activation_bits`` tell the cost
    model that weights take one bit and that multiply-adds are XNOR and popcount.
    """

    weight_bits = 1
    activation_bits = 1
    temperature: Tensor

    def __init__(
        self,
        ingoing: int,
        outgoing: int,
        shape: KernelShape | None = None,
        *,
        rules: BinaryRules | None = None,
        bias: bool = False,
    ) -> None:
        """Build the latent weights, ``(outgoing, ingoing / groups, kernel, kernel)``.

        Raises:
            ValueError: If there are no channels or the groups do not divide both counts.
        """
        super().__init__()
        self.shape, self.rules = shape or KernelShape(), rules or BinaryRules()
        if min(ingoing, outgoing) < 1:
            raise ValueError(
                f"channels in and out must be at least 1, got {ingoing} and {outgoing}"
            )
        groups, kernel = self.shape.groups, self.shape.kernel
        if ingoing % groups or outgoing % groups:
            raise ValueError(
                f"groups must divide both channel counts, got {groups} groups for {ingoing} "
                f"channels in and {outgoing} out; choose a common divisor"
            )
        self.weight = nn.Parameter(torch.empty(outgoing, ingoing // groups, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(outgoing)) if bias else None
        nn.init.xavier_normal_(self.weight)
        self.register_buffer("temperature", torch.ones(()))

    def binary_weight(self) -> Float[Tensor, "outgoing ingoing kernel kernel"]:
        """Return the weights that the convolution uses, scaled if the rules say so."""
        if self.rules.progressive and self.training:
            hard = F.hardtanh(self.weight / self.temperature)
            passed = self.weight.clamp(-self.rules.clip, self.rules.clip)
            used = passed + (hard - passed).detach()
        else:
            used = sign(self.weight, self.rules.clip)
        if self.rules.scaled:
            used = used * self.weight.abs().mean(dim=(1, 2, 3), keepdim=True)
        return used

    def forward(
        self, maps: Float[Tensor, "samples ingoing height width"]
    ) -> Float[Tensor, "samples outgoing out_height out_width"]:
        """Return the convolution of one-bit maps."""
        shape = self.shape
        margin = shape.dilation * (shape.kernel // 2)
        padded = bordered(maps, margin, self.rules.border)
        return F.conv2d(
            padded, self.binary_weight(), self.bias, shape.stride, 0, shape.dilation, shape.groups
        )


def bordered(
    maps: Float[Tensor, "samples channels height width"], margin: int, border: str
) -> Float[Tensor, "samples channels tall wide"]:
    """Return maps with a margin: copies of the border, -1, or 0.

    Args:
        maps: What to surround.
        margin: Rows and columns on each side.
        border: "replicate", "minus_one" or "zero".
    """
    if not margin:
        return maps
    sides = (margin,) * 4
    if border == "replicate":
        return F.pad(maps, sides, mode="replicate")
    return F.pad(maps, sides, value=-1.0 if border == "minus_one" else 0.0)

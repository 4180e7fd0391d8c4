"""Networks whose binary convolutions run packed."""

import copy

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.binary.boolean_block import BooleanLayers
from engine.binary.convolution import BinaryConvolution
from engine.binary.packed.convolution import PackedConvolution
from engine.binary.packed.thresholds import Thresholds, folded


class PackedLayer(nn.Module):
    """A binary convolution that counts bits; its scale and bias stay floats."""

    scale: Tensor | None
    bias: Tensor | None

    def __init__(self, layer: BinaryConvolution) -> None:
        """Pack the signs of the layer's weights."""
        super().__init__()
        weight = layer.weight.detach()
        self.packed = PackedConvolution.packed(
            weight.float().numpy(), layer.shape, border=layer.rules.border
        )
        scale = weight.abs().mean(dim=(1, 2, 3)) if layer.rules.scaled else None
        self.register_buffer("scale", scale)
        self.register_buffer("bias", None if layer.bias is None else layer.bias.detach().clone())

    def forward(
        self, maps: Float[Tensor, "samples ingoing height width"]
    ) -> Float[Tensor, "samples outgoing out_height out_width"]:
        """Return the convolution of the signs of maps."""
        sums = self.packed(maps.detach().float().numpy())
        found = torch.from_numpy(sums).to(maps.dtype)
        if self.scale is not None:
            found = found * self.scale[:, None, None]
        return found if self.bias is None else found + self.bias[:, None, None]


class FoldedSigns(nn.Module):
    """Batch norm and multi-slice sign as integer thresholds, one for each slice."""

    def __init__(self, slices: tuple[Thresholds, ...]) -> None:
        """Keep the thresholds."""
        super().__init__()
        self.slices = slices

    def forward(
        self, sums: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, "samples slices channels height width"]:
        """Return -1 and +1 for whole sums."""
        whole = sums.numpy().astype(np.int32)
        bits = torch.from_numpy(np.stack([each(whole) for each in self.slices], axis=1))
        return 2 * bits.to(sums.dtype) - 1


def packed_network(network: nn.Module) -> nn.Module:
    """Return a copy for inference in which every binary convolution runs packed.

    Inside Boolean blocks the batch norms that precede a sign become integer thresholds. The
    network stays as it is.

    >>> from engine.binary import MeliusBlock
    >>> len(packed_layers(packed_network(MeliusBlock(in_channels=64).build())))
    2
    """
    copied = copy.deepcopy(network).eval()
    if isinstance(copied, BinaryConvolution):
        return PackedLayer(copied)
    for parent in list(copied.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, BinaryConvolution):
                setattr(parent, name, PackedLayer(child))
    for part in copied.modules():
        if isinstance(part, BooleanLayers):
            _fold(part, "first")
            if not part.block.last:
                _fold(part, "second")
    return copied


def packed_layers(network: nn.Module) -> dict[str, PackedConvolution]:
    """Return the packed layers of a packed network by name."""
    return {
        name: part.packed
        for name, part in network.named_modules()
        if isinstance(part, PackedLayer)
    }


def _fold(block: BooleanLayers, name: str) -> None:
    layer, norm = getattr(block, name), getattr(block, f"{name}_norm")
    steps = getattr(block, f"{name}_sign").thresholds.flatten().tolist()
    slices = tuple(
        folded(norm, layer.packed.products, scale=layer.scale, bias=layer.bias, shift=step)
        for step in steps
    )
    layer.scale = layer.bias = None
    setattr(block, f"{name}_norm", nn.Identity())
    setattr(block, f"{name}_sign", FoldedSigns(slices))

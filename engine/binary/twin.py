"""The float twin of a binary network, and weights drawn from a seed of their own."""

import copy

import torch
from torch import nn

from engine.binary.convolution import BinaryConvolution
from engine.binary.sign import MultiSliceSign, Sign
from engine.core.errors import EngineError
from engine.core.random import torch_generator
from engine.cost.marks import MARKS, mark


def float_twin(network: nn.Module) -> nn.Module:
    """Return a copy with float convolutions in place of binary ones and ReLU in place of signs.

    Shapes, shortcuts and the number of parameters stay; every border is filled with zeros.

    Raises:
        EngineError: If the network has Boolean blocks: gates and slices have no float form.
    """
    if any(isinstance(each, MultiSliceSign) for each in network.modules()):
        raise EngineError(
            "a Boolean network has no float twin of its own; compare it with the twin of a "
            "Bi-Real network of the same widths"
        )
    return _replaced(copy.deepcopy(network))


def _replaced(module: nn.Module) -> nn.Module:
    if isinstance(module, Sign):
        return nn.ReLU()
    if isinstance(module, BinaryConvolution):
        return _convolution(module)
    for name, child in module.named_children():
        setattr(module, name, _replaced(child))
    return module


def _convolution(layer: BinaryConvolution) -> nn.Conv2d:
    outgoing, ingoing = layer.weight.shape[:2]
    shape = layer.shape
    with torch.device(layer.weight.device):
        made = nn.Conv2d(
            ingoing * shape.groups,
            outgoing,
            shape.kernel,
            shape.stride,
            shape.dilation * (shape.kernel // 2),
            shape.dilation,
            shape.groups,
            bias=layer.bias is not None,
        )
    kept = {key: value for key, value in vars(layer).items() if key in MARKS}
    mark(made, **kept)
    return made


@torch.no_grad()
def draw_weights(network: nn.Module, seed: int) -> nn.Module:
    """Draw every weight anew from a seed, without the global generator; return the network.

    Binary convolutions take Xavier's normal distribution, float convolutions and linear layers
    Kaiming's; biases become 0, norms 1 and 0.
    """
    generator = torch_generator(seed)
    for module in network.modules():
        weight = getattr(module, "weight", None)
        if isinstance(module, BinaryConvolution):
            nn.init.xavier_normal_(module.weight, generator=generator)
        elif isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(
                module.weight, mode="fan_out", nonlinearity="relu", generator=generator
            )
        elif isinstance(module, nn.BatchNorm2d) and weight is not None:
            module.reset_parameters()
        bias = getattr(module, "bias", None)
        if isinstance(bias, nn.Parameter):
            nn.init.zeros_(bias)
    return network

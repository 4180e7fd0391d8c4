"""Which layers of a network have a weight that can be quantized."""

import dataclasses
from typing import cast

from torch import Tensor, nn

from engine.quantization.layout import layer_kind
from engine.quantization.roles import layer_role


@dataclasses.dataclass(frozen=True)
class Layer:
    """One weight that can be quantized.

    Attributes:
        name: Path of its module, as in ``named_modules()``.
        kind: One of ``layout.KINDS``.
        role: One of ``roles.ROLES``.
        shape: Shape as the network keeps it.
        weights: Number of weights.
        tied: Paths of other modules that use the same weight.
    """

    name: str
    kind: str
    role: str
    shape: tuple[int, ...]
    weights: int
    tied: tuple[str, ...] = ()


def quantizable_layers(module: nn.Module) -> tuple[Layer, ...]:
    """Return every weight that can be quantized, in the order of the network, tied ones once.

    ``nn.MultiheadAttention`` keeps three projections in one bare parameter; only its output
    projection is listed.

    >>> quantizable_layers(nn.Sequential(nn.Linear(2, 3), nn.ReLU()))[0].shape
    (3, 2)
    """
    first: dict[int, Layer] = {}
    for name, each in module.named_modules():
        kind = layer_kind(each)
        if kind is None:
            continue
        weight = cast("Tensor", each.weight)
        known = first.get(id(weight))
        if known is not None:
            first[id(weight)] = dataclasses.replace(known, tied=(*known.tied, name))
            continue
        role = layer_role(name, each)
        first[id(weight)] = Layer(name, kind, role, tuple(weight.shape), weight.numel())
    return tuple(first.values())

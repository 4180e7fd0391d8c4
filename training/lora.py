"""Low-rank adapters while they learn: W stays frozen, up @ down is learnt beside it."""

import numpy as np
import torch
from torch import Tensor, nn

TARGETS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class LowRankLinear(nn.Module):
    """A frozen linear layer with ``gain * up @ down`` added to its weight (arXiv 2106.09685)."""

    def __init__(self, base: nn.Linear, *, rank: int, gain: float) -> None:
        super().__init__()
        self.base = base.requires_grad_(requires_grad=False)
        self.gain = gain
        self.down = nn.Parameter(torch.empty(rank, base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))
        nn.init.kaiming_uniform_(self.down, a=5**0.5)

    def forward(self, states: Tensor) -> Tensor:
        """Return the layer's output with the adapter's share."""
        thin = nn.functional.linear(states, self.down)
        return self.base(states) + nn.functional.linear(thin, self.up * self.gain)


def add_adapters(
    network: nn.Module, *, rank: int, gain: float, first_layer: int = 0
) -> dict[str, LowRankLinear]:
    """Replace every target from ``first_layer`` on in place; return the new layers by name."""
    bottom = tuple(f"bert.encoder.layer.{number}." for number in range(first_layer))
    found = [
        name
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and name.endswith(TARGETS) and not name.startswith(bottom)
    ]
    made = {}
    for name in found:
        parent, _, last = name.rpartition(".")
        owner = network.get_submodule(parent)
        made[name] = LowRankLinear(getattr(owner, last), rank=rank, gain=gain)
        setattr(owner, last, made[name])
    return made


def adapter_arrays(
    adapters: dict[str, LowRankLinear], classifier: nn.Linear
) -> dict[str, np.ndarray]:
    """Return what is shipped, in half precision: the gain is folded into ``up``."""
    arrays = {}
    for name, layer in adapters.items():
        arrays[f"{name}.down"] = layer.down.detach().numpy().astype(np.float16)
        arrays[f"{name}.up"] = (layer.up * layer.gain).detach().numpy().astype(np.float16)
    arrays["classifier.weight"] = classifier.weight.detach().numpy().astype(np.float16)
    arrays["classifier.bias"] = classifier.bias.detach().numpy().astype(np.float32)
    return arrays

"""A network with some weights exchanged, without copying the others."""

import copy
from collections.abc import Mapping

from jaxtyping import Shaped
from torch import Tensor, nn


def with_weights(module: nn.Module, weights: Mapping[str, Shaped[Tensor, "..."]]) -> nn.Module:
    """Return a new network that uses ``weights`` and shares every other parameter.

    Only structure and buffers are copied. Shared parameters must be treated as read-only:
    training either network would change both. A parameter that stands in two places (tied
    weights) is exchanged in both when either name is given.

    Args:
        module: The network; it is left as it is.
        weights: New values by dotted name, in the shape of the old ones.

    Raises:
        ValueError: If a name is not a parameter or a shape differs.
    """
    named = dict(module.named_parameters(remove_duplicate=False))
    memo: dict[int, object] = {id(each): each for each in named.values()}
    for name, value in weights.items():
        old = named.get(name)
        if old is None:
            raise ValueError(f"the network has no parameter {name!r}; see named_parameters()")
        if old.shape != value.shape:
            raise ValueError(
                f"{name} must keep its shape {tuple(old.shape)}, got {tuple(value.shape)}"
            )
        memo[id(old)] = nn.Parameter(value.detach(), requires_grad=old.requires_grad)
    return copy.deepcopy(module, memo)


def unique_tensors(module: nn.Module) -> dict[str, Shaped[Tensor, "..."]]:
    """Return what a checkpoint must hold: each tensor once, under the first of its names."""
    return {names[0]: value for names, value in tied_names(module).values()}


def tied_names(module: nn.Module) -> dict[int, tuple[list[str], Shaped[Tensor, "..."]]]:
    """Return for each tensor of the state its names (several if tied) and itself, by identity."""
    found: dict[int, tuple[list[str], Tensor]] = {}
    for name, value in module.state_dict(keep_vars=True).items():
        if isinstance(value, Tensor):
            found.setdefault(id(value), ([], value))[0].append(name)
    return found

"""The generator that ships: an exponential moving average of the one that trains."""

import copy

import torch
from torch import nn


def moving_copy(network: nn.Module) -> nn.Module:
    """Return an independent copy without gradients, in evaluation mode."""
    return copy.deepcopy(network).requires_grad_(False).eval()  # noqa: FBT003


def decay_of(images: int, half_life: int, seen: int, *, ramp: float = 0.05) -> float:
    """Return the share of the old average that is kept after a batch.

    Args:
        images: Pictures in the batch.
        half_life: Pictures after which an old value counts half.
        seen: Pictures seen so far; early on the half life is ``ramp`` of them.
        ramp: See ``seen``.

    >>> round(decay_of(1000, 1000, seen=10**9), 6)
    0.5
    """
    half = min(float(half_life), max(seen * ramp, 1e-8))
    return 0.5 ** (images / half)


@torch.no_grad()
def follow(average: nn.Module, network: nn.Module, decay: float) -> None:
    """Move every weight and running statistic of ``average`` toward ``network``, in place."""
    pairs = zip(average.state_dict().values(), network.state_dict().values(), strict=True)
    for old, new in pairs:
        if old.is_floating_point():
            old.lerp_(new.to(old.dtype), 1.0 - decay)
        else:
            old.copy_(new)

"""Seeds: the engine never touches a global generator."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch


def numpy_generator(seed: int) -> np.random.Generator:
    """Return a fresh numpy generator for ``seed``."""
    return np.random.default_rng(seed)


def torch_generator(seed: int) -> "torch.Generator":
    """Return a fresh CPU torch generator for ``seed``."""
    import torch

    return torch.Generator().manual_seed(seed)

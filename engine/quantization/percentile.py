"""Percentile clipping: a fixed share of the weights stays inside the clip."""

import dataclasses
import math
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.params import param
from engine.quantization.base import ClipMethod


@dataclasses.dataclass(frozen=True)
class Percentile(ClipMethod):
    """Clip at a percentile of the magnitudes, with linear interpolation between neighbours.

    A block whose percentile is 0 (nearly all zeros) is not clipped.

    >>> Percentile(percentile=90.0).clip_of(torch.arange(11.0).reshape(1, 1, 11))
    tensor([[9.]], dtype=torch.float64)
    """

    title: ClassVar[str] = "Percentile"
    summary: ClassVar[str] = "Clip so that a chosen share of the weights stays inside."

    percentile: float = param(99.9, 50.0, 100.0, "percent of weights inside the clip", step=0.01)

    def clip_of(self, blocks: Float[Tensor, "rows groups size"]) -> Float[Tensor, "rows groups"]:
        """Return the clip of each block as float64; 0 only for a block of zeros."""
        sizes = np.abs(blocks.cpu().numpy())
        position = self.percentile / 100.0 * (sizes.shape[-1] - 1)
        below, above = math.floor(position), math.ceil(position)
        ordered = np.partition(sizes, sorted({below, above, sizes.shape[-1] - 1}), axis=-1)
        ends = ordered[..., [below, above, -1]].astype(np.float64)
        clip = ends[..., 0] + (ends[..., 1] - ends[..., 0]) * (position - below)
        clip = np.where(clip > 0.0, clip, ends[..., 2])
        return torch.from_numpy(clip).to(blocks.device)

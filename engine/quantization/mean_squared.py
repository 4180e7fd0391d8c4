"""MMSE: the clip of least mean squared error, searched on a histogram."""

import dataclasses
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.params import param
from engine.quantization.base import ClipMethod
from engine.quantization.binned import binned_errors, histograms, midpoints
from engine.quantization.grid import clipped_error
from engine.quantization.linear import largest_magnitude, safe_to_square

SEARCH_BINS = 201
SHARES = np.arange(0.01, 1.0, 0.01)


@dataclasses.dataclass(frozen=True)
class MinimumMeanSquaredError(ClipMethod):
    """Try 99 clips, 0.01 to 0.99 of the largest weight, and keep the one of least error.

    The error is that of a 201-bin histogram between the smallest and largest weight, as in the
    published channel-splitting code, which never considers leaving the weights unclipped;
    ``no_clip`` measures that beside the clip found, and keeps the better.

    >>> MinimumMeanSquaredError(bits=2).clip_of(torch.tensor([[[0.0] * 50 + [1.0] * 50]]))
    tensor([[1.]], dtype=torch.float64)
    """

    title: ClassVar[str] = "MMSE"
    summary: ClassVar[str] = "Try a hundred clips; keep the one of least error."

    no_clip: bool = param(
        default=True, meaning="consider leaving a block unclipped as well", choices=(True, False)
    )

    def clip_of(self, blocks: Float[Tensor, "rows groups size"]) -> Float[Tensor, "rows groups"]:
        """Return the clip of each block as float64; 0 only for a block of zeros."""
        values = blocks.cpu().numpy().reshape(-1, blocks.shape[-1])
        low, high = values.min(axis=1), values.max(axis=1)
        largest = np.maximum(-low, high).astype(np.float64)
        counts, edges = histograms(values, SEARCH_BINS, low, high)
        clips = SHARES * largest[:, None]
        errors = binned_errors(midpoints(edges), counts, clips, self.bits)
        best = clips[np.arange(len(clips)), errors.argmin(axis=1)]
        found = torch.from_numpy(best).reshape(blocks.shape[:2]).to(blocks.device)
        if not self.no_clip:
            return found
        whole = largest_magnitude(blocks)
        blocks = safe_to_square(blocks, whole)
        clipped, unclipped = (
            clipped_error(blocks, clip, self.bits, self.levels) for clip in (found, whole)
        )
        return torch.where(unclipped < clipped, whole, found)

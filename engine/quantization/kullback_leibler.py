"""KL clipping: the clip whose quantized histogram diverges least from the full one."""

import dataclasses
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.quantization.base import ClipMethod
from engine.quantization.binned import BATCH, histograms
from engine.quantization.divergence import BINS, approximate_divergences
from engine.quantization.published_divergence import least_divergent


@dataclasses.dataclass(frozen=True)
class KullbackLeibler(ClipMethod):
    """Clip where the divergence between full and quantized histogram is least.

    The calibration rule of TensorRT in the form that MXNet published: 1001 bins on both sides
    of zero; every symmetric window of them is a candidate, its outside counts are added to its
    ends (p), its bins are merged into ``2^bits - 1`` and spread again over the bins that are
    not empty (q), both are smoothed by 1e-4, and the least KL(p | q) wins. The quirk of the
    published code is kept: the last bin of q stays empty. All windows share prefix sums of one
    histogram; near ties are decided in single precision, as published. A positive constant, for
    which every divergence is infinite, is not clipped.

    >>> float(KullbackLeibler(bits=8).clip_of(torch.zeros(1, 1, 9)))
    0.0
    """

    title: ClassVar[str] = "KL"
    summary: ClassVar[str] = "Clip where the quantized histogram diverges least from the full one."

    def clip_of(self, blocks: Float[Tensor, "rows groups size"]) -> Float[Tensor, "rows groups"]:
        """Return the clip of each block as float64; 0 only for a block of zeros."""
        values = blocks.cpu().numpy().reshape(-1, blocks.shape[-1])
        largest = np.maximum(-values.min(axis=1), values.max(axis=1))
        clips = np.empty(len(values))
        height = max(1, BATCH // max(BINS * 8, values.shape[1]))
        for start in range(0, len(values), height):
            batch = slice(start, start + height)
            counts, edges = histograms(values[batch], BINS, -largest[batch], largest[batch])
            rough = approximate_divergences(counts, self.bits)
            chosen = least_divergent(counts, rough, self.bits)
            clips[batch] = edges[np.arange(len(edges)), BINS // 2 + 1 + chosen]
        clips[largest == 0.0] = 0.0
        return torch.from_numpy(clips).reshape(blocks.shape[:2]).to(blocks.device)

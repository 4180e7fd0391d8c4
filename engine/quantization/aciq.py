"""ACIQ: the clip that is analytically best if weights are Laplace or Gauss distributed."""

import dataclasses
import math
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.params import param
from engine.quantization.analytic_error import CONSTANTS, best_clip_ratio
from engine.quantization.base import ClipMethod
from engine.quantization.binned import binned_errors, histograms, midpoints
from engine.quantization.grid import clipped_error
from engine.quantization.linear import largest_magnitude

PICK_BINS = 101
CONSTANT_BLOCK = 1e-12  # a spread below this share of the largest weight is rounding noise


@dataclasses.dataclass(frozen=True)
class Aciq(ClipMethod):
    """Clip at the optimum of the analytic error for a Laplace or Gauss fit (arXiv 1810.05723).

    The clip is ``ratio(bits) * spread``: spread is the mean absolute deviation for Laplace and
    the standard deviation for Gauss, and the mean is not added. "auto" measures both on the
    weights and keeps the better; it also considers not clipping at all, because the fitted clip
    can be far worse than none (heavy tails at 8 bits). The "ocs_repository" constants are those
    of the published channel-splitting code: they assume slightly fewer levels, estimate the
    deviation from the range, and let a histogram of 101 bins choose. A constant block, which
    has no spread, is not clipped.

    >>> Aciq(bits=4, distribution="laplace").clip_of(torch.tensor([[[-1.0, 1.0]]]))
    tensor([[5.0286]], dtype=torch.float64)
    """

    title: ClassVar[str] = "ACIQ"
    summary: ClassVar[str] = "Clip where the analytic error of a Laplace or Gauss fit is least."

    distribution: str = param(
        "auto", meaning="distribution fitted to the weights", choices=("auto", "laplace", "gauss")
    )
    constants: str = param(
        "textbook", meaning="which published constants give the clip", choices=CONSTANTS
    )
    no_clip: bool = param(
        default=True, meaning="auto may also leave a block unclipped", choices=(True, False)
    )

    def clip_of(self, blocks: Float[Tensor, "rows groups size"]) -> Float[Tensor, "rows groups"]:
        """Return the clip of each block as float64; 0 only for a block of zeros."""
        largest = largest_magnitude(blocks)
        if self.distribution != "auto":
            return self._fitted(blocks, self.distribution, largest)
        laplace = self._fitted(blocks, "laplace", largest)
        gauss = self._fitted(blocks, "gauss", largest)
        if self.constants == "ocs_repository":
            chosen = _pick_by_histogram(blocks, laplace, gauss, self.bits)
        else:
            chosen = self._better(blocks, laplace, gauss)
        return self._better(blocks, chosen, largest) if self.no_clip else chosen

    def _fitted(
        self,
        blocks: Float[Tensor, "rows groups size"],
        distribution: str,
        largest: Float[Tensor, "rows groups"],
    ) -> Float[Tensor, "rows groups"]:
        if distribution == "laplace":
            spread = laplace_scale(blocks)
        elif self.constants == "textbook":
            spread = standard_deviation(blocks)
        else:
            spread = deviation_from_range(blocks)
        clip = best_clip_ratio(distribution, self.bits, self.constants) * spread
        return torch.where(spread > CONSTANT_BLOCK * largest, clip, largest)

    def _better(
        self,
        blocks: Float[Tensor, "rows groups size"],
        first: Float[Tensor, "rows groups"],
        second: Float[Tensor, "rows groups"],
    ) -> Float[Tensor, "rows groups"]:
        """Return, for each block, the clip of lower measured error; ties go to the first."""
        errors = [clipped_error(blocks, clip, self.bits, self.levels) for clip in (first, second)]
        return torch.where(errors[1] < errors[0], second, first)


def laplace_scale(
    blocks: Float[Tensor, "rows groups size"],
) -> Float[Tensor, "rows groups"]:
    """Return the mean absolute deviation from the mean, the scale b of a Laplace fit."""
    mean = blocks.mean(dim=-1, keepdim=True, dtype=torch.float64).to(blocks.dtype)
    return (blocks - mean).abs_().mean(dim=-1, dtype=torch.float64)


def standard_deviation(
    blocks: Float[Tensor, "rows groups size"],
) -> Float[Tensor, "rows groups"]:
    """Return the standard deviation with ``size - 1`` in the denominator; 0 for one weight."""
    mean = blocks.mean(dim=-1, keepdim=True, dtype=torch.float64).to(blocks.dtype)
    squares = (blocks - mean).square_().sum(dim=-1, dtype=torch.float64)
    return (squares / max(1, blocks.shape[-1] - 1)).sqrt()


def deviation_from_range(
    blocks: Float[Tensor, "rows groups size"],
) -> Float[Tensor, "rows groups"]:
    """Return the deviation that a Gauss sample of this size and range would have.

    ``range * 0.175 (1 + sqrt(pi ln 4)) / sqrt(2 ln size)``, as the channel-splitting code has it.
    """
    size = blocks.shape[-1]
    low, high = blocks.aminmax(dim=-1)
    constant = 0.175 * (1.0 + math.sqrt(math.pi * math.log(4.0)))
    return (high.double() - low.double()) * constant / math.sqrt(2.0 * math.log(max(2, size)))


def _pick_by_histogram(
    blocks: Float[Tensor, "rows groups size"],
    laplace: Float[Tensor, "rows groups"],
    gauss: Float[Tensor, "rows groups"],
    bits: int,
) -> Float[Tensor, "rows groups"]:
    """Return the clip of lower error on a symmetric histogram; ties go to Laplace."""
    values = blocks.cpu().numpy().reshape(-1, blocks.shape[-1])
    largest = np.abs(values).max(axis=1)
    counts, edges = histograms(values, PICK_BINS, -largest, largest)
    candidates = torch.stack([laplace.reshape(-1), gauss.reshape(-1)], dim=1).cpu().numpy()
    errors = torch.from_numpy(binned_errors(midpoints(edges), counts, candidates, bits))
    prefer = (errors[:, 1] < errors[:, 0]).reshape(laplace.shape).to(laplace.device)
    return torch.where(prefer, gauss, laplace)

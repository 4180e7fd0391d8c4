"""ACIQ: the clip that is analytically best if weights are Laplace or Gauss distributed."""

import dataclasses
import math
from collections.abc import Callable
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.params import param
from engine.quantization.analytic_error import CONSTANTS, best_clip_ratio
from engine.quantization.base import ClipMethod
from engine.quantization.binned import binned_errors, histograms, midpoints
from engine.quantization.grid import clipped_error, pieces
from engine.quantization.linear import largest_magnitude, safe_to_square

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
        blocks = safe_to_square(blocks, largest)
        if self.distribution != "auto":
            return self._fitted(blocks, self.distribution, largest)
        laplace = self._fitted(blocks, "laplace", largest)
        gauss = self._fitted(blocks, "gauss", largest)
        if self.constants == "ocs_repository":
            candidates = [_pick_by_histogram(blocks, laplace, gauss, self.bits)]
        else:
            candidates = [laplace, gauss]
        if self.no_clip:
            candidates.append(largest)
        return self._least_error(blocks, candidates)

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

    def _least_error(
        self,
        blocks: Float[Tensor, "rows groups size"],
        candidates: list[Float[Tensor, "rows groups"]],
    ) -> Float[Tensor, "rows groups"]:
        """Return, for each block, the clip of least measured error; the first of equals."""
        if len(candidates) == 1:
            return candidates[0]
        errors = [clipped_error(blocks, clip, self.bits, self.levels) for clip in candidates]
        best = torch.stack(errors).min(dim=0, keepdim=True).indices
        return torch.stack(candidates).gather(0, best).squeeze(0)


def laplace_scale(
    blocks: Float[Tensor, "rows groups size"],
) -> Float[Tensor, "rows groups"]:
    """Return the mean absolute deviation from the mean, the scale b of a Laplace fit."""
    return _sum_around_mean(blocks, torch.Tensor.abs_) / blocks.shape[-1]


def standard_deviation(
    blocks: Float[Tensor, "rows groups size"],
) -> Float[Tensor, "rows groups"]:
    """Return the standard deviation with ``size - 1`` in the denominator; 0 for one weight."""
    squares = _sum_around_mean(blocks, torch.Tensor.square_)
    return (squares / max(1, blocks.shape[-1] - 1)).sqrt()


def _sum_around_mean(
    blocks: Float[Tensor, "rows groups size"], change: Callable[[Tensor], Tensor]
) -> Float[Tensor, "rows groups"]:
    """Return the sum of ``change(w - mean)``; the mean is exact, so a constant gives 0."""
    total = torch.zeros(blocks.shape[:2], dtype=torch.float64, device=blocks.device)
    for rows, part in pieces(blocks.shape):
        total[rows] += blocks[rows, :, part].sum(dim=-1, dtype=torch.float64)
    mean = (total / blocks.shape[-1]).to(blocks.dtype).unsqueeze(-1)
    total.zero_()
    for rows, part in pieces(blocks.shape):
        total[rows] += change(blocks[rows, :, part] - mean[rows]).sum(dim=-1)
    return total


def deviation_from_range(
    blocks: Float[Tensor, "rows groups size"],
) -> Float[Tensor, "rows groups"]:
    """Return the deviation that a Gauss sample of this size and range would have.

    ``range * 0.175 (1 + sqrt(pi ln 4)) / sqrt(2 ln size)``, as the channel-splitting code has it.
    """
    size = blocks.shape[-1]
    spanned = blocks.amax(dim=-1).double() - blocks.amin(dim=-1).double()
    constant = 0.175 * (1.0 + math.sqrt(math.pi * math.log(4.0)))
    return spanned * constant / math.sqrt(2.0 * math.log(max(2, size)))


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

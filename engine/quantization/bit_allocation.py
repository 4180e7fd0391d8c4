"""Per-channel bit allocation of ACIQ: wide rows get more bits, the mean stays the same."""

import dataclasses
from collections.abc import Callable
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from engine.core.params import Settings, param
from engine.quantization.aciq import Aciq, laplace_scale, standard_deviation
from engine.quantization.base import Quantized, checked

MOST_BITS = 8
STEPS = 10
CLOSE_ENOUGH = 0.01


def allocate_bits(
    spread: Float[np.ndarray, " rows"], mean_bits: float, *, rounding: str = "round"
) -> Int[np.ndarray, " rows"]:
    """Share ``rows * 2^mean_bits`` levels by ``spread^(2/3)`` (eq. 11 of arXiv 1810.05723).

    The bits of a row are log2 of its levels, made whole and kept in 0 to 8. That moves their
    mean, so the target moves by half of what is missing, up to ten times, until the mean is
    within 0.01.

    Args:
        spread: Standard deviation or mean absolute deviation of each row, not negative.
        mean_bits: Mean bits wanted.
        rounding: "round" (half to even) or "ceil".

    Raises:
        ValueError: If a spread is negative or not finite, or an option is unknown.

    >>> allocate_bits(np.array([1.0, 8.0]), 3.0)
    array([2, 4])
    """
    if rounding not in ("round", "ceil"):
        raise ValueError(f"rounding must be round or ceil, got {rounding!r}")
    if not (np.isfinite(spread).all() and (spread >= 0.0).all() and spread.size):
        raise ValueError("spreads must be finite and not negative; quantize clean weights")
    share = spread ** (2.0 / 3.0)
    if share.sum() == 0.0:
        return np.zeros(spread.size, dtype=np.int64)
    whole: Callable[[np.ndarray], np.ndarray] = np.rint if rounding == "round" else np.ceil
    target = float(mean_bits)
    bits = _bits(share, target, whole)
    for _ in range(STEPS):
        missing = mean_bits - bits.mean()
        if abs(missing) <= CLOSE_ENOUGH:
            break
        target += missing / 2.0
        bits = _bits(share, target, whole)
    return bits


def _bits(
    share: Float[np.ndarray, " rows"],
    target: float,
    whole: Callable[[np.ndarray], np.ndarray],
) -> Int[np.ndarray, " rows"]:
    levels = share.size * 2.0**target * share / share.sum()
    with np.errstate(divide="ignore"):
        bits = whole(np.log2(levels))
    return np.clip(bits, 0, MOST_BITS).astype(np.int64)


@dataclasses.dataclass(frozen=True)
class BitAllocation(Settings):
    """ACIQ with a step and a bit width for each row, at a mean bit width (arXiv 1810.05723).

    Works like a method: call it with a weight. A row of 0 bits becomes zeros and a row of 1 bit
    keeps two levels, ``-step`` and 0; ``row_bits`` of the result tells the widths.
    """

    title: ClassVar[str] = "ACIQ bits"
    summary: ClassVar[str] = "ACIQ that gives wide rows more bits at the same mean."
    granularity: ClassVar[str] = "row"

    bits: int = param(4, 2, 8, "mean bits of a weight", step=1)
    distribution: str = param(
        "laplace", meaning="distribution fitted to each row", choices=("laplace", "gauss")
    )
    rounding: str = param("round", meaning="how bits become whole", choices=("round", "ceil"))

    def __call__(self, weight: Float[Tensor, "rows columns *kernel"]) -> Quantized:
        """Quantize ``weight``, which is left as it is.

        Raises:
            ValueError: If the weight is empty or holds NaN or infinity.
        """
        weight = checked(weight)
        rows = weight.flatten(1).unsqueeze(1)
        spread = (
            laplace_scale(rows) if self.distribution == "laplace" else standard_deviation(rows)
        )
        bits = allocate_bits(
            spread.reshape(-1).cpu().numpy(), float(self.bits), rounding=self.rounding
        )
        codes = torch.zeros(weight.shape, dtype=torch.int16, device=weight.device)
        step = torch.ones(len(rows), dtype=weight.dtype, device=weight.device)
        clip = torch.zeros(len(rows), dtype=torch.float64, device=weight.device)
        values = torch.zeros_like(weight)
        for width in np.unique(bits[bits > 0]):
            mine = torch.from_numpy(bits == width).to(weight.device)
            part = _row_codes(weight[mine], int(width), self.distribution)
            codes[mine], step[mine], clip[mine], values[mine] = part
        return Quantized(
            weight=values,
            codes=codes,
            step=step,
            offset=torch.zeros(len(rows), dtype=torch.int32, device=weight.device),
            clip=clip,
            bits=self.bits,
            granularity="row",
            row_bits=torch.from_numpy(bits).to(weight.device),
        )


def _row_codes(
    weight: Float[Tensor, "rows columns *kernel"], width: int, distribution: str
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return codes, steps, clips and values of rows that share a width."""
    if width >= 2:
        part = Aciq(bits=width, granularity="row", distribution=distribution)(weight)
        return part.codes, part.step, part.clip, part.weight
    part = Aciq(bits=2, granularity="row", distribution=distribution)(weight)
    codes = part.codes.clamp(-1, 0)
    step = part.step.reshape(-1, *(1,) * (weight.ndim - 1))
    return codes, part.step, part.clip, codes.to(weight.dtype) * step

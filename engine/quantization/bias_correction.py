"""Bias correction: give each row of a quantized weight its mean, and its spread, back."""

import dataclasses
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.params import Settings, param
from engine.quantization.base import Method, Quantized, checked
from engine.quantization.folding import correct_rows
from engine.quantization.linear import LinearQuantization

SMALL = 1e-8  # keeps the division of a row without spread finite


def correct_bias(
    weight: Float[Tensor, "rows columns *kernel"], quantized: Quantized, *, spread: bool = False
) -> Quantized:
    """Return ``quantized`` with each row's mean, and with ``spread`` its deviation, restored.

    The correction of section 4 of arXiv 1810.05723: ``w' = w + mean(W) - mean(w)``; before it,
    with ``spread``, ``w = (w - mean(w)) std(W) / (std(w) + 1e-8) + mean(w)``. It is stored as a
    gain and a shift for each row, applied after the codes are turned into weights:
    ``row_gain * w + row_shift``.

    Args:
        weight: The original.
        quantized: Its quantized version.
        spread: Restore the standard deviation as well as the mean.

    Raises:
        ValueError: If the shapes differ, or the rows were corrected before.
    """
    if quantized.row_shift is not None:
        raise ValueError("rows must not be corrected twice; start from the method's own result")
    if weight.shape != quantized.weight.shape:
        raise ValueError(
            f"weight must have the quantized shape {tuple(quantized.weight.shape)}, got "
            f"{tuple(weight.shape)}; correct with the weight that was quantized"
        )
    original = checked(weight).flatten(1).double()
    rounded = quantized.weight.flatten(1).double()
    gain = torch.ones(len(original), dtype=torch.float64, device=original.device)
    if spread and original.shape[1] > 1:
        gain = original.std(dim=1) / (rounded.std(dim=1) + SMALL)
    shift = original.mean(dim=1) - gain * rounded.mean(dim=1)
    row_shift = shift.to(quantized.weight.dtype)
    row_gain = gain.to(quantized.weight.dtype) if spread else None
    return dataclasses.replace(
        quantized,
        weight=correct_rows(quantized.weight, row_gain, row_shift),
        row_shift=row_shift,
        row_gain=row_gain,
    )


@dataclasses.dataclass(frozen=True)
class BiasCorrection(Settings):
    """Any method followed by ACIQ's bias correction; call it like a method."""

    title: ClassVar[str] = "bias corrected"
    summary: ClassVar[str] = "Quantize, then give each row its mean and spread back."

    quantizer: Method = dataclasses.field(default_factory=LinearQuantization)
    spread: bool = param(
        default=False,
        meaning="restore each row's deviation as well as its mean",
        choices=(True, False),
    )

    @property
    def bits(self) -> int:
        """Bits of a code."""
        return self.quantizer.bits

    @property
    def granularity(self) -> str:
        """What shares a step."""
        return self.quantizer.granularity

    def __call__(self, weight: Float[Tensor, "rows columns *kernel"]) -> Quantized:
        """Quantize ``weight``, which is left as it is, and correct every row.

        Raises:
            ValueError: If the weight is empty or holds NaN or infinity.
        """
        return correct_bias(weight, self.quantizer(weight), spread=self.spread)

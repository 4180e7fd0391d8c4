"""What a quantizer returns: the weight, and the integers that would be stored for it."""

import dataclasses

from jaxtyping import Float, Int
from torch import Tensor

STEP_BITS = 32
OFFSET_BITS = 8


@dataclasses.dataclass(frozen=True)
class Quantized:
    """A quantized weight: what it is worth, and the integers that would be stored.

    Attributes:
        weight: Dequantized weight in the shape of the original; split columns are added up.
        codes: Integer codes; with channel splitting the split halves stand at the end.
        step: Distance between two levels of each block.
        offset: Added to a code before the step multiplies it; 0 on a symmetric grid.
        clip: Largest magnitude of each block that the grid represents (float64).
        bits: Bits of a code.
        granularity: What shares a step: "tensor", "row", "group64" or "group128".
        split_columns: For each appended column, the original one that it was split from.
        row_shift: Added to each row by bias correction, after folding; None without.
        row_gain: Multiplies each row before the shift; None without.
        row_bits: Bits of each row where they differ; None without bit allocation.
    """

    weight: Float[Tensor, "rows columns *kernel"]
    codes: Int[Tensor, "rows expanded_columns *kernel"]
    step: Float[Tensor, " blocks"]
    offset: Int[Tensor, " blocks"]
    clip: Float[Tensor, " blocks"]
    bits: int
    granularity: str
    split_columns: tuple[int, ...] = ()
    row_shift: Float[Tensor, " rows"] | None = None
    row_gain: Float[Tensor, " rows"] | None = None
    row_bits: Int[Tensor, " rows"] | None = None

    @property
    def symmetric(self) -> bool:
        """Whether no block has an offset."""
        return not bool(self.offset.any())

    @property
    def stored_bits(self) -> int:
        """Bits of all codes and scales.

        A step is a float32, an offset of an asymmetric grid one byte, and bias correction adds
        a float32 for each row and each of shift and gain.
        """
        if self.row_bits is None:
            total = self.codes.numel() * self.bits
        else:
            total = int(self.row_bits.sum()) * (self.codes.numel() // self.codes.shape[0])
        total += self.step.numel() * (STEP_BITS if self.symmetric else STEP_BITS + OFFSET_BITS)
        for extra in (self.row_shift, self.row_gain):
            total += 0 if extra is None else extra.numel() * STEP_BITS
        return total

    @property
    def bits_per_weight(self) -> float:
        """Stored bits divided by the number of original weights."""
        return self.stored_bits / self.weight.numel()

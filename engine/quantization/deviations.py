"""N-std clipping: a fixed number of standard deviations around the mean."""

import dataclasses
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.params import param
from engine.quantization.aciq import CONSTANT_BLOCK, standard_deviation
from engine.quantization.base import ClipMethod
from engine.quantization.linear import largest_magnitude, safe_to_square


@dataclasses.dataclass(frozen=True)
class StandardDeviations(ClipMethod):
    """Clip at ``|mean| + N * deviation``, but never beyond the largest weight.

    The symmetric form of the N_STD mode of Distiller: the range ``mean ± N * deviation``,
    cut to what the weights reach. A constant block is not clipped.

    >>> StandardDeviations(deviations=2.0).clip_of(torch.tensor([[[-1.0, 1.0] * 8 + [9.0]]]))
    tensor([[5.3314]], dtype=torch.float64)
    """

    title: ClassVar[str] = "N-std"
    summary: ClassVar[str] = "Clip a chosen number of standard deviations from the mean."

    deviations: float = param(3.0, 1.0, 8.0, "standard deviations kept", step=0.1)

    def clip_of(self, blocks: Float[Tensor, "rows groups size"]) -> Float[Tensor, "rows groups"]:
        """Return the clip of each block as float64; 0 only for a block of zeros."""
        largest = largest_magnitude(blocks)
        deviation = standard_deviation(safe_to_square(blocks, largest))
        mean = blocks.mean(dim=-1, dtype=torch.float64)
        clip = torch.minimum(mean.abs() + self.deviations * deviation, largest)
        return torch.where(deviation > CONSTANT_BLOCK * largest, clip, largest)

"""Seeded synthetic weights: the shapes that tell quantizers apart."""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.errors import unknown_name
from engine.core.random import numpy_generator

DEVIATION = 0.04
OUTLIER_SHARE = 0.01  # of the columns
OUTLIER_FACTOR = 10.0
TAIL_FREEDOM = 3.0  # degrees of freedom of Student's t

SHAPES: dict[str, str] = {
    "gauss": "bell-shaped, as most trained layers",
    "laplace": "peaked with long tails",
    "heavy_tails": "Student's t with 3 degrees of freedom",
    "outlier_columns": "bell-shaped, one column in a hundred ten times wider",
    "shifted_rows": "bell-shaped around a mean of its own in each row",
}


def synthetic_weight(
    shape: str, *, rows: int = 256, columns: int = 768, seed: int = 0
) -> Float[Tensor, "rows columns"]:
    """Return a float32 matrix of random weights; the same seed gives the same weights.

    Args:
        shape: A key of ``SHAPES``.
        rows: Output channels, 1 to 4096.
        columns: Input channels, 1 to 4096.
        seed: Any whole number that is not negative.

    Raises:
        NotFoundError: If there is no such shape.
        ValueError: If a size is out of range.

    >>> synthetic_weight("gauss", rows=2, columns=3).shape
    torch.Size([2, 3])
    """
    if shape not in SHAPES:
        raise unknown_name("weight shape", shape, SHAPES)
    if not (1 <= rows <= 4096 and 1 <= columns <= 4096):
        raise ValueError(
            f"rows and columns must lie between 1 and 4096, got {rows} x {columns}; "
            "take a smaller matrix"
        )
    generator = numpy_generator(seed)
    return torch.from_numpy((DEVIATION * _unit(shape, rows, columns, generator)).astype("f4"))


def _unit(
    shape: str, rows: int, columns: int, generator: np.random.Generator
) -> Float[np.ndarray, "rows columns"]:
    size = (rows, columns)
    if shape == "laplace":
        return generator.laplace(0.0, np.sqrt(0.5), size)
    if shape == "heavy_tails":
        return generator.standard_t(TAIL_FREEDOM, size) / np.sqrt(TAIL_FREEDOM)
    weight = generator.standard_normal(size)
    if shape == "outlier_columns":
        wide = generator.choice(columns, max(1, round(OUTLIER_SHARE * columns)), replace=False)
        weight[:, wide] *= OUTLIER_FACTOR
    if shape == "shifted_rows":
        weight += generator.standard_normal((rows, 1))
    return weight

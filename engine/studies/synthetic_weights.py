"""Weight matrices from known distributions, for when a real layer hides what a method does."""

import dataclasses

import numpy as np
from jaxtyping import Float

from engine.core.params import Settings, param
from engine.core.random import numpy_generator

SHAPES = ("gauss", "laplace", "heavy_tails", "outlier_columns", "shifted_rows")
SUMMARIES = {
    "gauss": "bell-shaped, sigma 0.04: what ACIQ's Gauss formula assumes",
    "laplace": "sharper peak and longer tails, b 0.03: what ACIQ's Laplace formula assumes",
    "heavy_tails": "Student t with 3 degrees of freedom: a few weights far outside",
    "outlier_columns": "bell-shaped, but four input columns are twelve times as large",
    "shifted_rows": "bell-shaped, but each output row has a mean of its own",
}


@dataclasses.dataclass(frozen=True)
class SyntheticWeight(Settings):
    """One seeded matrix of a known distribution, about as large as a layer of a small BERT.

    >>> SyntheticWeight(shape="outlier_columns", rows=8, columns=16)().shape
    (8, 16)
    """

    shape: str = param("gauss", meaning="distribution of the weights", choices=SHAPES)
    rows: int = param(256, 1, 4096, "output rows")
    columns: int = param(768, 1, 4096, "input columns")
    seed: int = param(0, 0, 2**31 - 1, "seed of the random generator")

    def __call__(self) -> Float[np.ndarray, "rows columns"]:
        """Return the matrix, float32; the same settings give the same numbers."""
        generator = numpy_generator(self.seed)
        size = (self.rows, self.columns)
        if self.shape == "laplace":
            return generator.laplace(0.0, 0.03, size).astype(np.float32)
        if self.shape == "heavy_tails":
            return (0.02 * generator.standard_t(3, size)).astype(np.float32)
        weight = 0.04 * generator.standard_normal(size)
        if self.shape == "outlier_columns":
            chosen = generator.choice(self.columns, min(4, self.columns), replace=False)
            weight[:, chosen] *= 12.0
        if self.shape == "shifted_rows":
            weight += 0.12 * generator.standard_normal((self.rows, 1))
        return weight.astype(np.float32)

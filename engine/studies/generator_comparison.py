"""The same latents twice: how far a compressed generator's pictures are from the full ones."""

import dataclasses

import numpy as np
from jaxtyping import Float

COLLAPSED = 0.1  # share of the full generator's contrast or variety


@dataclasses.dataclass(frozen=True)
class ImageComparison:
    """Distances between two sets of pictures of the same latents, pixels in [-1, 1].

    Attributes:
        differences: Root of the mean squared pixel difference of each sample.
        drift: Squared difference over the variation of the full pictures around their mean: at
            1 the error is as large as all that tells one picture from another.
        contrast: Deviation of the pixels within a compressed picture, over that of a full one.
        variety: Deviation of a pixel over the compressed pictures, over that of the full ones.
    """

    differences: Float[np.ndarray, " samples"]
    drift: float
    contrast: float
    variety: float

    @property
    def collapsed(self) -> bool:
        """Whether the pictures are blank, or all the same: a deviation below 10 % of full."""
        return min(self.contrast, self.variety) < COLLAPSED

    @property
    def difference(self) -> float:
        """Root of the mean squared pixel difference over all samples."""
        return float(np.sqrt(np.mean(self.differences**2)))


def compare_images(
    full: Float[np.ndarray, "samples channels height width"],
    compressed: Float[np.ndarray, "samples channels height width"],
) -> ImageComparison:
    """Compare pictures of the same latents.

    Args:
        full: Drawn by the generator in full precision.
        compressed: Drawn by its compressed copy.

    Raises:
        ValueError: If the shapes differ or there are fewer than two samples.
    """
    if full.shape != compressed.shape or len(full) < 2:
        raise ValueError(
            "both generators must draw the same two or more samples, got shapes "
            f"{full.shape} and {compressed.shape}; draw them from the same latents"
        )
    first, second = full.astype(np.float64), compressed.astype(np.float64)
    squared = (first - second) ** 2
    variation = float(((first - first.mean(0)) ** 2).mean())
    return ImageComparison(
        differences=np.sqrt(squared.mean(axis=(1, 2, 3))),
        drift=_ratio(float(squared.mean()), variation),
        contrast=_ratio(
            float(second.std(axis=(1, 2, 3)).mean()), float(first.std(axis=(1, 2, 3)).mean())
        ),
        variety=_ratio(float(second.std(axis=0).mean()), float(first.std(axis=0).mean())),
    )


def _ratio(value: float, reference: float) -> float:
    if reference > 0.0:
        return value / reference
    return float("inf") if value > 0.0 else 1.0

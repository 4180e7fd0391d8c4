"""Smooth noise and small image operations for ink and paper."""

import numpy as np
from jaxtyping import Float
from PIL import Image


def smooth_noise(
    shape: tuple[int, int], cells: tuple[float, float], random: np.random.Generator
) -> Float[np.ndarray, "rows columns"]:
    """Return noise of deviation about 1 whose grains measure ``cells`` px (down, across)."""
    rows, columns = (max(2, round(n / c) + 2) for n, c in zip(shape, cells, strict=True))
    small = Image.fromarray(random.standard_normal((rows, columns)).astype(np.float32))
    wide, tall = round(columns * cells[1]), round(rows * cells[0])
    large = small.resize((max(wide, shape[1]), max(tall, shape[0])), Image.Resampling.BICUBIC)
    return np.asarray(large)[: shape[0], : shape[1]] * np.float32(1.4)


def grown(field: Float[np.ndarray, "rows columns"]) -> Float[np.ndarray, "rows columns"]:
    """Return each value's soft step from 0 to 1 between -1 and 1."""
    share = np.clip(field * 0.5 + 0.5, 0, 1)
    return share * share * (3 - 2 * share)

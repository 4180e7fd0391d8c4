"""Where names on a map go so that none covers another."""

import numpy as np
import pandas as pd

LETTER, LINE = 6.4, 15.0
"""Width of a letter and height of a line, in pixels at the size of a map's names."""
ROUNDS = 200


def label_places(
    frame: pd.DataFrame, *, by: str, width: float, height: float
) -> tuple[pd.DataFrame, tuple[list[float], list[float]]]:
    """Return the middle of each class with a height for its name, and both axes' ends.

    Names move up and down only. They are kept apart for the given size in pixels, and so for any
    wider map of that height.

    Args:
        frame: Columns ``x``, ``y`` and ``by``.
        by: Column of the names.
        width: Width of the narrowest map.
        height: Height of the map.

    Returns:
        Columns ``by``, ``x``, ``y`` (of the class's middle) and ``label``, the name's height.
    """
    ends = [_ends(frame[each].to_numpy(float)) for each in ("x", "y")]
    places = frame.groupby(by, as_index=False)[["x", "y"]].median()
    (left, right), (bottom, top) = ends
    across = (places["x"].to_numpy() - left) / (right - left) * width
    start = (places["y"].to_numpy() - bottom) / (top - bottom) * height
    halves = LETTER * places[by].astype(str).str.len().to_numpy() / 2
    moved = spread(across, start, halves, height=height)
    return places.assign(label=bottom + moved / height * (top - bottom)), (ends[0], ends[1])


def _ends(values: np.ndarray) -> list[float]:
    low, high = float(values.min()), float(values.max())
    margin = 0.05 * (high - low) or 1.0
    return [low - margin, high + margin]


def spread(
    across: np.ndarray, start: np.ndarray, halves: np.ndarray, *, height: float
) -> np.ndarray:
    """Return heights in pixels at which no two names overlap, near where they started.

    >>> spread(np.zeros(2), np.array([50.0, 50.0]), np.full(2, 20.0), height=100).tolist()
    [42.5, 57.5]
    """
    heights = start + 1e-3 * np.arange(len(start))  # equal heights part in the order of the names
    near = np.abs(across[:, None] - across) < halves[:, None] + halves
    np.fill_diagonal(near, val=False)
    for _ in range(ROUNDS):
        apart = heights[:, None] - heights
        short = np.where(near, LINE - np.abs(apart), 0).clip(min=0)
        if short.max() < 0.1:
            break
        heights = heights + (np.sign(apart) * short).sum(axis=1) / 2
        heights = heights.clip(LINE / 2, height - LINE / 2) + 1e-3 * np.arange(len(start))
    return heights.round(1)

"""What clipping and rounding cost for Laplace and Gauss weights, in closed form (ACIQ).

Both terms of arXiv 1810.05723 for a symmetric clip and ``2^bits`` levels:

    Laplace of scale b:   2 b^2 exp(-clip/b)
                          + clip^2 / (3 * 4^bits)
    Gauss of deviation s: (s^2 + clip^2) erfc(clip / (s sqrt 2))
                          - sqrt(2/pi) clip s exp(-clip^2 / (2 s^2))
                          + clip^2 / (3 * 4^bits)

The best clip is ``b W0(3 * 4^bits)`` for Laplace (Lambert's W) and the root of one monotone
equation for Gauss.
"""

import math
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from scipy.optimize import brentq
from scipy.special import erfc, lambertw

DISTRIBUTIONS = ("laplace", "gauss")
CONSTANTS = ("textbook", "ocs_repository")


def squared_levels(bits: int, constants: str = "textbook") -> float:
    """Return the square of the number of levels that the rounding term divides by.

    ``"textbook"`` is ``4^bits``. The published code of channel splitting uses constants that
    solve the same equations with ``2^(3(bits-1)) / (2^(bits-1) - 1)`` in its place, a grid of
    about ``2^bits - 2`` levels.

    >>> squared_levels(4), squared_levels(2, "ocs_repository")
    (256.0, 8.0)
    """
    if constants == "textbook":
        return 4.0**bits
    return 2.0 ** (3 * (bits - 1)) / (2.0 ** (bits - 1) - 1.0)


@lru_cache(maxsize=64)
def best_clip_ratio(distribution: str, bits: int, constants: str = "textbook") -> float:
    """Return the clip of least error in units of the scale (Laplace) or deviation (Gauss).

    Args:
        distribution: "laplace" or "gauss".
        bits: Bits of a code.
        constants: "textbook" or "ocs_repository".

    >>> round(best_clip_ratio("laplace", 4), 5), round(best_clip_ratio("gauss", 4), 5)
    (5.02864, 2.55914)
    """
    levels = squared_levels(bits, constants)
    if distribution == "laplace":
        return float(lambertw(3.0 * levels).real)

    def slope(ratio: float) -> float:
        outside = erfc(ratio / math.sqrt(2.0)) + 1.0 / (3.0 * levels)
        return ratio * outside - math.sqrt(2.0 / math.pi) * math.exp(-ratio * ratio / 2.0)

    return float(brentq(slope, 1e-6, 20.0, xtol=1e-14, rtol=1e-14))


def clipping_error(
    distribution: str, clip: Float[np.ndarray, " clips"], spread: float
) -> Float[np.ndarray, " clips"]:
    """Return the expected squared error of what lies beyond each clip.

    Args:
        distribution: "laplace" or "gauss".
        clip: Clips to try, in weight units.
        spread: Mean absolute deviation (Laplace) or standard deviation (Gauss).
    """
    if spread <= 0.0:
        return np.zeros_like(clip)
    ratio = clip / spread
    if distribution == "laplace":
        return 2.0 * spread**2 * np.exp(-ratio)
    tail = (1.0 + ratio**2) * erfc(ratio / math.sqrt(2.0))
    return spread**2 * (tail - math.sqrt(2.0 / math.pi) * ratio * np.exp(-(ratio**2) / 2.0))


def rounding_error(
    clip: Float[np.ndarray, " clips"], bits: int, constants: str = "textbook"
) -> Float[np.ndarray, " clips"]:
    """Return the expected squared rounding error inside each clip, ``clip^2 / (3 * 4^bits)``."""
    return clip**2 / (3.0 * squared_levels(bits, constants))

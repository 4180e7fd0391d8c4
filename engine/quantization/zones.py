"""Bins where the weights are: far outliers get wide bins, the middle keeps narrow ones."""

import numpy as np
from jaxtyping import Float, Float64, Int

CORE = 12.0  # half width of the middle zone, in mean absolute deviations

Zones = tuple[tuple[float, float, int], ...]


def choose_zones(values: Float[np.ndarray, " size"], bins: int) -> Zones:
    """Return low, high and number of bins of each zone, from left to right.

    One zone, unless a weight lies more than twice ``CORE`` deviations out.

    >>> [share for _, _, share in choose_zones(np.append(np.tile([-1.0, 1.0], 99), 90.0), 64)]
    [48, 16]
    """
    low, high = float(values.min()), float(values.max())
    centre = float(values.mean(dtype=np.float64))
    reach = CORE * float(np.abs(values - values.dtype.type(centre)).mean(dtype=np.float64))
    if max(centre - low, high - centre) < 2.0 * reach or reach <= 0.0 or bins < 8:
        return ((low, high, bins),)
    left, right = max(low, centre - reach), min(high, centre + reach)
    tails = [bins // 4 if left > low else 0, bins // 4 if right < high else 0]
    zones = (
        (low, left, tails[0]),
        (left, right, bins - sum(tails)),
        (right, high, tails[1]),
    )
    return tuple(zone for zone in zones if zone[2])


def place_in(values: Float64[np.ndarray, " size"], zones: Zones) -> Int[np.ndarray, " size"]:
    """Return the bin of each value; the largest value may fall one bin too far."""
    place = np.zeros(values.shape)
    for low, high, share in zones:
        scale = share / (high - low) if high > low else 0.0
        inside = np.maximum((values - low) * scale, 0.0)
        place += np.minimum(inside, share)
    return place.astype(np.int64)

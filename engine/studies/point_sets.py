"""Small sets of points in a plane: real and generated, each made to show one thing. No torch."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, Int

from engine.core.errors import unknown_name
from engine.core.random import numpy_generator

HALF_WIDTH = 7.0
"""The plane reaches from minus this to plus this, both ways; no unit."""
COUNT = 120
MODES = 5
RADIUS = 2.6
SPREAD = 0.42
_ANGLES = np.pi / 2 + 2 * np.pi * np.arange(MODES) / MODES
CENTRES = RADIUS * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
_FAR = np.array([[-5.9, 4.6], [6.1, 3.9], [5.2, -5.4], [-5.4, -5.2]])

SETS: dict[str, str] = {
    "same distribution": "Both sets come from the same five modes: every metric should be high.",
    "shrunk": "Generated points huddle in the middle of each mode: good samples, little variety.",
    "mode dropped": "Two of the five modes are never generated: precision stays, recall falls.",
    "generated outliers": "Two modes are missing, and four generated points lie far outside.",
    "real outliers": "Noise everywhere, and four real points lie far outside.",
    "noise": "The generator knows nothing: it draws points anywhere in the plane.",
    "constant": "The generator always draws the same point, in the middle of one mode.",
}


@dataclasses.dataclass(frozen=True, eq=False)
class PointSet:
    """Two sets of points in the plane.

    Attributes:
        real: Places of the real points; no unit.
        generated: Places of the generated points.
    """

    real: Float[np.ndarray, "real 2"]
    generated: Float[np.ndarray, "generated 2"]


def point_set(name: str, *, seed: int = 0, count: int = COUNT) -> PointSet:
    """Return one of the named sets.

    >>> point_set("shrunk", count=10).real.shape
    (10, 2)

    Args:
        name: One of ``SETS``.
        seed: Another seed draws other points of the same kind.
        count: Points of each set.

    Raises:
        NotFoundError: If there is no set of that name.
        ValueError: If there would be too few points for balls and outliers.
    """
    if name not in SETS:
        raise unknown_name("set of points", name, SETS)
    if not 10 <= count <= 2000:
        raise ValueError(f"count must lie between 10 and 2000, got {count}; take {COUNT}")
    draws = numpy_generator(seed)
    real = _modes(draws, count, SPREAD, MODES)
    if name == "same distribution":
        generated = _modes(draws, count, SPREAD, MODES)
    elif name == "shrunk":
        generated = _modes(draws, count, SPREAD / 4, MODES)
    elif name in ("mode dropped", "generated outliers"):
        generated = _modes(draws, count, SPREAD, MODES - 2)
    elif name == "constant":
        generated = np.tile(CENTRES[0], (count, 1))
    else:
        generated = draws.uniform(-HALF_WIDTH + 0.5, HALF_WIDTH - 0.5, (count, 2))
    if name == "generated outliers":
        generated[: len(_FAR)] = _FAR
    if name == "real outliers":
        real[: len(_FAR)] = _FAR
    return PointSet(real, generated)


def moved(points: PointSet, moves: Mapping[tuple[str, int], Sequence[float]]) -> PointSet:
    """Return the set with some of its points elsewhere; what lies outside the plane is clipped.

    Args:
        points: Where they are.
        moves: Place by ("real" or "generated", index).

    Raises:
        ValueError: If a move names no point, or no place.
    """
    sets = {"real": points.real.copy(), "generated": points.generated.copy()}
    for (kind, index), place in moves.items():
        if kind not in sets or not 0 <= index < len(sets[kind]):
            raise ValueError(f"a move must name a point of the set, got {kind} {index}")
        where = np.asarray(place, dtype=np.float64)
        if where.shape != (2,) or not np.isfinite(where).all():
            raise ValueError(f"a place must be two finite numbers, got {place}")
        sets[kind][index] = np.clip(where, -HALF_WIDTH, HALF_WIDTH)
    return PointSet(sets["real"], sets["generated"])


def _modes(
    draws: np.random.Generator, count: int, spread: float, modes: int
) -> Float[np.ndarray, "count 2"]:
    which: Int[np.ndarray, " count"] = np.arange(count) % modes
    return CENTRES[which] + draws.normal(0, spread, (count, 2))

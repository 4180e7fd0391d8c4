"""Where a flat sheet lands in the photograph, exactly: one map for pixels, outlines, baselines."""

import dataclasses
import math

import numpy as np
from jaxtyping import Float

from engine.core.random import numpy_generator

ITERATIONS = 14
"""Fixed-point steps of the inverse; with the slopes of ``random_warp`` 1e-6 px remain."""


@dataclasses.dataclass(frozen=True)
class Warp:
    """Rotation, curl at the gutter and long waves; points are (x, y) in px.

    ``flat`` is given in closed form because every pixel of the photograph asks for it;
    ``warped`` inverts it, which outlines need.

    Attributes:
        centre: Fixed point of the rotation.
        angle: Rotation in radians.
        waves: Rows of (axis moved 0 or 1, amplitude px, wave length px, phase).
        curl: Vertical shift at the gutter in px.
        gutter: Horizontal position of the gutter in px.
        reach: Distance in px over which the curl dies away.
    """

    centre: tuple[float, float]
    angle: float = 0.0
    waves: tuple[tuple[int, float, float, float], ...] = ()
    curl: float = 0.0
    gutter: float = 0.0
    reach: float = 1.0

    def _shift(self, points: Float[np.ndarray, "*n 2"]) -> Float[np.ndarray, "*n 2"]:
        x, y = points[..., 0], points[..., 1]
        cosine, sine = math.cos(self.angle) - 1.0, math.sin(self.angle)
        right, down = x - self.centre[0], y - self.centre[1]
        out = np.stack((cosine * right - sine * down, sine * right + cosine * down), axis=-1)
        for axis, amplitude, length, phase in self.waves:
            along = y if axis == 0 else x
            out[..., axis] += amplitude * np.sin(2 * math.pi * along / length + phase)
        if self.curl:
            out[..., 1] += self.curl * np.exp(-np.abs(x - self.gutter) / self.reach)
        return out

    def flat(self, points: Float[np.ndarray, "*n 2"]) -> Float[np.ndarray, "*n 2"]:
        """Return where on the flat sheet each point of the photograph lies."""
        return points + self._shift(points)

    def warped(self, points: Float[np.ndarray, "*n 2"]) -> Float[np.ndarray, "*n 2"]:
        """Return where in the photograph each point of the flat sheet lies."""
        out = points - self._shift(points)
        for _ in range(ITERATIONS):
            out = points - self._shift(out)
        return out


def random_warp(size: tuple[int, int], strength: float, seed: int) -> Warp:
    """Return the warp of a page.

    Args:
        size: Width and height of the page in px.
        strength: 0 (flat) to 1.
        seed: Seed.
    """
    width, height = size
    random = numpy_generator(seed)
    if strength <= 0:
        return Warp((width / 2, height / 2))
    waves = tuple(
        (
            int(axis),
            float(strength * random.uniform(0.0005, 0.003) * height),
            float(random.uniform(0.5, 1.6) * height),
            float(random.uniform(0, 2 * math.pi)),
        )
        for axis in (0, 1, 1)
    )
    return Warp(
        (width / 2, height / 2),
        math.radians(float(random.normal(0, 0.9)) * strength),
        waves,
        float(random.uniform(-0.012, 0.012) * height * strength),
        float(random.choice((0.0, float(width)))),
        float(random.uniform(0.08, 0.25) * width),
    )


def densified(
    points: Float[np.ndarray, "n 2"], spacing: float, *, closed: bool
) -> Float[np.ndarray, "m 2"]:
    """Return the same line with points at most ``spacing`` px apart, corners kept."""
    ends = np.concatenate((points[1:], points[:1])) if closed else points[1:]
    out = []
    for start, end in zip(points, ends, strict=False):
        parts = max(1, math.ceil(float(np.hypot(*(end - start))) / spacing))
        out.append(start + (end - start) * (np.arange(parts) / parts)[:, None])
    if not closed:
        out.append(points[-1:])
    return np.concatenate(out)


def area(polygon: Float[np.ndarray, "n 2"]) -> float:
    """Return the area inside a polygon in px^2 (shoelace formula)."""
    x, y = polygon[:, 0], polygon[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def length(polyline: Float[np.ndarray, "n 2"]) -> float:
    """Return the length of a polyline in px."""
    return float(np.hypot(*np.diff(polyline, axis=0).T).sum()) if len(polyline) > 1 else 0.0


def clipped(
    points: Float[np.ndarray, "n 2"], size: tuple[int, int], *, closed: bool
) -> Float[np.ndarray, "m 2"]:
    """Return the part of a polygon or polyline inside ``(0, 0)`` to ``size`` (width, height).

    Half-plane by half-plane (Sutherland and Hodgman); a polyline that leaves and comes back is
    joined along the edge.
    """
    out = points
    for axis, limit, sign in ((0, 0.0, 1), (0, size[0], -1), (1, 0.0, 1), (1, size[1], -1)):
        if not len(out):
            break
        out = _half_plane(out, sign * (out[:, axis] - limit), closed=closed)
    return np.clip(out, 0.0, size)


def _half_plane(
    points: Float[np.ndarray, "n 2"], inside: Float[np.ndarray, " n"], *, closed: bool
) -> Float[np.ndarray, "m 2"]:
    if (inside >= 0).all():
        return points
    kept: list[np.ndarray] = []
    for index in range(len(points)):
        before = index - 1
        if (closed or index) and (inside[before] >= 0) != (inside[index] >= 0):
            share = inside[before] / (inside[before] - inside[index])
            kept.append(points[before] + share * (points[index] - points[before]))
        if inside[index] >= 0:
            kept.append(points[index])
    return np.array(kept).reshape(-1, 2)

"""Pictures of a report as inline SVG of a few hundred bytes each; bins only, never raw weights."""

import math
from collections.abc import Sequence
from html import escape

import numpy as np
from jaxtyping import Float, Int

HISTOGRAM_BINS = 67
_WIDTH, _HEIGHT = 150, 34
_CHART_WIDTH, _CHART_HEIGHT, _MARGIN = 640, 360, 48
_MARKS = ("circle", "square", "diamond", "up", "down")


def histogram_figure(
    counts: Int[np.ndarray, "1 bins"], edges: Float[np.ndarray, "1 edges"], name: str
) -> str:
    """Draw a layer's weights: bin heights on a logarithmic scale, a line at zero.

    Args:
        counts: Weights in each bin.
        edges: Ends of the bins.
        name: Layer, for the alternative text.
    """
    bins = counts.shape[1]
    group = math.ceil(bins / HISTOGRAM_BINS)
    padded = np.zeros(group * math.ceil(bins / group))
    padded[:bins] = counts[0]
    heights = np.log1p(padded.reshape(-1, group).sum(1))
    tops = _HEIGHT - heights / max(float(heights.max()), 1.0) * (_HEIGHT - 2)
    step = _WIDTH / len(tops)
    path = "".join(
        f"H{place * step:.1f}V{top:.1f}H{(place + 1) * step:.1f}" for place, top in enumerate(tops)
    )
    low, high = float(edges[0, 0]), float(edges[0, -1])
    zero = -low / (high - low) * _WIDTH
    line = f'<path class="zero" d="M{zero:.1f} 0V{_HEIGHT}"/>' if 0 <= zero <= _WIDTH else ""
    alt = f"Histogram of {name} from {low:.3g} to {high:.3g}, logarithmic counts"
    return (
        f'<svg role="img" aria-label="{escape(alt)}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}"><path class="bars" d="M0 {_HEIGHT}{path}'
        f'V{_HEIGHT}Z"/>{line}</svg>'
    )


def front_figure(
    groups: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    front: Sequence[tuple[float, float]],
) -> str:
    """Draw signal-to-noise over bits per weight, one mark a setting, a line through the front.

    Args:
        groups: Name and points (bits per weight, dB) of each method.
        front: Points that nothing else beats in both, by rising size.
    """
    points = [point for _, each in groups for point in each if math.isfinite(point[1])]
    if not points:
        return "<p>Every method is exact here: there is nothing to compare.</p>"
    across = _scale([x for x, _ in points], _MARGIN, _CHART_WIDTH - 10)
    upward = _scale([y for _, y in points], _CHART_HEIGHT - _MARGIN, 10)
    parts = [*_axes(across, upward, points)]
    line = "L".join(f"{across(x):.1f} {upward(y):.1f}" for x, y in front if math.isfinite(y))
    parts.append(f'<path class="front" d="M{line}"/>' if line else "")
    for place, (name, each) in enumerate(groups):
        shown = [point for point in each if math.isfinite(point[1])]
        marks = "".join(_mark(place, across(x), upward(y)) for x, y in shown)
        parts.append(f'<g class="m{place % len(_MARKS)}"><title>{escape(name)}</title>{marks}</g>')
        label = 20 + 16 * place
        parts.append(
            f'<g class="m{place % len(_MARKS)}">{_mark(place, _MARGIN + 14, label - 4)}</g>'
            f'<text x="{_MARGIN + 24}" y="{label}">{escape(name)}</text>'
        )
    alt = f"Signal-to-noise ratio over bits per weight of {len(groups)} methods"
    return (
        f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {_CHART_WIDTH} {_CHART_HEIGHT}"'
        f' style="max-width:{_CHART_WIDTH}px">{"".join(parts)}</svg>'
    )


class _scale:  # noqa: N801 - used as a function
    """A linear map from data to pixels, with a small margin inside."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        low, high = min(values), max(values)
        room = (high - low) * 0.04 or 1.0
        self.low, self.high = low - room, high + room
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)


def _axes(across: _scale, upward: _scale, points: Sequence[tuple[float, float]]) -> list[str]:
    parts = []
    bottom = _CHART_HEIGHT - _MARGIN
    for bits in range(math.ceil(across.low), math.floor(across.high) + 1):
        x = across(bits)
        parts.append(f'<path class="grid" d="M{x:.1f} 10V{bottom}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{bits}</text>')
    span = max(y for _, y in points) - min(y for _, y in points)
    step = 10 if span > 25 else 5
    for level in range(math.ceil(upward.low / step) * step, math.floor(upward.high) + 1, step):
        y = upward(level)
        parts.append(f'<path class="grid" d="M{_MARGIN} {y:.1f}H{_CHART_WIDTH - 10}"/>')
        parts.append(f'<text x="{_MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{level}</text>')
    middle = (_MARGIN + _CHART_WIDTH) / 2
    parts.append(
        f'<text x="{middle}" y="{_CHART_HEIGHT - 12}" text-anchor="middle">'
        "bits per weight, scales and split columns included</text>"
        f'<text transform="translate(14 {bottom / 2}) rotate(-90)" text-anchor="middle">'
        "signal-to-noise ratio (dB)</text>"
    )
    return parts


def _mark(place: int, x: float, y: float) -> str:
    kind = _MARKS[place % len(_MARKS)]
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    shapes = {
        "square": "m-4-4h8v8h-8z",
        "diamond": "m0-5l5 5l-5 5l-5-5z",
        "up": "m0-5l5 9h-10z",
        "down": "m0 5l5-9h-10z",
    }
    return f'<path d="M{x:.1f} {y:.1f}{shapes[kind]}"/>'

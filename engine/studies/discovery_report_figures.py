"""The pictures of a report on a visitor's classes as inline SVG."""

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from jaxtyping import Float

from engine.studies.own_comparison import OwnComparison

_LEFT, _WIDTH, _ROW = 220, 640, 34
SHADES = 10
LONGEST = 30


def flow_figure(found: OwnComparison) -> str:
    """Draw transfer flow with interval over the band of shuffled labels."""
    views = (("learned from the labels", found.learned), ("features as they are", found.plain))
    top = max(each.flow.high for _, each in views) * 1.08 or 1.0
    parts = list(_axis(2, [top * share for share in (0, 0.25, 0.5, 0.75, 1)], top, "{:.2f}"))
    for place, (title, seen) in enumerate(views):
        low, high = seen.null.band()
        y = _ROW * (place + 0.5) + 8
        wide = max(_across(high, top) - _across(low, top), 2)
        parts.append(
            f'<rect class="null" x="{_across(low, top):.1f}" y="{y - 10:.1f}" '
            f'width="{wide:.1f}" height="20"/>'
        )
        parts += _dot(title, seen.flow.value, (seen.flow.low, seen.flow.high), y, top)
    alt = "; ".join(f"{title}: transfer flow {seen.flow.value:.2f}" for title, seen in views)
    return _figure(_ROW * 2 + 40, alt, parts)


def accuracy_figure(found: OwnComparison) -> str:
    """Draw the accuracy of every method with its interval."""
    shown = found.discoveries
    parts = list(_axis(len(shown), [0, 0.25, 0.5, 0.75, 1], 1.0, "{:.0%}"))
    for place, each in enumerate(shown):
        y = _ROW * (place + 0.5) + 8
        parts += _dot(each.method, each.accuracy, each.accuracy_interval, y, 1.0)
    alt = "; ".join(f"{each.method}: {each.accuracy:.0%}" for each in shown)
    return _figure(_ROW * len(shown) + 40, alt, parts)


def matrix_figure(
    values: Float[np.ndarray, "rows columns"],
    rows: Sequence[str],
    columns: Sequence[str],
    alt: str,
) -> str:
    """Draw a matrix as shaded cells; every cell tells its pair and value.

    Args:
        values: The matrix.
        rows: Name of each row.
        columns: Name of each column.
        alt: The finding.
    """
    cell = max(5.0, min(26.0, (_WIDTH - 180) / max(len(columns), 1)))
    tall = max(13.0, min(26.0, cell))
    top = float(values.max()) or 1.0
    parts = []
    for down, name in enumerate(rows):
        y = tall * down
        parts.append(f'<text x="0" y="{y + tall * 0.7:.1f}">{escape(_short(name))}</text>')
        for across, other in enumerate(columns):
            value = float(values[down, across])
            shade = min(int(SHADES * max(value, 0.0) / top), SHADES - 1)
            parts.append(
                f'<rect class="s{shade}" x="{180 + cell * across:.1f}" y="{y:.1f}" '
                f'width="{cell - 0.5:.1f}" height="{tall - 0.5:.1f}">'
                f"<title>{escape(name)}, {escape(other)}: {value:.2f}</title></rect>"
            )
    return _figure(tall * len(rows) + 6, alt, parts)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"\u2026{name[-LONGEST:]}"


def _axis(rows: int, ticks: Iterable[float], top: float, form: str) -> Iterable[str]:
    height = _ROW * rows
    for each in ticks:
        x = _across(each, top)
        yield f'<path class="line" d="M{x:.1f} 8V{height + 8}"/>'
        place = f'x="{x:.1f}" y="{height + 26}" text-anchor="middle"'
        yield f"<text {place}>{form.format(each)}</text>"


def _dot(
    title: str, value: float, interval: tuple[float, float], y: float, top: float
) -> tuple[str, ...]:
    low, high = (_across(each, top) for each in interval)
    return (
        f'<text x="0" y="{y + 4:.1f}">{escape(title)}</text>',
        f'<path class="dot" stroke-width="3" d="M{low:.1f} {y:.1f}H{high:.1f}"/>',
        f'<circle class="dot" cx="{_across(value, top):.1f}" cy="{y:.1f}" r="5"/>',
    )


def _across(value: float, top: float) -> float:
    return _LEFT + 10 + value / top * (_WIDTH - _LEFT - 40)


def _figure(height: float, alt: str, parts: Iterable[str]) -> str:
    return (
        f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {_WIDTH} {height:.0f}">'
        f"{''.join(parts)}</svg>"
    )

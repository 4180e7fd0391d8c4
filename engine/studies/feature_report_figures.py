"""The two pictures of a feature report as inline SVG."""

from collections.abc import Iterable
from html import escape

import numpy as np

from engine.studies.feature_measures import FeatureReport

_LEFT, _WIDTH, _ROW = 170, 640, 30
BINS = 40


def pairs_figure(report: FeatureReport) -> str:
    """Draw precision and recall of each metric as dots with their intervals."""
    shown = [each for each in report.measures if " precision" in each.metric]
    shown += [each for each in report.measures if " recall" in each.metric]
    shown.sort(key=lambda each: each.metric.replace("recall", "").replace("precision", ""))
    height = _ROW * len(shown) + 40
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = _across(share)
        parts.append(f'<path class="line" d="M{x:.1f} 8V{height - 30}"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{height - 14}" text-anchor="middle">{share:.0%}</text>'
        )
    for place, each in enumerate(shown):
        y = _ROW * (place + 0.5) + 8
        kind = "precision" if "precision" in each.metric else "recall"
        parts.append(f'<text x="0" y="{y + 4:.1f}">{escape(each.metric)}</text>')
        if each.interval is not None:
            low, high = _across(each.interval.low), _across(each.interval.high)
            bar = f"M{low:.1f} {y:.1f}H{high:.1f}"
            parts.append(f'<path class="{kind}" stroke-width="3" d="{bar}"/>')
        parts.append(f'<circle class="{kind}" cx="{_across(each.value):.1f}" cy="{y:.1f}" r="5"/>')
    finding = "; ".join(f"{each.metric} {each.value:.3f}" for each in shown)
    return _figure(height, finding, parts)


def _across(share: float) -> float:
    return _LEFT + 10 + share * (_WIDTH - _LEFT - 40)


def _figure(height: int, alt: str, parts: Iterable[str]) -> str:
    return (
        f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {_WIDTH} {height}">'
        f"{''.join(parts)}</svg>"
    )


def realism_figure(report: FeatureReport) -> str:
    """Draw the histogram of realism on a logarithmic axis, a line at 1."""
    scores = np.log10(np.clip(report.realism.astype(float), 0.1, 10.0))
    counts, _ = np.histogram(scores, bins=BINS, range=(-1.0, 1.0))
    height, floor = 190, 150
    tall = max(int(counts.max()), 1)
    step = (_WIDTH - 40) / len(counts)
    parts = [
        f'<rect class="precision" x="{20 + place * step:.1f}" width="{step - 1:.1f}" '
        f'y="{floor - 130 * count / tall:.1f}" height="{130 * count / tall:.1f}"/>'
        for place, count in enumerate(counts)
    ]
    parts.append(f'<path class="line" d="M{_WIDTH / 2} 5V{floor}"/>')
    for place, label in ((20, "0.1 or less"), (_WIDTH / 2, "1"), (_WIDTH - 20, "10 or more")):
        anchor = "start" if place == 20 else "middle" if label == "1" else "end"
        parts.append(f'<text x="{place}" y="{floor + 18}" text-anchor="{anchor}">{label}</text>')
    axis = "realism of a generated sample (1 or more: inside a trusted ball of a real one)"
    parts.append(f'<text x="{_WIDTH / 2}" y="{floor + 36}" text-anchor="middle">{axis}</text>')
    share = float((report.realism >= 1).mean())
    return _figure(height, f"{share:.0%} of the generated samples have realism 1 or more", parts)

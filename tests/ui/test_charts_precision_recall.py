import json

import pandas as pd
import pytest

from ui.charts.precision_recall_bits import over_bits, over_size
from ui.charts.precision_recall_outliers import before_and_after, over_share
from ui.charts.precision_recall_samples import sample_grid
from ui.charts.precision_recall_scale import METRICS
from ui.charts.precision_recall_timing import timing_curve
from ui.theme import DARK, LIGHT

BITS = pd.DataFrame(
    {"metric": metric, "score": score, "bits": bits, "value": value, "low": 0.1, "high": 0.9}
    for metric in METRICS
    for score in ("precision", "recall")
    for bits, value in (("2", 0.2), ("32", 0.8))
)
SIZE = pd.DataFrame(
    {"kilobytes": [60.0, 90.0], "value": [0.1, 0.6], "low": [0.0, 0.5], "high": [0.2, 0.7],
     "method": ["LQ", "ACIQ"], "bits": [2, 3], "granularity": "tensor",
     "collapsed": [True, False], "on_front": [True, True]}
)  # fmt: skip
ARROWS = pd.DataFrame(
    {"metric": list(METRICS) * 2, "score": ["precision"] * 3 + ["recall"] * 3,
     "before": 0.5, "after": [0.5, 0.5, 0.5, 0.9, 0.5, 0.52], "low": 0.4, "high": 0.6}
)  # fmt: skip
SHARE = pd.DataFrame(
    {"metric": metric, "percent": percent, "value": 0.5, "low": 0.4, "high": 0.6}
    for metric in METRICS
    for percent in (0.0, 10.0)
)
TIMES = pd.DataFrame(
    {"metric": metric, "references": n, "microseconds": 2.0, "distances": 9.0}
    for metric in METRICS
    for n in (1000, 20000)
)
GRID = pd.DataFrame(
    {"sample": [0, 1], "picture": "data:image/png;base64,", "votes": [0, 3],
     "accepted": ["none", "all"], "seen": "7 (90%)"}
)  # fmt: skip

CHARTS = {
    "bits": lambda p: over_bits(BITS, p, score="recall", chosen=2),
    "size": lambda p: over_size(SIZE, p, title="Recall", full=0.8, lower_is_better=False),
    "FID": lambda p: over_size(SIZE, p, title="FID", full=0.8, lower_is_better=True),
    "arrows": lambda p: before_and_after(ARROWS, p),
    "share": lambda p: over_share(SHARE, p, score="recall"),
    "timing": lambda p: timing_curve(TIMES, p, slopes=dict.fromkeys(METRICS, 0.5)),
    "samples": lambda p: sample_grid(GRID, p, chosen=1),
}


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_figure_follows_the_schema_and_says_its_finding(name, palette):
    made = CHARTS[name](palette).to_dict()
    assert len(made["description"]) > 20
    assert palette.text in json.dumps(made) or palette.full in json.dumps(made)


def test_the_finding_names_what_outliers_moved():
    text = before_and_after(ARROWS, LIGHT).description
    assert "KNN recall from 0.50 to 0.90" in text
    assert "by 0.02 at most" in text


def test_the_finding_over_bits_compares_fewest_bits_with_full_precision():
    assert "KNN 0.80 to 0.20" in over_bits(BITS, LIGHT, score="recall", chosen=2).description


def test_collapsed_settings_are_counted():
    chart = over_size(SIZE, LIGHT, title="Recall", full=0.8, lower_is_better=False)
    assert "1 settings have collapsed" in chart.description
    assert "LQ at 2 bits" in chart.description

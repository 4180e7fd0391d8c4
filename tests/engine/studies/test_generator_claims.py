"""Verdicts follow from the rows of the shipped tables."""

import subprocess
import sys

import pandas as pd
import pytest

from engine.studies.claims import VERDICTS
from engine.studies.generator_claims import check_generator_claims, diversity, growth, outliers
from engine.studies.generator_plan import METRICS, TITLES, image_set
from engine.studies.metric_tables import outlier_table, timing_table
from engine.studies.metric_timing import MetricTiming

SCORES = [f"{metric} {score}" for metric in METRICS for score in ("precision", "recall")]


def setting(method="LQ", *, half=0.02, collapsed=False, **scores):
    row = {"generator": "g", "method": method, "bits": 2, "granularity": "tensor", "seeds": 3}
    row["collapsed"] = collapsed
    for name in SCORES:
        value = scores.get(name.split()[1], 0.8)
        row |= {name: value, f"{name} low": value - half, f"{name} high": value + half}
    return row


def judged(*rows):
    return diversity(pd.DataFrame([setting("full"), *rows]))


def test_kept_precision_and_lost_recall_speak_for_the_sentence():
    assert judged(setting(precision=0.78, recall=0.3)).verdict == "holds here"


def test_lost_precision_speaks_against_it():
    assert judged(setting(precision=0.4, recall=0.3)).verdict == "does not hold here"


def test_a_wide_interval_leaves_it_open():
    assert judged(setting(precision=0.78, recall=0.70, half=0.2)).verdict == "undecided"


def test_a_collapsed_generator_is_against_it_however_precise():
    found = judged(setting(precision=1.0, recall=0.0, collapsed=True))
    assert found.verdict == "does not hold here"
    assert "collapsed" in found.evidence[0].setting


def test_evidence_names_a_generator_by_its_title():
    rows = [setting("full"), setting(precision=0.78, recall=0.3)]
    found = diversity(pd.DataFrame([{**row, "generator": "mnist_stylegan"} for row in rows]))
    assert found.evidence[0].setting.startswith("StyleGAN2, handwritten digits, LQ")


def test_titles_are_those_of_the_generators():
    from engine.generative.models import GENERATORS

    assert {each.name: (each.title, each.data) for each in GENERATORS} == {
        name: (title, image_set(name)) for name, title in TITLES.items()
    }


def test_a_setting_that_loses_nothing_says_nothing():
    assert judged(setting()).verdict == "no data"


def moves(knn, hashed):
    rows = []
    for percent, seed, metric in [(p, s, m) for p in (0.0, 5.0) for s in (0, 1) for m in METRICS]:
        shift = 0.0 if percent == 0 else (knn if metric == "KNN" else hashed)
        rows.append(
            {"source": "a", "side": "generated", "percent": percent, "seed": seed}
            | {"metric": metric, "recall": 0.5 + shift, "precision": 0.5}
        )
    return outliers(pd.DataFrame(rows)).verdict


@pytest.mark.parametrize(
    ("knn", "hashed", "verdict"),
    [
        (0.3, 0.01, "holds here"),
        (0.3, 0.2, "does not hold here"),
        (0.07, 0.0, "undecided"),
        (0.02, 0.01, "no data"),
    ],
)
def test_outliers_must_move_one_and_leave_the_others(knn, hashed, verdict):
    assert moves(knn, hashed) == verdict


@pytest.mark.parametrize(("power", "verdict"), [(0.05, "holds here"), (0.6, None)])
def test_growth_is_judged_by_the_power_of_n(power, verdict):
    rows = [
        {"metric": metric, "seed": seed, "references": n, "distances": 9.0}
        | {"microseconds": 2.0 * n ** (1.0 if metric == "KNN" else power)}
        for metric in METRICS
        for seed in (0, 1)
        for n in (500, 5000)
    ]
    found = growth(pd.DataFrame(rows))
    assert found.verdict == (verdict or "holds in some settings")
    assert found.evidence[0].value == pytest.approx(1.0)


def test_without_tables_nothing_is_claimed():
    assert {each(None).verdict for each in (diversity, outliers, growth)} == {"no data"}


def test_the_shipped_verdicts_are_listed_ones():
    assert {each.verdict for each in check_generator_claims()} <= set(VERDICTS)


def test_the_tables_hold_every_setting():
    timings = timing_table(
        MetricTiming(largest=2000, features=8, queries=50, repeats=1), seeds=(0,)
    )
    assert len(timings) == 2 * 3
    scores = outlier_table(sources=("noise",), percents=(0.0, 5.0), seeds=(0,), count=60)
    assert len(scores) == 2 * 2 * 3
    assert set(scores["metric"]) == set(METRICS)


def test_checking_claims_loads_no_torch():
    code = "import sys, engine.studies.generator_claims; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

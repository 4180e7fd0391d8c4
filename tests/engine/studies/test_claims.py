"""Verdicts follow from the rows of a sweep."""

import subprocess
import sys

import pandas as pd
import pytest

from engine.studies.claims import VERDICTS, check_claims

USUAL = {
    "model": "minilm",
    "task": "sst2",
    "method": "OCS",
    "bits": 3,
    "granularity": "tensor",
    "embeddings": False,
    "mean_squared_error": 1.0,
    "retained": 0.99,
    "retained_low": 0.985,
    "retained_high": 0.995,
    "difference_low": -0.02,
    "difference_high": 0.01,
}


def claim(rows, key):
    frame = pd.DataFrame([{**USUAL, **row} for row in rows])
    return {each.key: each for each in check_claims(frame)}[key]


@pytest.mark.parametrize(
    ("low", "share", "high", "verdict"),
    [
        (0.985, 0.99, 0.995, "holds here"),
        (0.970, 0.99, 1.000, "undecided"),
        (0.90, 0.93, 0.95, "does not hold here"),
    ],
)
def test_retention_is_judged_by_its_interval(low, share, high, verdict):
    rows = [{"retained": share, "retained_low": low, "retained_high": high}]
    assert claim(rows, "retains_base").verdict == verdict


def test_one_granularity_may_reach_what_another_does_not():
    poor = {"retained": 0.8, "retained_low": 0.75, "retained_high": 0.85}
    found = claim([poor, {"granularity": "row"}], "retains_base")
    assert found.verdict == "holds in some settings"
    assert [each.setting for each in found.evidence] == [
        "minilm, per row, without embeddings, 1 tasks",
        "minilm, per tensor, without embeddings, 1 tasks",
    ]


def test_intervals_of_tasks_add_up_in_quadrature():
    tasks = [{"task": task} for task in ("sst2", "cola", "rte", "mrpc")]
    (evidence,) = claim(tasks, "retains_base").evidence
    assert evidence.value == pytest.approx(0.99)
    assert evidence.low == pytest.approx(0.99 - 0.005 / 2)
    assert evidence.high == pytest.approx(0.99 + 0.005 / 2)


def test_the_large_models_sentence_has_its_own_threshold():
    rows = [{"retained": 0.97, "retained_low": 0.965, "retained_high": 0.975}]
    assert claim(rows, "retains_base").verdict == "does not hold here"
    assert claim(rows, "retains_large").verdict == "holds here"


def test_zero_shot_rows_are_no_glue_score():
    assert claim([{"task": "stsb-zero-shot"}], "retains_base").verdict == "no data"


def error_rows(bits, lq, aciq, ocs):
    errors = {"LQ": lq, "ACIQ": aciq, "OCS": ocs}
    return [{"bits": bits, "method": m, "mean_squared_error": e} for m, e in errors.items()]


def test_lowest_error_holds_only_where_channel_splitting_beats_both():
    wins, loses = error_rows(8, 3, 2, 1), error_rows(3, 3, 1, 2)
    assert claim(wins, "lowest_error").verdict == "holds here"
    assert claim(loses, "lowest_error").verdict == "does not hold here"
    both = claim(wins + loses, "lowest_error")
    assert both.verdict == "holds in some settings"
    assert both.evidence[0].setting == "per tensor, 8 bits"


def test_an_error_without_its_rivals_is_no_evidence():
    assert claim([{}], "lowest_error").verdict == "no data"


def test_a_few_lucky_settings_do_not_beat_full_precision():
    rows = [{"difference_low": 0.01}] + [{}] * 39
    assert claim(rows, "beats_full").verdict == "does not hold here"
    rows = [{"difference_low": 0.01}] * 8 + [{}] * 32
    assert claim(rows, "beats_full").verdict == "holds here"


def test_eight_bits_are_not_low_bits_and_full_precision_is_no_rival_of_itself():
    rows = [{"bits": 8, "difference_low": 0.1}, {"method": "full", "difference_low": 0.1}]
    assert claim(rows, "beats_full").verdict == "no data"


def test_every_verdict_is_a_listed_one():
    assert {each.verdict for each in check_claims(pd.DataFrame([USUAL]))} <= set(VERDICTS)


def test_checking_claims_loads_no_torch():
    code = "import sys, engine.studies.claims; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

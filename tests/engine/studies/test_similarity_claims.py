import pandas as pd
import pytest

from engine.studies.set_benchmarks import SET_BENCHMARKS
from engine.studies.similarity_cells import with_names
from engine.studies.similarity_claims import check_similarity_claims

LEVELS = ("high", "medium", "low")


def cells(accuracy, *, plain=0.85, pseudo=(2.0, 2.0, 2.0), sets=6):
    rows = [
        {
            "split": split, "labeled": level, "unlabeled": "U1", "level": level, "seed": 0,
            "flow": 3.0 - place + 0.01 * split, "pseudo_flow": pseudo[place],
            "plain_pseudo_flow": 1.5, "accuracy": accuracy[place] + 0.002 * split,
            "plain_accuracy": plain, "plain_flow": 1.0, "tree_similarity": 0.5,
        }
        for split in range(sets)
        for place, level in enumerate(LEVELS)
    ]  # fmt: skip
    return with_names(pd.DataFrame(rows), SET_BENCHMARKS[0])


def verdicts(frame):
    return {each.key: each.verdict for each in check_similarity_claims(frame)}


def test_a_clean_order_with_labels_that_hurt_only_far_away_speaks_for_every_sentence():
    found = verdicts(cells([0.95, 0.9, 0.7], pseudo=(2.0, 2.0, 1.0)))
    assert set(found.values()) == {"holds here"}


def test_an_upside_down_order_speaks_against_similarity_and_the_metric():
    found = verdicts(cells([0.7, 0.8, 0.95]))
    assert found["helps"] == "does not hold here"
    assert found["metric"] == "does not hold here"
    assert found["hurts"] == "does not hold here"


def test_a_step_that_one_set_contradicts_is_left_open():
    frame = cells([0.9, 0.8, 0.7])
    odd = (frame["split"] == 2) & (frame["level"] == "medium")
    frame.loc[odd, "accuracy"] = 0.95
    claim = check_similarity_claims(frame)[0]
    votes = {each.setting.split(": ")[1].split(" (")[0]: each.agrees for each in claim.evidence}
    assert votes["high"] is None or votes["high"] is True
    assert claim.verdict == "holds in some settings"
    assert sum(each.agrees is None for each in claim.evidence) == 1


def test_advice_to_use_labels_that_never_help_is_counted_against_it():
    claim = check_similarity_claims(cells([0.8, 0.7, 0.6]))[3]
    assert claim.verdict == "does not hold here"
    assert claim.evidence[0].value == 0
    assert "right in 0 of 18 cells" in claim.evidence[0].setting
    assert "would be right in 18" in claim.evidence[0].setting


def test_advice_no_better_than_always_saying_the_same_is_left_open():
    claim = check_similarity_claims(cells([0.8, 0.7, 0.6], pseudo=(1.0, 1.0, 1.0)))[3]
    assert claim.evidence[0].value == 1
    assert claim.verdict == "undecided"


def test_two_classes_a_set_decide_nothing():
    frame = cells([0.95, 0.9, 0.7]).assign(benchmark="CIFAR-10")
    for claim in check_similarity_claims(frame):
        assert claim.verdict == "undecided"
        assert all("too few to decide" in each.setting for each in claim.evidence)


def test_few_sets_decide_nothing():
    assert set(verdicts(cells([0.95, 0.9, 0.7], sets=2)).values()) == {"undecided"}


def test_the_shipped_cells_order_flow_in_every_set_and_correlate():
    by_key = {each.key: each for each in check_similarity_claims()}
    minilm = [each for each in by_key["metric"].evidence if "CLINC150, MiniLM" in each.setting]
    clusters = [each for each in minilm if "k-means" in each.setting]
    heads = [each for each in minilm if "UNO" in each.setting]
    assert clusters
    assert all(each.low > 0.3 for each in clusters)
    assert heads
    assert all(each.low < 0 < each.high and each.agrees is None for each in heads)


def test_without_cells_there_is_no_verdict(monkeypatch):
    monkeypatch.setattr("engine.studies.similarity_cells.shipped_benchmarks", tuple)
    assert {each.verdict for each in check_similarity_claims()} == {"no data"}


def test_labels_that_cost_nothing_at_low_similarity_do_not_hurt():
    claim = check_similarity_claims(cells([0.95, 0.93, 0.9], plain=0.5))[2]
    assert claim.verdict == "does not hold here"
    assert claim.evidence[0].value == pytest.approx(-0.405)

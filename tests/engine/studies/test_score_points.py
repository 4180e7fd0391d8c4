import pandas as pd
import pytest

from engine.cost import CountingRules
from engine.studies.score_points import score_points

ROW = {
    "family": "melius",
    "name": "small melius",
    "variant": "no improvement",
    "seed": 0,
    "accuracy": 0.5,
    "size_bytes": 3 * 2**19,
    "multiply_adds": 70e6,
    "binary_multiply_adds": 64e6,
    "energy": 2.5e9,
}


def test_seeds_are_averaged_and_their_range_is_kept():
    runs = pd.DataFrame([ROW, ROW | {"seed": 1, "accuracy": 0.6}, ROW | {"variant": ""}])
    found = score_points(runs).set_index("network")
    both = found.loc["small melius, no improvement"]
    assert both[["accuracy", "lowest", "highest", "seeds"]].tolist() == pytest.approx(
        [55, 50, 60, 2]
    )
    assert both[["mebibytes", "operations", "millijoules"]].tolist() == [1.5, 7.0, 2.5]
    assert found.loc["small melius", "seeds"] == 1


@pytest.mark.parametrize(
    ("rules", "millions"),
    [
        (CountingRules(binary="per_32"), 8),
        (CountingRules(binary="weighted", binary_weight=0.5), 38),
        (CountingRules(binary="bit_product"), 6 * 1024 + 64),
        (CountingRules(unit="flops"), 14),
    ],
)
def test_the_counting_rules_weigh_our_binary_work_too(rules, millions):
    assert score_points(pd.DataFrame([ROW]), rules)["operations"].tolist() == [millions]


def test_a_table_without_binary_work_counts_all_as_float():
    runs = pd.DataFrame([ROW]).drop(columns=["binary_multiply_adds", "variant"])
    assert score_points(runs)["operations"].tolist() == [70]


@pytest.mark.parametrize("wrong", [{"accuracy": 55.0}, {"accuracy": float("nan")}])
def test_percent_in_place_of_shares_is_refused(wrong):
    with pytest.raises(ValueError, match="shares"):
        score_points(pd.DataFrame([ROW | wrong]))


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="energy"):
        score_points(pd.DataFrame([ROW]).drop(columns="energy"))

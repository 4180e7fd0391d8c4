"""Figures of a visitor's own report: every share, its interval, hash seeds, before and after."""

import pandas as pd
import pytest

from ui.charts.own_generator import COMPRESSED, FULL, before_and_after
from ui.charts.own_report import shares
from ui.theme import DARK, LIGHT

FRAME = pd.DataFrame(
    {
        "metric": ["KNN precision, 3 neighbours", "LSH-only recall"],
        "value": [0.6, 0.5],
        "low": [0.55, 0.45],
        "high": [0.65, 0.55],
        "seed_low": [None, 0.4],
        "seed_high": [None, 0.6],
    }
)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_dot_and_an_interval_for_each_share_and_a_range_where_hashed(palette):
    made = shares(FRAME, palette).to_dict()
    data = made["datasets"]
    rows = [data[layer.get("data", made.get("data"))["name"]] for layer in made["layer"]]
    assert [len(each) for each in rows] == [1, 2, 2]
    assert rows[0][0]["metric"] == "LSH-only recall"


def test_rows_keep_their_order_and_the_axis_is_the_whole_range():
    made = shares(FRAME, LIGHT).to_dict()
    assert made["layer"][2]["encoding"]["y"]["sort"] == FRAME["metric"].tolist()
    assert made["layer"][2]["encoding"]["x"]["scale"]["domain"] == [0, 1]
    assert made["layer"][1]["encoding"]["x"]["title"] == "Share of samples"


def test_before_and_after_stand_side_by_side_and_the_finding_says_both():
    rows = [
        {"metric": "KNN recall", "network": name, "value": value, "low": value, "high": value}
        for name, value in ((FULL, 0.9), (COMPRESSED, 0.4))
    ]
    made = before_and_after(pd.DataFrame(rows), DARK)
    assert made.description == "From full precision to compressed: KNN recall 0.90 to 0.40."
    layer = made.to_dict()["layer"][1]["encoding"]
    assert layer["yOffset"]["sort"] == [FULL, COMPRESSED]
    assert layer["color"]["scale"]["range"] == [DARK.full, DARK.quantized]

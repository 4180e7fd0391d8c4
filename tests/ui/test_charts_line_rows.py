"""Figures of the reading page."""

import math

import pandas as pd

from ui.charts import line_rows, line_training
from ui.theme import palette


def rows():
    return pd.DataFrame(
        {
            "title": ["Rules", "Drawn pages"], "learnt": list(line_rows.LEARNT[:2]),
            "value": [0.6, 0.8], "low": [0.5, 0.7], "high": [0.7, 0.9], "pages": [9, 9],
        }
    )  # fmt: skip


def test_the_best_row_stands_on_top_and_is_named():
    drawn = line_rows.row_dots(rows(), palette("light"), measure="Lines, F1 (M2)").to_dict()
    assert drawn["layer"][0]["encoding"]["y"]["sort"] == ["Drawn pages", "Rules"]
    assert drawn["description"].startswith("Lines, F1 (M2): Drawn pages is best with 0.80")


def test_the_curve_says_what_was_gained_and_where_guessing_stands():
    frame = pd.DataFrame({"step": [0, 10], "loss": [math.nan, 0.9], "band_iou": [0.4, 0.7]})
    light = palette("light")
    known = line_training.training_curve(frame, light, everything=0.4, steps=10).to_dict()
    assert known["description"].endswith("goes from 0.40 to 0.70 in 10 updates")
    assert len(known["layer"]) == 3
    unknown = line_training.training_curve(frame, light, everything=None, steps=10).to_dict()
    assert len(unknown["layer"]) == 1


def test_the_loss_has_no_point_before_the_first_update():
    frame = pd.DataFrame({"step": [0, 10], "loss": [math.nan, 0.9]})
    drawn = line_training.loss_curve(frame, palette("dark"), steps=10).to_dict()
    (data,) = drawn["datasets"].values()
    assert [each["step"] for each in data] == [10]

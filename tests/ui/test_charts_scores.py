"""The figures of the score page say what their numbers say."""

import json

import numpy as np
import pandas as pd
import pytest

from ui.charts.drift import answers, attention_drift, state_drift
from ui.charts.method_scale import METHODS, colours
from ui.charts.scores import finding, own_scores, scores_over_bits, scores_over_size
from ui.theme import DARK, LIGHT

FRAME = pd.DataFrame(
    {
        "method": ["LQ", "LQ", "ACIQ", "ACIQ"],
        "bits": [3, 4, 3, 4],
        "score": [0.51, 0.80, 0.70, 0.86],
        "low": [0.48, 0.77, 0.67, 0.83],
        "high": [0.54, 0.83, 0.73, 0.89],
    }
)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_method_has_its_own_colour_in_both_modes(palette):
    assert len(set(colours(palette).values())) == len(METHODS)


def test_the_finding_names_best_and_worst_at_the_fewest_bits():
    text = finding(FRAME, metric="Accuracy", full=0.88)
    assert "0.510 (LQ)" in text
    assert "0.700 (ACIQ)" in text
    assert "0.880" in text


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_scores_over_bits_draw_points_interval_and_full_precision(palette):
    chart = scores_over_bits(
        FRAME, palette, metric="Accuracy", full=(0.88, 0.86, 0.9), chosen=("LQ", 4)
    ).to_dict()
    text = json.dumps(chart)
    assert "Bits for one weight" in text
    assert "full precision 0.880" in text
    assert palette.full in text
    assert chart["description"] == finding(FRAME, metric="Accuracy", full=0.88)


def test_scores_over_size_name_the_unit():
    frame = FRAME.assign(model="minilm", megabytes=[11.0, 15.0, 11.0, 15.0])
    assert "MB" in json.dumps(scores_over_size(frame, LIGHT, metric="Accuracy").to_dict())


def test_own_scores_show_full_precision_as_a_line_not_as_a_width():
    frame = pd.DataFrame(
        {"bits": [32, 4], "score": [0.9, 0.8], "low": [0.8, 0.7], "high": [1.0, 0.9]}
    )
    chart = own_scores(frame, LIGHT, metric="Accuracy").to_dict()
    widths = [
        [row["bits"] for row in chart["datasets"][layer["data"]["name"]]]
        for layer in chart["layer"]
    ]
    assert widths == [[32], [4], [4]]


def test_drift_figures_say_how_far_the_network_drifts():
    assert "0.912" in state_drift(np.array([1.0, 0.95, 0.912]), LIGHT).to_dict()["description"]
    heads = np.array([[0.99, 0.4], [0.8, 0.97]])
    assert "0.400" in attention_drift(heads, DARK).to_dict()["description"]


def test_answers_pair_both_networks():
    frame = pd.DataFrame(
        {
            "answer": ["no", "no"],
            "network": ["full precision", "quantized"],
            "value": [0.7, 0.6],
        }
    )
    assert "yOffset" in answers(frame, LIGHT, title="Probability").to_dict()["encoding"]

import subprocess
import sys

import pandas as pd
import pytest

from engine.studies.layer_view import (
    embedding_share,
    measure_named,
    network_sums,
    percent,
    setting_rows,
    shown_layers,
    worst_layers,
)


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "layer": ["words", "query", "places"],
            "label": ["word table", "1 query", "position table"],
            "role": ["embedding", "attention", "position"],
            "weights": [300, 100, 100],
            "method": "LQ",
            "granularity": "tensor",
            "bits": 4,
            "bits_per_weight": [4.0, 4.4, 4.0],
            "mean_squared_error": [0.1, 0.5, 0.0],
            "signal_to_noise_db": [20.0, 10.0, 40.0],
            "output_error": [0.02, 0.3, 0.0],
        }
    )


def test_position_tables_never_take_part_and_the_word_table_does_on_request(table):
    assert shown_layers(table, embeddings=True)["layer"].tolist() == ["words", "query"]
    assert shown_layers(table, embeddings=False)["layer"].tolist() == ["query"]


def test_a_large_layer_counts_more_in_the_size_and_the_error_of_the_network(table):
    sums = network_sums(shown_layers(table, embeddings=True)).iloc[0]
    assert sums["bits_per_weight"] == pytest.approx((300 * 4.0 + 100 * 4.4) / 400)
    assert sums["mean_squared_error"] == pytest.approx((300 * 0.1 + 100 * 0.5) / 400)
    assert sums["packed_bytes"] == 205


def test_ten_decibel_are_ten_percent_of_the_power(table):
    assert percent(table)["relative_error"].tolist() == pytest.approx([1.0, 10.0, 0.01])


@pytest.mark.parametrize("name", ["signal_to_noise_db", "relative_error", "output_error"])
def test_the_worst_layer_comes_first_whichever_way_the_measure_points(table, name):
    ranked = worst_layers(percent(table), measure_named(name), 2)
    assert ranked["layer"].tolist() == ["query", "words"]


def test_the_word_tables_share_is_of_all_weights(table):
    assert embedding_share(table) == pytest.approx(0.6)


def test_a_setting_that_is_not_there_is_refused_with_those_that_are(table):
    with pytest.raises(ValueError, match="it has: tensor"):
        setting_rows(table, "LQ", "row")


def test_an_unknown_measure_is_refused():
    with pytest.raises(ValueError, match="output_error"):
        measure_named("beauty")


def test_reading_a_table_needs_no_torch():
    code = "import sys, engine.studies.layer_view; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

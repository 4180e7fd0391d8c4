"""One cell of a sweep on the embedded model, without any adapter."""

import math

import pytest

from engine.core.errors import CancelledError
from engine.studies import bert_sweep
from engine.studies.contestants import contestant, forget
from engine.studies.layer_configurations import configuration
from engine.studies.sweep_cells import run_cell
from engine.studies.sweep_plan import FULL, FULL_BITS, ZERO_SHOT, Cell
from engine.studies.sweep_table import KEY

EXAMPLES = 40


def cell(method, bits, granularity="tensor", *, embeddings=False):
    return Cell("minilm-2", ZERO_SHOT, method, bits, granularity, embeddings, EXAMPLES)


@pytest.fixture(autouse=True, scope="module")
def mini_set():
    """The set that ships, whatever data this machine has; few draws, for speed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODELARIUM_DATA", "")
        patch.setattr("engine.studies.sweep_cells.DRAWS", 100)
        patch.setattr("engine.studies.paired_intervals.DRAWS", 100)
        forget()
        yield
        forget()


@pytest.fixture(scope="module")
def rows(mini_set):
    return {
        "full": run_cell(cell(FULL, FULL_BITS)),
        "fine": run_cell(cell("LQ", 8, "row")),
        "coarse": run_cell(cell("LQ", 2)),
        "words": run_cell(cell("MMSE", 4, embeddings=True)),
    }


def test_full_precision_retains_all_of_itself(rows):
    row = rows["full"]
    assert row["score"] == row["full_score"]
    assert (row["retained"], row["retained_low"], row["retained_high"]) == (1.0, 1.0, 1.0)
    assert (row["difference_low"], row["difference_high"]) == (0.0, 0.0)
    assert row["packed_bytes"] == row["full_bytes"]


def test_eight_bits_with_a_step_a_row_score_like_full_precision(rows):
    assert rows["fine"]["score"] == pytest.approx(rows["full"]["score"], abs=0.02)
    assert rows["fine"]["signal_to_noise_db"] > 35


def test_two_bits_of_plain_linear_quantization_ruin_the_weights(rows):
    assert rows["coarse"]["signal_to_noise_db"] < 3
    assert rows["coarse"]["difference_low"] < 0


def test_a_score_lies_in_its_interval(rows):
    for row in rows.values():
        assert row["low"] <= row["score"] <= row["high"]
        assert row["examples"] == EXAMPLES
        assert "mini set" in row["source"]


def test_quantizing_the_table_of_words_shrinks_the_whole_network(rows):
    assert rows["words"]["packed_bytes"] < 0.2 * rows["words"]["full_bytes"]
    assert rows["fine"]["packed_bytes"] > 0.75 * rows["fine"]["full_bytes"]
    assert rows["words"]["bits_per_weight"] == pytest.approx(4, abs=0.001)


def test_the_error_is_that_of_all_quantized_weights_together(rows):
    network = contestant("minilm-2", ZERO_SHOT, EXAMPLES).loaded.network
    method = configuration("LQ").at(2, "tensor")
    total = count = 0.0
    for name, parameter in network.named_parameters():
        if name.endswith("weight") and parameter.ndim == 2 and "embeddings" not in name:
            difference = (method(parameter).weight - parameter).double()
            total += float(difference.square().sum())
            count += parameter.numel()
    assert rows["coarse"]["mean_squared_error"] == pytest.approx(total / count, rel=1e-6)


def test_the_module_says_what_every_column_is(rows):
    for column in rows["full"]:
        assert column in bert_sweep.__doc__
    assert set(KEY) <= set(rows["full"])
    assert not math.isnan(rows["full"]["score"])


def test_progress_grows_and_a_stop_is_heard_while_sentences_are_scored(rows):
    told = []

    def stop_at_half(share, _message):
        told.append(share)
        if share > 0.6:
            raise CancelledError("stopped by the visitor")

    with pytest.raises(CancelledError):
        run_cell(cell("LQ", 3), report=stop_at_half)
    assert told == sorted(told)
    assert told[-1] < 0.97

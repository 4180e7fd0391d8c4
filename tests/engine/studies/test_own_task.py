"""A user's own sentences are scored at every width."""

import numpy as np
import pytest
from transformers import BertConfig, BertModel

from engine.core.errors import CancelledError
from engine.language.adapters import TaskModel
from engine.language.examples import read_labelled
from engine.language.heads import TaskNetwork
from engine.language.models import load_encoder
from engine.language.tasks import task_named
from engine.studies.own_task import MOST_EXAMPLES, first_examples, score_own_task
from engine.studies.sweep_plan import Cell

CELL = Cell("minilm", "sst2", "LQ", 4)
LINES = [f"A sentence with the number {n} in it.\t{n % 2}" for n in range(12)]


@pytest.fixture(scope="module")
def model():
    config = BertConfig(
        hidden_size=48, num_hidden_layers=1, num_attention_heads=4, intermediate_size=64
    )
    network = TaskNetwork(BertModel(config, add_pooling_layer=False), 2).eval()
    return TaskModel(network, load_encoder("minilm-2").tokenizer, task_named("sst2"), "tiny", None)


def examples(lines):
    return read_labelled("\n".join(["sentence\tlabel", *lines]).encode(), task_named("sst2"))


def test_full_precision_comes_first_and_changes_nothing(model):
    rows = score_own_task(model, examples(LINES), CELL, bits=(2, 8))
    assert [row.bits for row in rows] == [32, 2, 8]
    assert rows[0].changed == 0.0
    assert all(row.low <= row.score <= row.high for row in rows)


def test_fewer_bits_take_less_room(model):
    full, two, eight = score_own_task(model, examples(LINES), CELL, bits=(2, 8))
    assert two.packed_bytes < eight.packed_bytes < full.packed_bytes


def test_a_long_table_is_sampled_at_even_distances():
    used = first_examples(examples(LINES * 300))
    assert len(used.labels) == MOST_EXAMPLES
    assert np.isclose(used.labels.mean(), 0.5, atol=0.05)


def test_progress_rises_and_stop_ends_the_work(model):
    seen: list[float] = []
    score_own_task(
        model, examples(LINES), CELL, bits=(4,), report=lambda share, _: seen.append(share)
    )
    assert seen == sorted(seen)
    assert 0 <= seen[0] <= seen[-1] <= 1

    def stop(_share: float, _message: str) -> None:
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        score_own_task(model, examples(LINES), CELL, report=stop)

"""Any encoder is scored at every width through a head fitted on other examples."""

import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.language.models import load_encoder
from engine.studies.other_encoder import head_sets, score_encoder
from engine.studies.sweep_plan import Cell

CELL = Cell("minilm-2", "sst2", "LQ", 4)


@pytest.fixture(scope="module")
def encoder():
    return load_encoder("minilm-2")


@pytest.fixture
def mini(monkeypatch):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    return head_sets("sst2", most_train=60, most_dev=40)


def test_without_glue_both_sets_are_halves_that_share_no_sentence(mini):
    assert mini.halved
    assert not set(mini.train.first) & set(mini.dev.first)
    assert len(mini.train) <= 60
    assert len(mini.dev) <= 40


def test_with_glue_the_head_learns_from_train_and_is_scored_on_dev(data):
    sets = head_sets("sst2", most_train=50, most_dev=30)
    assert not sets.halved
    assert sets.train.source_title.endswith("train")
    assert sets.dev.source_title.endswith("dev")
    assert (len(sets.train), len(sets.dev)) == (50, 30)


def test_eight_bits_answer_nearly_as_full_precision(encoder, mini):
    seen: list[float] = []
    found = score_encoder(
        encoder, mini, CELL, bits=(2, 8), report=lambda share, _: seen.append(share)
    )
    full, two, eight = found.rows
    assert [row.bits for row in found.rows] == [32, 2, 8]
    assert eight.changed <= 0.1
    assert two.changed >= eight.changed
    assert full.score > 0.6
    assert found.sha256 == encoder.sha256
    assert seen == sorted(seen)


def test_stop_ends_the_fit_as_well(encoder, mini):
    def stop(_share: float, _message: str) -> None:
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        score_encoder(encoder, mini, CELL, report=stop)


@pytest.mark.parametrize("task", ["stsb", "mrpc"])
def test_a_pair_task_can_be_answered(encoder, task, monkeypatch):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    sets = head_sets(task, most_train=30, most_dev=20)
    found = score_encoder(encoder, sets, Cell("minilm-2", task, "LQ", 4), bits=(8,))
    assert np.isfinite([row.score for row in found.rows]).all()

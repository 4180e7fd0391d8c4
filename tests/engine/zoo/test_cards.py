"""Cards are found by name, grouped by kind, and refused when they are not cards."""

import json
import os

import pytest

from engine import zoo
from engine.core.errors import IntegrityError, NotFoundError
from engine.core.paths import CACHED_MODELS

CARD = {
    "name": "small",
    "title": "A small model",
    "kind": "test",
    "file": "small.safetensors",
    "sha256": "0" * 64,
    "command": "python -m training.small",
    "seed": 0,
    "data": "made up",
    "licence": "Apache-2.0",
}


def write(folder, **changes):
    made = {**CARD, **changes}
    (folder / f"{made['name']}.json").write_text(json.dumps(made), encoding="utf-8")
    os.utime(folder)


def test_a_card_is_found_by_its_name(tmp_path):
    write(tmp_path)
    assert zoo.card("small", folder=tmp_path).title == "A small model"


def test_cards_come_by_name_and_can_be_picked_by_kind(tmp_path):
    write(tmp_path, name="b")
    write(tmp_path, name="a")
    write(tmp_path, name="c", kind="other")
    assert [card.name for card in zoo.cards(folder=tmp_path)] == ["a", "b", "c"]
    assert [card.name for card in zoo.cards("test", folder=tmp_path)] == ["a", "b"]


def test_a_card_that_is_added_later_is_seen(tmp_path):
    write(tmp_path)
    assert len(zoo.cards(folder=tmp_path)) == 1
    write(tmp_path, name="second")
    os.utime(tmp_path, (1, 1))
    assert len(zoo.cards(folder=tmp_path)) == 2


@pytest.mark.parametrize("name", ["bret", "../small", "/etc/passwd", "", "small.json"])
def test_a_name_is_looked_up_and_never_a_path(tmp_path, name):
    write(tmp_path)
    with pytest.raises(NotFoundError, match="there are: small"):
        zoo.card(name, folder=tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "a"}', '{"name": "a", "surprise": 1}'])
def test_a_file_that_is_no_card_says_which_it_is(tmp_path, text):
    (tmp_path / "bad.json").write_text(text, encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"bad\.json must be a model card"):
        zoo.cards(folder=tmp_path)


def test_a_missing_folder_holds_no_cards(tmp_path):
    assert zoo.cards(folder=tmp_path / "missing") == ()


def test_every_shipped_card_names_its_own_file_command_and_licence():
    for card in zoo.cards():
        assert (CACHED_MODELS / card.file).stem == card.name
        assert card.command.startswith("python -m ")
        assert card.licence
        assert card.data


def test_what_ships_stays_under_its_limit():
    size = sum(path.stat().st_size for path in CACHED_MODELS.iterdir())
    assert size < 60e6

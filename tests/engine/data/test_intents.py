import json
import lzma
from collections import Counter

import pytest

from engine.core.errors import IntegrityError, NotFoundError
from engine.data.intents import load_intents


@pytest.fixture(autouse=True)
def fresh():
    load_intents.cache_clear()


def test_every_intent_has_150_requests_in_one_of_ten_domains(data):
    found = load_intents()
    assert set(Counter(found.intents).values()) == {150}
    assert [len(each) for each in found.domains.values()] == [15] * 10
    assert Counter(found.parts) == {"train": 15000, "val": 3000, "test": 4500}
    assert len(found.texts) == 22500


def written(folder, domains):
    place = folder / "clinc150"
    place.mkdir()
    rows = {"train": [["pay it", "bill"]], "val": [], "test": [["sing", "song"]]}
    with lzma.open(place / "data_full.json.xz", "wt") as file:
        json.dump(rows, file)
    (place / "domains.json").write_text(json.dumps(domains))


def test_requests_are_sorted_by_intent(tmp_path, monkeypatch):
    written(tmp_path, {"money": ["bill"], "fun": ["song"]})
    monkeypatch.setenv("MODELARIUM_DATA", str(tmp_path))
    found = load_intents()
    assert (found.texts, found.parts) == (("pay it", "sing"), ("train", "test"))


def test_an_intent_without_a_domain_is_refused(tmp_path, monkeypatch):
    written(tmp_path, {"money": ["bill"]})
    monkeypatch.setenv("MODELARIUM_DATA", str(tmp_path))
    with pytest.raises(IntegrityError, match="one domain"):
        load_intents()


def test_without_the_data_the_next_step_is_told(monkeypatch):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    with pytest.raises(NotFoundError, match="set MODELARIUM_DATA"):
        load_intents()

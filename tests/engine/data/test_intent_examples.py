"""Our own example requests: one for each intent, and none of them from the data set."""

import re

from engine.data.intent_examples import intent_examples
from engine.data.intents import load_intents
from engine.studies.intent_features import intent_features


def words(text):
    return re.sub(r"[^a-z0-9 ]", "", text.lower()).split()


def test_every_shipped_intent_has_an_example_of_its_own():
    tree = intent_features().tree
    assert set(intent_examples()) == {tree.title(leaf) for leaf in tree.leaves}
    assert len(set(intent_examples().values())) == 150


def test_no_example_is_a_request_of_the_data_set_or_nearly_one(data):
    found = load_intents()
    known = {" ".join(words(text)) for text in found.texts}
    for intent, example in intent_examples().items():
        mine = set(words(example))
        assert " ".join(words(example)) not in known
        same = [
            set(words(text))
            for text, its in zip(found.texts, found.intents, strict=True)
            if its == intent
        ]
        assert max(len(mine & each) / len(mine | each) for each in same) < 0.6, example

from collections import Counter

import pytest

from engine.core.errors import NotFoundError
from engine.data.omniglot import _places, alphabet_names, load_drawings


@pytest.fixture(autouse=True)
def fresh():
    _places.cache_clear()


def test_eight_alphabets_hold_242_characters_of_20_drawings_each(data):
    assert len(alphabet_names()) == 8
    counts = [
        Counter(character for character, _, _ in drawings) for drawings in _places().values()
    ]
    assert sum(map(len, counts)) == 242
    assert {n for each in counts for n in each.values()} == {20}


def test_drawings_are_light_ink_on_dark_paper(data):
    found = load_drawings(alphabets=("Early_Aramaic",), size=28)
    assert found.pixels.shape == (22 * 20, 28, 28)
    assert found.pixels.mean() < 60
    assert found.pixels.max() > 200
    assert list(found.alphabets) == ["Early_Aramaic"]
    assert len(found.alphabets["Early_Aramaic"]) == 22


def test_an_unknown_alphabet_is_named(data):
    with pytest.raises(NotFoundError, match="no alphabet named 'Elvish'"):
        load_drawings(alphabets=("Elvish",))


def test_an_odd_size_is_refused():
    with pytest.raises(ValueError, match="between 8 and 105"):
        load_drawings(size=4)

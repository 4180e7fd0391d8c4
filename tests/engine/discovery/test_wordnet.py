import pytest

from engine.core.errors import IntegrityError, NotFoundError
from engine.discovery import wordnet_files
from engine.discovery.wordnet import ROOT, WordNet
from engine.discovery.wordnet_files import load_wordnet, wordnet_file

SMALL = """  1 a licence
00000001 03 n 01 top 0 001 ~ 00000002 n 0000 | everything
00000002 05 n 02 big_cat 0 cat 1 002 @ 00000001 n 0000 ~ 00000003 n 0000 | purrs
00000003 05 n 01 lion 0 003 @ 00000002 n 0000 @i 00000004 n 0000 + 00000009 v 0101 | roars
00000004 05 n 01 pet 0 001 @ 00000001 n 0000 | is kept
"""


@pytest.fixture
def small(tmp_path):
    (tmp_path / "data.noun").write_text(SMALL)
    return load_wordnet(tmp_path / "data.noun")


@pytest.fixture
def nouns():
    try:
        wordnet_file()
    except NotFoundError as error:
        pytest.skip(str(error))
    return load_wordnet()


def test_lines_give_words_and_the_nouns_above(small):
    assert small.names["n00000002"] == ("big cat", "cat")
    assert small.above["n00000003"] == ("n00000002", "n00000004")
    assert small.title("n00000001") == "top"


def test_similarity_in_a_small_net_follows_the_formula(small):
    lion, pet, cat = "n00000003", "n00000004", "n00000002"
    assert small.similarity(lion, pet) == 2 * 2 / (2 + 3)
    assert small.similarity(cat, pet) == 2 * 1 / (2 + 2)
    assert small.similarity(cat, pet, measure="path") == 1 / 3
    assert small.matrix([lion], [lion, pet], measure="path").tolist() == [[1, 1 / 2]]


def test_dog_and_cat_have_the_similarity_that_is_known(nouns):
    dog, cat = "n02084071", "n02121620"
    assert nouns.title(dog) == "dog"
    assert nouns.similarity(dog, cat, measure="path") == pytest.approx(0.2)
    assert nouns.similarity(dog, cat) == pytest.approx(6 / 7)


def test_a_word_stands_for_several_nouns_the_usual_one_first(nouns, small):
    assert nouns.senses("Dog")[0] == "n02084071"
    assert nouns.senses("no such word") == ()
    assert small.senses("big cat") == ("n00000002",)


def test_there_are_82115_nouns_under_one_root(nouns):
    assert len(nouns.names) == 82115
    assert [each for each, above in nouns.above.items() if not above] == [ROOT]


def test_a_tree_keeps_the_asked_nouns_and_where_they_part(nouns):
    dog, cat, car = "n02084071", "n02121620", "n02958343"
    tree = nouns.tree([dog, cat, car])
    assert set(tree.leaves) == {dog, cat, car}
    assert tree.title(tree.lowest_common(dog, cat)) == "carnivore"
    assert tree.depth(dog) == 4  # entity, whole or object, carnivore, dog


def test_a_wheel_of_nouns_cannot_hang_the_search():
    ring = WordNet({"a": ("a",), "b": ("b",)}, {"a": ("b",), "b": ("a",)})
    assert ring.ancestors("a") == {"a": 0, "b": 1}


@pytest.mark.parametrize("text", ["", "not a list of nouns\n"])
def test_another_file_is_refused(tmp_path, text):
    (tmp_path / "data.noun").write_text(text)
    with pytest.raises(IntegrityError, match=r"data\.noun"):
        load_wordnet(tmp_path / "data.noun")


def test_without_wordnet_the_next_step_is_told(monkeypatch, tmp_path):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    monkeypatch.delenv("WORDNET_HOME", raising=False)
    monkeypatch.setattr(wordnet_files, "SYSTEM_FOLDER", tmp_path)
    with pytest.raises(NotFoundError, match="wordnet-base"):
        wordnet_file()


def test_an_unknown_noun_is_named(small):
    with pytest.raises(NotFoundError, match="no WordNet noun named 'n9'"):
        small.depth("n9")

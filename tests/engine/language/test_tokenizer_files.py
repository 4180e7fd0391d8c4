"""Tokenizers from outside: the same pieces as transformers' own, or a clear refusal."""

import json

import pytest

from engine.core.errors import IntegrityError, NotFoundError, UnsafeFileError
from engine.language.architectures import architecture_of
from engine.language.tokenizer_files import load_tokenizer

TEXT = "The old cat sat on the mat, in the garden."


def load(folder):
    config = json.loads((folder / "config.json").read_text())
    return load_tokenizer(folder, architecture_of(config), config)


def save_json(folder, **options):
    from transformers import BertTokenizer

    tokenizer = BertTokenizer(vocab=str(folder / "vocab.txt"), **options)
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer


def test_a_vocabulary_alone_gives_the_pieces_of_transformers(tiny):
    folder, _ = tiny("BertModel")
    theirs = save_json(folder)
    (folder / "tokenizer.json").unlink()
    ours = load(folder)
    pair = (TEXT, "Who built the mill?")
    assert ours(*pair)["input_ids"] == theirs(*pair)["input_ids"]
    assert ours(*pair)["token_type_ids"] == theirs(*pair)["token_type_ids"]


def test_a_tokenizer_file_gives_the_pieces_of_transformers(tiny):
    folder, _ = tiny("BertModel")
    theirs = save_json(folder)
    assert load(folder)(TEXT)["input_ids"] == theirs(TEXT)["input_ids"]


def test_the_embedded_models_files_give_the_embedded_tokenizers_pieces():
    from engine.data.bundled import calibration_sentences
    from engine.language.models import embedded_folder, load_encoder

    theirs = load_encoder("minilm-2").tokenizer
    texts = [*calibration_sentences(), "Caf\u00e9 \U0001f600 \u05e9\u05dc\u05d5\u05dd UPPER don't"]
    assert load(embedded_folder())(texts)["input_ids"] == theirs(texts)["input_ids"]


def test_a_vocabulary_with_capitals_keeps_capitals(tiny):
    folder, _ = tiny("BertModel")
    path = folder / "vocab.txt"
    path.write_text(path.read_text().replace("the\n", "The\n", 1))
    assert load(folder).tokenize("The") == ["The"]


def test_the_settings_decide_about_capitals_where_they_speak(tiny):
    folder, _ = tiny("BertModel")
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": false}')
    assert load(folder).tokenize("THE") == ["[UNK]"]


def test_long_texts_are_cut_to_the_positions_of_the_model(tiny):
    folder, _ = tiny("BertModel")
    assert len(load(folder)("cat " * 500, truncation=True)["input_ids"]) == 64


def test_distilbert_gets_no_segment_numbers(tiny):
    folder, _ = tiny("DistilBertModel")
    assert set(load(folder)(TEXT)) == {"input_ids", "attention_mask"}


def test_a_model_without_tokenizer_says_what_to_add(tiny):
    folder, _ = tiny("BertModel")
    (folder / "vocab.txt").unlink()
    with pytest.raises(NotFoundError, match=r"add its tokenizer\.json"):
        load(folder)


def test_a_vocabulary_larger_than_the_models_is_refused(tiny):
    folder, _ = tiny("BertModel")
    with (folder / "vocab.txt").open("a") as lines:
        lines.write("one more\n")
    with pytest.raises(IntegrityError, match="ids up to 32"):
        load(folder)


@pytest.mark.parametrize(
    "content", [b"", b"cat\ndog\n", b"\xff\xfe\x00", b"[PAD]\n[UNK]\n[CLS]\n"]
)
def test_a_vocabulary_that_is_none_is_refused(tiny, content):
    folder, _ = tiny("BertModel")
    (folder / "vocab.txt").write_bytes(content)
    with pytest.raises(UnsafeFileError, match=r"vocab\.txt must"):
        load(folder)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"model": {"type": "WordPiece"}}', b"[" * 100_000, b"\xff"]
)
def test_a_tokenizer_file_that_is_none_is_refused(tiny, content):
    folder, _ = tiny("BertModel")
    (folder / "tokenizer.json").write_bytes(content)
    with pytest.raises(UnsafeFileError, match=r"tokenizer\.json must be"):
        load(folder)


def test_regular_expressions_from_outside_are_refused(tiny):
    folder, _ = tiny("BertModel")
    save_json(folder)
    path = folder / "tokenizer.json"
    found = json.loads(path.read_text())
    found["normalizer"] = {
        "type": "Replace", "pattern": {"Regex": "(a+)+$"}, "content": "b",
    }  # fmt: skip
    path.write_text(json.dumps(found))
    with pytest.raises(UnsafeFileError, match="regular expressions"):
        load(folder)


def test_a_tokenizer_without_padding_is_refused(tiny):
    folder, _ = tiny("BertModel")
    save_json(folder)
    path = folder / "tokenizer.json"
    path.write_text(path.read_text().replace("[PAD]", "[FILL]"))
    with pytest.raises(UnsafeFileError, match="pad_token"):
        load(folder)

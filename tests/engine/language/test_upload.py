"""Uploads: sound files load, everything else is refused with a reason and leaves no trace."""

import contextlib
import json
import os
import resource

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import numpy as library

from engine.core.errors import EngineError, IntegrityError, NotFoundError, UnsafeFileError
from engine.core.paths import cache_folder
from engine.language.models import load_encoder, model_entry
from engine.language.upload import UploadFiles, accept_upload, upload_matrix, uploaded_model
from engine.language.upload_store import KEPT

PLAIN = library.save({"layer.weight": np.eye(3, 4, dtype=np.float32), "bias": np.ones(3)})


def files_of(folder, **changes):
    read = {
        "weights": (folder / "model.safetensors").read_bytes(),
        "config": (folder / "config.json").read_bytes(),
        "vocabulary": (folder / "vocab.txt").read_bytes(),
    }
    return UploadFiles(**{**read, **changes})


def kept():
    folder = cache_folder() / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize("stem", ["Bert", "DistilBert", "Electra"])
def test_a_sound_upload_computes_what_was_saved(tiny, stem):
    folder, saved = tiny(f"{stem}Model")
    model = accept_upload(files_of(folder), title="mine")
    assert (model.runs, model.notice, model.title) == (True, "", "mine")
    encoder = load_encoder(model.name)
    ids = torch.tensor([[2, 7, 8, 3]])
    assert torch.equal(encoder.network(ids)[0], saved(ids)[0])
    assert encoder.tokenizer("the cat")["input_ids"] == [2, 5, 7, 3]
    assert model_entry(model.name).source == "upload"


def test_without_a_config_the_weights_keep_their_names():
    model = accept_upload(UploadFiles(PLAIN))
    assert model.architecture == "weights only"
    assert not model.runs
    assert "config.json is missing" in model.notice
    assert [info.name for info in model.matrices] == ["layer.weight"]
    assert np.array_equal(upload_matrix(model.name, "layer.weight"), np.eye(3, 4))


def test_half_precision_matrices_are_read_as_single_precision():
    from safetensors.torch import save

    weights = save({"w": torch.full((2, 2), 1.5, dtype=torch.bfloat16)})
    matrix = upload_matrix(accept_upload(UploadFiles(weights)).name, "w")
    assert matrix.dtype == np.float32
    assert (matrix == 1.5).all()


def test_without_a_tokenizer_only_the_weights_can_be_shown(tiny):
    folder, _ = tiny("BertModel")
    model = accept_upload(files_of(folder, vocabulary=None))
    assert model.architecture == "BERT or MiniLM"
    assert not model.runs
    assert "add its tokenizer.json" in model.notice
    with pytest.raises(NotFoundError, match=r"tokenizer\.json"):
        load_encoder(model.name)


def test_another_architecture_is_shown_as_weights_only():
    config = json.dumps({"model_type": "gpt2", "hidden_size": 10**9}).encode()
    model = accept_upload(UploadFiles(PLAIN, config=config))
    assert model.architecture == "weights only"
    assert "got 'gpt2'" in model.notice


def test_the_same_files_are_kept_once(tiny):
    folder, _ = tiny("BertModel")
    first, second = accept_upload(files_of(folder)), accept_upload(files_of(folder))
    assert first.name == second.name
    assert len(kept()) == 1


def test_the_oldest_uploads_are_forgotten():
    models = []
    for number in range(KEPT + 2):
        weights = library.save({"w": np.full((2, 2), number, np.float32)})
        models.append(accept_upload(UploadFiles(weights)))
        path = cache_folder() / "uploads" / models[-1].name.removeprefix("upload:")
        os.utime(path, (number, number))
    assert len(kept()) == KEPT
    with pytest.raises(NotFoundError, match="upload the file again"):
        uploaded_model(models[0].name)
    assert uploaded_model(models[-1].name).tensors[0].name == "w"


@pytest.mark.parametrize("name", ["upload:../../etc", "upload:", "upload:" + "g" * 24, "x"])
def test_a_name_that_was_never_given_out_is_no_path(name):
    with pytest.raises(NotFoundError, match="uploaded in this session"):
        uploaded_model(name)


def test_three_hundred_megabytes_are_refused_before_they_are_read():
    class Large(bytes):
        def __len__(self):
            return 300_000_000

    with pytest.raises(UnsafeFileError, match=r"at most 150 MB, got 300\.0 MB"):
        accept_upload(UploadFiles(Large()))
    assert kept() == []


def test_the_size_limit_can_be_set():
    with pytest.raises(UnsafeFileError, match="at most"):
        accept_upload(UploadFiles(PLAIN), limit_bytes=len(PLAIN) - 1)


@pytest.mark.parametrize("content", [b"", b"\x80\x04\x95pickle", b"PK\x03\x04zip", PLAIN[:-1]])
def test_a_wrong_kind_of_file_leaves_nothing_behind(content):
    with pytest.raises(UnsafeFileError, match="safetensors"):
        accept_upload(UploadFiles(content))
    assert kept() == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"hidden_size": 10**9}, ValueError),
        ({"num_hidden_layers": -1}, ValueError),
        ({"vocab_size": 2_000_000}, IntegrityError),
        ({"num_hidden_layers": 200}, IntegrityError),
    ],
)
def test_an_absurd_config_leaves_nothing_behind(tiny, changes, error):
    folder, _ = tiny("BertModel")
    config = json.loads((folder / "config.json").read_text()) | changes
    with pytest.raises(error):
        accept_upload(files_of(folder, config=json.dumps(config).encode()))
    assert kept() == []


def test_an_unknown_matrix_is_named_with_those_that_are_there():
    model = accept_upload(UploadFiles(PLAIN))
    with pytest.raises(NotFoundError, match=r"there are: layer\.weight"):
        upload_matrix(model.name, "bias")


def test_a_title_is_cut_and_cleaned():
    title = "a\x00\n\u202e" + "b" * 100
    assert accept_upload(UploadFiles(PLAIN), title=title).title == "a" + "b" * 59


def test_the_largest_config_values_allowed_never_allocate_what_they_ask_for(tiny_files):
    from engine.language.architectures import ARCHITECTURES, LIMITS

    load_encoder(accept_upload(tiny_files).name)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, key in ARCHITECTURES[0].keys.items():
        config = {**json.loads(tiny_files.config), "num_attention_heads": 1, key: LIMITS[name]}
        files = UploadFiles(**{**vars(tiny_files), "config": json.dumps(config).encode()})
        with pytest.raises((EngineError, ValueError)):
            load_encoder(accept_upload(files).name)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000  # KiB


fuzz = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
PIECES = st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6)), max_size=4)


def mutated(content, pieces, cut):
    changed = bytearray(content)
    for place, new in pieces:
        start = place % (len(changed) + 1)
        changed[start : start + len(new)] = new
    return bytes(changed[: len(changed) - cut])


@fuzz
@given(pieces=PIECES, cut=st.integers(0, 40), extra=st.sampled_from(["config", "vocabulary"]))
def test_mutated_files_raise_nothing_but_our_errors(tiny_files, pieces, cut, extra):
    for part in ("weights", extra):
        changed = mutated(getattr(tiny_files, part), pieces, cut)
        files = UploadFiles(**{**vars(tiny_files), part: changed})
        with contextlib.suppress(EngineError, ValueError):
            model = accept_upload(files)
            if model.runs:
                load_encoder(model.name)


@fuzz
@given(
    key=st.sampled_from(
        ["model_type", "hidden_size", "num_hidden_layers", "vocab_size", "hidden_act",
         "layer_norm_eps", "pad_token_id", "num_attention_heads", "intermediate_size",
         "max_position_embeddings", "type_vocab_size", "position_embedding_type"]
    ),
    value=st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8),
        st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=2), st.none()),
    ),
)  # fmt: skip
def test_any_config_value_raises_nothing_but_our_errors(tiny_files, key, value):
    config = json.dumps({**json.loads(tiny_files.config), key: value}).encode()
    with contextlib.suppress(EngineError, ValueError):
        model = accept_upload(UploadFiles(**{**vars(tiny_files), "config": config}))
        if model.runs:
            load_encoder(model.name)


@pytest.fixture
def tiny_files(tiny):
    return files_of(tiny("BertModel")[0])

import contextlib
import json

import pytest
import torch
import transformers as hf
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from torch import nn

from engine.core.errors import (
    EngineError,
    IntegrityError,
    NotFoundError,
    UnsafeFileError,
)
from engine.quantization import (
    METHODS,
    Aciq,
    LinearQuantization,
    OutlierChannelSplitting,
)
from engine.quantization.bias_correction import BiasCorrection
from engine.quantization.bit_allocation import BitAllocation
from engine.quantization.export import export_network, load_network, read_layer
from engine.quantization.export_header import file_sha256, read_header
from engine.quantization.network import quantize_network

SPLIT = OutlierChannelSplitting(bits=3, expand_ratio=0.2, granularity="row")
CHOICES = [
    *(method(bits=4) for method in METHODS),
    *(LinearQuantization(bits=bits) for bits in (2, 3, 5, 6, 7, 8)),
    LinearQuantization(bits=5, symmetric=False, granularity="group64"),
    Aciq(bits=3, granularity="group128", levels="restricted"),
    SPLIT,
    BiasCorrection(quantizer=SPLIT, spread=True),
    BitAllocation(bits=3),
]


def bert(seed=0):
    torch.manual_seed(seed)
    config = hf.BertConfig(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=24,
        vocab_size=40,
        max_position_embeddings=16,
        num_labels=3,
    )
    return hf.BertForSequenceClassification(config).eval()


def logits(network):
    ids = torch.randint(1, 40, (2, 9), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        return network(ids).logits


@pytest.fixture
def exported(tmp_path):
    made = quantize_network(bert(), LinearQuantization(bits=4))
    return made, export_network(made, tmp_path / "small.json", source="small", source_sha256="ab")


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    made = quantize_network(nn.Sequential(nn.Linear(24, 24)), SPLIT)
    return export_network(made, tmp_path_factory.mktemp("fuzz") / "whole.json")


def rewrite(exported, change):
    fields = json.loads(exported.header.read_text())
    change(fields)
    exported.header.write_text(json.dumps(fields))


@pytest.mark.parametrize("method", CHOICES, ids=lambda m: f"{m.title} {m.bits} {m.granularity}")
def test_a_loaded_network_gives_the_same_logits_to_the_last_bit(method, tmp_path):
    made = quantize_network(bert(), method)
    files = export_network(made, tmp_path / "small.json")
    loaded = load_network(files.header, bert(seed=1))
    assert torch.equal(logits(loaded), logits(made.module))
    assert not torch.equal(logits(loaded), logits(bert()))


def test_convolutions_come_back_with_groups_buffers_and_negative_offsets(tmp_path):
    def network(seed):
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Conv2d(4, 8, 3, groups=2),
            nn.BatchNorm2d(8),
            nn.ConvTranspose2d(8, 4, 2, groups=2),
            nn.Flatten(2),
            nn.Conv1d(4, 2, 3),
        )

    original = network(0)
    x = torch.randn(2, 4, 6, 6, generator=torch.Generator().manual_seed(0))
    original(x)  # moves the running statistics
    original.eval()
    made = quantize_network(original, LinearQuantization(bits=3, symmetric=False))
    files = export_network(made, tmp_path / "convolutions.json")
    loaded = load_network(files.header, network(1).eval())
    with torch.no_grad():
        assert torch.equal(loaded(x), made.module(x))


def test_a_tied_weight_is_written_once_and_loads_tied(tmp_path):
    config = hf.GPT2Config(n_embd=16, n_layer=1, n_head=2, vocab_size=30, n_positions=8)
    made = quantize_network(hf.GPT2LMHeadModel(config).eval(), SPLIT)
    files = export_network(made, tmp_path / "tied.json")
    loaded = load_network(files.header, hf.GPT2LMHeadModel(config).eval())
    assert loaded.lm_head.weight is loaded.transformer.wte.weight
    ids = torch.arange(6)[None]
    with torch.no_grad():
        assert torch.equal(loaded(ids).logits, made.module(ids).logits)


def test_half_precision_comes_back_as_half_precision(tmp_path):
    made = quantize_network(nn.Sequential(nn.Linear(8, 8)).half(), LinearQuantization())
    files = export_network(made, tmp_path / "half.json")
    loaded = load_network(files.header, nn.Sequential(nn.Linear(8, 8)))
    assert loaded[0].weight.dtype == torch.float16
    assert torch.equal(loaded[0].weight, made.module[0].weight)


def test_the_tensor_file_has_the_packed_size(tmp_path):
    torch.manual_seed(0)
    made = quantize_network(nn.Sequential(nn.Linear(512, 512)), LinearQuantization(bits=3))
    files = export_network(made, tmp_path / "small.json")
    overhead = files.tensors.stat().st_size - made.packed_bytes
    assert made.packed_bytes == 512 * 512 * 3 // 8 + 4 + 512 * 4
    assert 0 < overhead < 1024  # names and shapes
    assert files.file_bytes < made.full_bytes / 9


def test_the_header_tells_settings_source_and_layers(exported):
    made, files = exported
    header = read_header(files.header)
    assert (header.source, header.source_sha256) == ("small", "ab")
    assert header.architecture == "BertForSequenceClassification"
    assert header.file_sha256 == file_sha256(files.tensors)
    assert tuple(entry.name for entry in header.layers) == made.names
    assert header.layers[0].method["method"] == "LinearQuantization"
    assert header.layers[0].method["bits"] == 4


def test_the_integer_codes_of_one_layer_can_be_inspected(tmp_path):
    made = quantize_network(bert(), SPLIT)
    files = export_network(made, tmp_path / "small.json")
    name = "bert.pooler.dense"
    layer, wanted = read_layer(files.header, name), made.result(name).quantized
    assert torch.equal(layer.codes, wanted.codes)
    assert torch.equal(layer.step, wanted.step)
    assert layer.entry.split_columns == wanted.split_columns
    assert torch.equal(layer.weight, wanted.weight)


def test_a_layer_that_was_not_quantized_is_not_found(exported):
    with pytest.raises(NotFoundError, match=r"no layer named 'classifier'; there are: bert\."):
        read_layer(exported[1].header, "classifier")


@pytest.mark.parametrize("keep", [0, 7, 100, -1])
def test_a_truncated_file_is_refused(exported, keep):
    files = exported[1]
    files.tensors.write_bytes(files.tensors.read_bytes()[:keep])
    with pytest.raises(IntegrityError, match="truncated or was changed"):
        load_network(files.header, bert())


def test_one_changed_bit_is_noticed(exported):
    files = exported[1]
    content = bytearray(files.tensors.read_bytes())
    content[-1] ^= 1
    files.tensors.write_bytes(content)
    with pytest.raises(IntegrityError, match="must have sha256"):
        read_layer(files.header, "bert.pooler.dense")


def test_a_truncated_file_with_a_forged_hash_is_refused(exported):
    files = exported[1]
    files.tensors.write_bytes(files.tensors.read_bytes()[:100])
    rewrite(files, lambda fields: fields.update(file_sha256=file_sha256(files.tensors)))
    with pytest.raises(UnsafeFileError, match="not a safetensors file"):
        load_network(files.header, bert())


def test_codes_that_do_not_fit_a_forged_header_are_refused(exported):
    files = exported[1]
    rewrite(files, lambda fields: fields["layers"][0].update(bits=5))
    with pytest.raises(IntegrityError, match="does not fit its header"):
        load_network(files.header, bert())


def test_a_missing_tensor_is_noticed_behind_a_forged_hash(exported):
    files = exported[1]
    tensors = load_file(files.tensors)
    del tensors["bert.pooler.dense.step"]
    save_file(tensors, files.tensors)
    rewrite(files, lambda fields: fields.update(file_sha256=file_sha256(files.tensors)))
    with pytest.raises(IntegrityError, match=r"bert\.pooler\.dense are missing"):
        load_network(files.header, bert())


@given(choice=st.data())
@settings(max_examples=60, deadline=None)
def test_damaged_files_never_end_in_anything_but_a_clear_error(choice, damaged):
    header, tensors = damaged.header.with_name("damaged.json"), damaged.tensors
    content = bytearray(tensors.read_bytes()[: choice.draw(st.sampled_from([10**9, 300]))])
    for place in choice.draw(st.lists(st.integers(0, 1500), min_size=1, max_size=4)):
        content[place % len(content)] = choice.draw(st.integers(0, 255))
    copied = tensors.with_name("damaged.safetensors")
    copied.write_bytes(content)
    fields = json.loads(damaged.header.read_text())
    fields.update(file=copied.name, file_sha256=file_sha256(copied))  # as a forger would
    header.write_text(json.dumps(fields))
    with contextlib.suppress(EngineError):
        loaded = load_network(header, nn.Sequential(nn.Linear(24, 24)))
        assert loaded[0].weight.shape == (24, 24)


@pytest.mark.parametrize(
    "change",
    [
        {"code_shape": [-1, 16]},
        {"code_shape": [640]},
        {"code_shape": "16"},
        {"bits": 99},
        {"bits": True},
        {"split_columns": [1000]},
        {"split_columns": list(range(40))},
        {"granularity": "planet"},
        {"dtype": "int8"},
        {"name": 7},
    ],
)
def test_a_layer_entry_that_makes_no_sense_is_refused(exported, change):
    files = exported[1]
    rewrite(files, lambda fields: fields["layers"][0].update(change))
    with pytest.raises(UnsafeFileError):
        read_header(files.header)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format": "other"}', "[" * 100_000, '{"format": "modelarium-quan'],
)
def test_text_that_is_no_header_is_refused(exported, text):
    files = exported[1]
    files.header.write_text(text)
    with pytest.raises(UnsafeFileError):
        load_network(files.header, bert())


@pytest.mark.parametrize("field", ["layers", "file", "architecture", "full_bytes"])
def test_a_header_without_a_field_is_refused(exported, field):
    files = exported[1]
    rewrite(files, lambda fields: fields.pop(field))
    with pytest.raises(UnsafeFileError, match="lacks a field"):
        read_header(files.header)


def test_another_version_says_what_to_do(exported):
    files = exported[1]
    rewrite(files, lambda fields: fields.update(version=2))
    with pytest.raises(IntegrityError, match="must have version 1, got 2; export"):
        read_header(files.header)


@pytest.mark.parametrize("file", ["../small.safetensors", "/etc/passwd", "small.json", ""])
def test_a_header_cannot_point_outside_its_folder(exported, file):
    files = exported[1]
    rewrite(files, lambda fields: fields.update(file=file))
    with pytest.raises(UnsafeFileError, match="must name a safetensors file beside it"):
        load_network(files.header, bert())


def test_another_architecture_is_named(exported):
    files = exported[1]
    with pytest.raises(IntegrityError, match="build the same architecture"):
        load_network(files.header, nn.Sequential(nn.Linear(2, 2)))
    config = bert().config
    config.num_labels = 5
    with pytest.raises(IntegrityError, match=r"classifier\.\w+ must keep its shape"):
        load_network(files.header, hf.BertForSequenceClassification(config))


def test_a_network_with_more_layers_is_another_architecture(exported):
    config = bert().config
    config.num_hidden_layers = 2
    with pytest.raises(IntegrityError, match="16 tensors are missing"):
        load_network(exported[1].header, hf.BertForSequenceClassification(config))


def test_an_export_is_not_overwritten_unless_asked(exported):
    made, files = exported
    with pytest.raises(EngineError, match=r"small\.json is there already"):
        export_network(made, files.header)
    export_network(made, files.header, overwrite=True)


@pytest.mark.parametrize("name", ["small.safetensors", ".json", "..json", "a b.json"])
def test_a_name_that_is_not_plain_is_refused(exported, name, tmp_path):
    with pytest.raises(ValueError, match="must be a plain name"):
        export_network(exported[0], tmp_path / name)


def test_only_the_two_files_are_written(exported, tmp_path):
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.json", "small.safetensors"]


def test_a_folder_that_is_not_there_is_not_made(exported, tmp_path):
    with pytest.raises(NotFoundError, match="'nowhere' is not there"):
        export_network(exported[0], tmp_path / "nowhere" / "small.json")
    assert not (tmp_path / "nowhere").exists()


def test_without_codes_there_is_nothing_to_export(tmp_path):
    made = quantize_network(bert(), LinearQuantization(), keep_codes=False)
    with pytest.raises(ValueError, match="keep_codes=True"):
        export_network(made, tmp_path / "small.json")
    assert not list(tmp_path.iterdir())

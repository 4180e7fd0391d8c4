import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from engine import zoo
from engine.core.errors import IntegrityError, NotFoundError
from engine.language.adapters import load_task_model, merge_adapter, shipped_adapters
from engine.language.evaluation import predict, score
from engine.language.examples import load_examples
from engine.language.heads import POOLINGS, TaskNetwork, masked_mean, split_pair
from engine.language.tasks import TASKS

LAYER = "bert.encoder.layer.0.intermediate.dense"


def tiny_bert() -> BertModel:
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BertConfig(**sizes, intermediate_size=16, vocab_size=30)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return BertModel(config, add_pooling_layer=False).eval().requires_grad_(False)


def tiny_network(pooling="mean", labels=2) -> TaskNetwork:
    with torch.random.fork_rng():
        torch.manual_seed(1)
        return TaskNetwork(tiny_bert(), labels, pooling=pooling).eval()


def pair_batch() -> dict[str, torch.Tensor]:
    """``[CLS] 5 6 [SEP] 7 [SEP]`` beside the longer ``[CLS] 8 [SEP] 9 10 11 [SEP]``."""
    return {
        "input_ids": torch.tensor([[1, 5, 6, 2, 7, 2, 0], [1, 8, 2, 9, 10, 11, 2]]),
        "attention_mask": torch.tensor([[1, 1, 1, 1, 1, 1, 0], [1] * 7]),
        "token_type_ids": torch.tensor([[0, 0, 0, 0, 1, 1, 0], [0, 0, 0, 1, 1, 1, 1]]),
    }


def adapter(rank=2) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(0)
    return {
        f"{LAYER}.up": generator.normal(size=(16, rank)).astype(np.float16),
        f"{LAYER}.down": generator.normal(size=(rank, 8)).astype(np.float16),
        "classifier.weight": generator.normal(size=(2, 8)).astype(np.float16),
        "classifier.bias": np.array([0.5, -0.5], dtype=np.float32),
    }


def test_a_merged_layer_is_its_weight_plus_up_times_down():
    network, arrays = tiny_network(), adapter()
    states = torch.randn(3, 8, generator=torch.Generator().manual_seed(0))
    layer = network.get_submodule(LAYER)
    up, down = (torch.from_numpy(arrays[f"{LAYER}.{part}"]).float() for part in ("up", "down"))
    beside = layer(states) + states @ down.T @ up.T
    merge_adapter(network, arrays)
    assert torch.allclose(layer(states), beside, atol=1e-5)
    assert network.classifier.bias.tolist() == [0.5, -0.5]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({f"{LAYER}.up": np.zeros((16, 3), np.float16)}, "must hold up"),
        ({f"{LAYER}.up": np.zeros((4, 2), np.float16)}, "does not fit the network at bert"),
        ({"classifier.weight": np.zeros((3, 8), np.float16)}, "does not fit .* at classifier"),
        ({"nowhere.up": np.zeros((4, 1)), "nowhere.down": np.zeros((1, 4))}, "at nowhere"),
    ],
)
def test_an_adapter_of_another_model_is_refused_and_changes_nothing(change, message):
    network = tiny_network()
    before = {name: each.clone() for name, each in network.state_dict().items()}
    with pytest.raises(IntegrityError, match=message):
        merge_adapter(network, adapter() | change)
    assert all(torch.equal(before[name], each) for name, each in network.state_dict().items())


def test_a_pair_is_split_into_two_sentences_with_a_start_each():
    ids, mask = split_pair(**pair_batch())
    kept = [row[: int(count)].tolist() for row, count in zip(ids, mask.sum(1), strict=True)]
    assert kept == [[1, 5, 6, 2], [1, 8, 2], [1, 7, 2], [1, 9, 10, 11, 2]]


def test_a_siamese_network_does_not_see_one_sentence_through_the_other():
    network, batch = tiny_network("siamese"), pair_batch()
    alone = {name: each[:1, :6] for name, each in batch.items()}
    assert torch.allclose(network(**batch)[:1], network(**alone), atol=1e-5)


@pytest.mark.parametrize("pooling", POOLINGS)
def test_padding_changes_no_logit(pooling):
    network, batch = tiny_network(pooling), pair_batch()
    padded = {name: torch.nn.functional.pad(each, (0, 5)) for name, each in batch.items()}
    assert torch.allclose(network(**batch), network(**padded), atol=1e-5)


def test_the_masked_mean_is_the_plain_mean_of_the_kept_tokens():
    states = torch.arange(12.0).reshape(1, 4, 3)
    found = masked_mean(states, torch.tensor([[1, 1, 0, 0]]))
    assert found.tolist() == [[1.5, 2.5, 3.5]]


def test_an_unknown_pooling_is_refused():
    with pytest.raises(NotFoundError, match="there are: mean, segments, siamese"):
        tiny_network("max")


def test_a_pair_without_adapter_is_refused_with_what_there_is():
    with pytest.raises(NotFoundError, match=r"no adapter of minilm-2 for CoLA.*there are"):
        load_task_model("minilm-2", "cola")


def test_all_fourteen_adapters_ship():
    deep = {(task.name, model) for task in TASKS for model in ("minilm", "minilm-3")}
    shallow = {(task, model) for task in ("sst2", "stsb") for model in ("minilm-2", "minilm-4")}
    assert set(shipped_adapters()) == deep | shallow


@pytest.mark.parametrize("pair", shipped_adapters(), ids="-".join)
def test_a_shipped_adapter_is_small_and_of_low_rank(pair):
    arrays = zoo.tensors(f"glue_{pair[0]}_{pair[1]}")
    assert sum(each.nbytes for each in arrays.values()) <= 490_000
    assert max(each.shape[0] for name, each in arrays.items() if name.endswith(".down")) <= 8


@pytest.mark.data
def test_a_card_s_dev_score_is_measured_again(data):
    model = load_task_model("minilm-2", "stsb")
    dev = load_examples("stsb", "glue")
    found = score(model.task, predict(model, dev), dev.labels)
    assert found["spearman"] == pytest.approx(model.card.score["dev_spearman"], abs=2e-3)

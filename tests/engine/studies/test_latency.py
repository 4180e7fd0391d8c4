"""Latency is measured; what can be checked without a clock is checked here."""

import pytest
import torch
from transformers import BertConfig, BertModel

from engine.core.errors import CancelledError
from engine.language.heads import TaskNetwork
from engine.quantization import LinearQuantization
from engine.quantization.network import quantize_network
from engine.studies.latency import dynamic_int8, measure_latency


@pytest.fixture(scope="module")
def network():
    config = BertConfig(
        hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=256
    )
    return TaskNetwork(BertModel(config, add_pooling_layer=False), 2).eval()


def test_every_network_and_batch_has_a_row_in_milliseconds(network):
    simulated = quantize_network(network, LinearQuantization(bits=4)).module
    rows = measure_latency(network, simulated, batches=(1, 2), tokens=8, rounds=3)
    assert {(r.network, r.batch) for r in rows} == {
        (n, b) for n in ("float32", "simulated", "int8") for b in (1, 2)
    }
    assert all(0 < r.fastest_milliseconds <= r.milliseconds for r in rows)


def test_simulated_weights_are_not_smaller_on_disk_but_int8_is(network):
    simulated = quantize_network(network, LinearQuantization(bits=4)).module
    size = {r.network: r.megabytes for r in measure_latency(network, simulated, rounds=1)}
    assert size["simulated"] == pytest.approx(size["float32"], rel=0.01)
    assert size["int8"] < size["float32"]


def test_int8_answers_nearly_like_float32(network):
    ids = torch.arange(1000, 1010).unsqueeze(0)
    inputs = (ids, torch.ones_like(ids), torch.zeros_like(ids))
    with torch.inference_mode():
        assert torch.allclose(dynamic_int8(network)(*inputs), network(*inputs), atol=0.05)


def test_a_stopped_measurement_ends(network):
    def stop(_share: float, _message: str) -> None:
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        measure_latency(network, network, rounds=1, report=stop)

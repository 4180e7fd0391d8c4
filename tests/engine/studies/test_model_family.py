"""Sizes of the family follow from shapes; errors are those of the plain formula."""

import pytest
import torch
from torch import nn

from engine.language.family import FAMILY
from engine.quantization import LinearQuantization
from engine.studies.model_family import family_errors, family_sizes


def test_every_member_has_a_size_and_no_download_is_needed(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert [each.title for each in family_sizes(4)] == [each.title for each in FAMILY]
    assert len(FAMILY) >= 26


def test_tiny_hardly_shrinks_by_its_linear_layers_and_base_does():
    sizes = {each.title: each for each in family_sizes(2)}
    tiny, base = sizes["BERT Tiny (2 layers, width 128)"], sizes["BERT Base, uncased"]
    # 25 x 128^2 of 4,385,920 weights are linear; two of 32 bits are kept of each
    assert tiny.linear_only == pytest.approx(1 - 30 / 32 * 25 * 128**2 / 4_385_920)
    assert tiny.linear_only > 0.9 > 0.3 > base.linear_only
    assert tiny.with_words < 0.09


@pytest.mark.parametrize("bits", [1, 9])
def test_a_width_that_no_method_has_is_refused(bits):
    with pytest.raises(ValueError, match="bits must lie from 2 to 8"):
        family_sizes(bits)


def test_errors_add_up_all_weights_of_a_model():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(40, 30), nn.ReLU(), nn.Linear(30, 50))
    found = family_errors({"small": lambda: network}, 4)
    row = found[(found["method"] == "LQ") & (found["granularity"] == "row")].iloc[0]
    noise = power = 0.0
    for weight in (network[0].weight.detach(), network[2].weight.detach()):
        quantized = LinearQuantization(bits=4, granularity="row")(weight).weight
        noise += float((quantized - weight).double().square().sum())
        power += float(weight.double().square().sum())
    assert row["error"] == pytest.approx(noise / power, rel=1e-3)
    assert row["parameters"] == 40 * 30 + 30 + 30 * 50 + 50


def test_without_a_model_there_is_nothing_to_measure():
    with pytest.raises(ValueError, match="no model to measure"):
        family_errors({}, 4)

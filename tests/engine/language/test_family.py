"""The family's sizes against transformers' own networks and the published rounded numbers."""

import pytest

from engine.language.family import FAMILY, MINIATURES, family_member

MILLIONS = {
    2: (4.39, 9.59, 22.46, 38.60),
    4: (4.78, 11.17, 28.76, 52.78),
    6: (5.18, 12.75, 35.07, 66.96),
    8: (5.58, 14.33, 41.37, 81.13),
    10: (5.97, 15.91, 47.68, 95.31),
    12: (6.37, 17.49, 53.98, 109.48),
}
LINEAR_MILLIONS = {
    2: (0.41, 1.64, 6.55, 14.75),
    4: (0.80, 3.21, 12.85, 28.90),
    6: (1.20, 4.78, 19.14, 43.06),
    8: (1.59, 6.36, 25.43, 57.21),
    10: (1.98, 7.93, 31.72, 71.37),
    12: (2.38, 9.50, 38.01, 85.52),
}
WIDTHS = (128, 256, 512, 768)


def test_there_are_twenty_four_miniatures_with_different_ids():
    assert len({member.name for member in MINIATURES}) == len(MINIATURES) == 24


@pytest.mark.parametrize("member", MINIATURES, ids=lambda member: member.name)
def test_a_miniature_has_the_published_number_of_parameters(member):
    place = WIDTHS.index(member.hidden)
    assert round(member.parameters / 1e6, 2) == MILLIONS[member.layers][place]
    assert round(member.linear_weights / 1e6, 2) == LINEAR_MILLIONS[member.layers][place]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("google-bert/bert-base-uncased", 109_482_240),
        ("google-bert/bert-base-cased", 108_310_272),
        ("google-bert/bert-large-uncased", 335_141_888),
        ("google-bert/bert-large-cased", 333_579_264),
    ],
)
def test_base_and_large_have_the_published_number_of_parameters(name, parameters):
    assert family_member(name).parameters == parameters


@pytest.mark.parametrize("place", [0, 5, 23, 25, 27])
def test_the_closed_form_counts_what_transformers_builds(place):
    import torch
    from transformers import BertConfig, BertModel

    member = FAMILY[place]
    config = BertConfig(
        vocab_size=member.vocabulary,
        hidden_size=member.hidden,
        num_hidden_layers=member.layers,
        num_attention_heads=member.heads,
        intermediate_size=4 * member.hidden,
    )
    with torch.device("meta"):
        network = BertModel(config)
    linear = [m for m in network.modules() if isinstance(m, torch.nn.Linear)]
    assert sum(each.numel() for each in network.parameters()) == member.parameters
    assert sum(each.weight.numel() for each in linear) == member.linear_weights


def test_another_model_is_not_of_the_family():
    assert family_member("somebody/some-bert") is None

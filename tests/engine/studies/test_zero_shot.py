"""Zero-shot similarity reads both sentences apart."""

import types

import pytest
import torch
from torch import nn

from engine.studies.zero_shot import ZeroShotSimilarity


class OneHot(nn.Module):
    """An encoder whose state is the one-hot vector of the word piece."""

    def forward(self, input_ids, attention_mask):
        return types.SimpleNamespace(last_hidden_state=nn.functional.one_hot(input_ids, 8).float())


def test_the_cosine_of_mean_one_hot_states_counts_shared_words():
    # [CLS]=1 a=3 [SEP]=2 b=4 [SEP]=2: each mean has three pieces, two of them shared
    ids = torch.tensor([[1, 3, 2, 4, 2], [1, 3, 2, 3, 2]])
    segments = torch.tensor([[0, 0, 0, 1, 1]] * 2)
    found = ZeroShotSimilarity(OneHot())(ids, torch.ones_like(ids), segments)
    assert found[:, 0].tolist() == pytest.approx([2 / 3, 1.0])

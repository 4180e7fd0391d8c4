"""Sentence similarity without training: the cosine of two mean states."""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from engine.language.heads import masked_mean, split_pair


class ZeroShotSimilarity(nn.Module):
    """An encoder whose only output is the cosine of both sentences' mean states.

    Attributes:
        bert: The encoder.
    """

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(
        self,
        input_ids: Int[Tensor, "batch tokens"],
        attention_mask: Int[Tensor, "batch tokens"],
        token_type_ids: Int[Tensor, "batch tokens"],
    ) -> Float[Tensor, "batch 1"]:
        """Return the cosine of each pair, -1 to 1, in one column."""
        ids, mask = split_pair(input_ids, attention_mask, token_type_ids)
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        first, second = masked_mean(states, mask).chunk(2)
        return torch.cosine_similarity(first, second).unsqueeze(1)

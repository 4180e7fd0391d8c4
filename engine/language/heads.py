"""Networks that answer a task: an encoder, a pooling of its states, and a linear head."""

from typing import Any, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from engine.core.errors import unknown_name

POOLINGS = ("mean", "segments", "siamese", "cosine")


def masked_mean(
    states: Float[Tensor, "batch tokens hidden"], mask: Int[Tensor, "batch tokens"]
) -> Float[Tensor, "batch hidden"]:
    """Return the mean state over the tokens where ``mask`` is 1."""
    weight = mask.to(states.dtype).unsqueeze(-1)
    return (states * weight).sum(1) / weight.sum(1).clamp_min(1.0)


def pair_features(
    first: Float[Tensor, "batch hidden"], second: Float[Tensor, "batch hidden"]
) -> Float[Tensor, "batch features"]:
    """Compare two sentence vectors: product, distance (each scaled to order 1) and cosine."""
    first, second = nn.functional.normalize(first), nn.functional.normalize(second)
    width = first.shape[1]
    product = first * second
    distance = (first - second).abs()
    return torch.cat([product * width, distance * width**0.5, product.sum(1, keepdim=True)], 1)


def split_pair(
    input_ids: Int[Tensor, "batch tokens"],
    attention_mask: Int[Tensor, "batch tokens"],
    token_type_ids: Int[Tensor, "batch tokens"],
) -> tuple[Int[Tensor, "twice longest"], Int[Tensor, "twice longest"]]:
    """Turn ``[CLS] a [SEP] b [SEP]`` into the rows ``[CLS] a [SEP]`` and ``[CLS] b [SEP]``.

    Returns:
        Word pieces and mask of all first sentences, then of all second ones.
    """
    second = attention_mask * token_type_ids
    first = attention_mask - second
    start = first.sum(1, keepdim=True)
    position = torch.arange(input_ids.shape[1], device=input_ids.device).unsqueeze(0)
    source = (start - 1 + position).clamp_max(input_ids.shape[1] - 1)
    moved = input_ids.gather(1, source)
    moved = torch.where(position == 0, input_ids[:, :1], moved)
    length = second.sum(1, keepdim=True) + 1
    mask = torch.cat([first, (position < length).to(first.dtype)])
    longest = int(mask.sum(1).max())
    return (torch.cat([input_ids, moved]) * mask)[:, :longest], mask[:, :longest]


class TaskNetwork(nn.Module):
    """An encoder with a linear head.

    Attributes:
        bert: The encoder.
        classifier: Linear head on the pooled features.
        pooling: ``mean`` (mean state of one sentence), ``segments`` (the pair is read together;
            mean state, and both segments' means compared), ``siamese`` (both sentences are read
            apart and compared) or ``cosine`` (the same, and only the cosine is kept).
    """

    def __init__(self, bert: nn.Module, labels: int, *, pooling: str = "mean") -> None:
        super().__init__()
        if pooling not in POOLINGS:
            raise unknown_name("pooling", pooling, POOLINGS)
        hidden: int = cast("Any", bert).config.hidden_size
        features = {
            "mean": hidden,
            "segments": 3 * hidden + 1,
            "siamese": 2 * hidden + 1,
            "cosine": 1,
        }
        self.bert = bert
        self.pooling = pooling
        self.classifier = nn.Linear(features[pooling], labels)

    def features(
        self,
        input_ids: Int[Tensor, "batch tokens"],
        attention_mask: Int[Tensor, "batch tokens"],
        token_type_ids: Int[Tensor, "batch tokens"],
    ) -> Float[Tensor, "batch features"]:
        """Return what the head sees."""
        if self.pooling in ("siamese", "cosine"):
            ids, mask = split_pair(input_ids, attention_mask, token_type_ids)
            states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
            compared = pair_features(*masked_mean(states, mask).chunk(2))
            return compared if self.pooling == "siamese" else compared[:, -1:]
        if self.pooling == "mean":
            states = self.bert(input_ids=input_ids, attention_mask=attention_mask)
            return masked_mean(states.last_hidden_state, attention_mask)
        states = self.bert(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        whole = masked_mean(states, attention_mask)
        second = attention_mask * token_type_ids
        compared = pair_features(
            masked_mean(states, attention_mask - second), masked_mean(states, second)
        )
        return torch.cat([whole, compared], 1)

    def forward(
        self,
        input_ids: Int[Tensor, "batch tokens"],
        attention_mask: Int[Tensor, "batch tokens"],
        token_type_ids: Int[Tensor, "batch tokens"],
    ) -> Float[Tensor, "batch labels"]:
        """Return the logits, or the score in one column."""
        return self.classifier(self.features(input_ids, attention_mask, token_type_ids))

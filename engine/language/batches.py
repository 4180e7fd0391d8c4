"""Word pieces of examples in batches of like length, padded no further than their longest."""

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from engine.language.examples import Examples

if TYPE_CHECKING:
    from transformers import BatchEncoding, PreTrainedTokenizerBase

MAXIMUM_CHARACTERS = 10_000


@dataclasses.dataclass(frozen=True)
class Pieces:
    """Word pieces of every example, unpadded.

    Attributes:
        ids: Vocabulary ids, one list an example.
        segments: 0 for the first sentence, 1 for the second.
        padding: Id that fills a row.
    """

    ids: list[list[int]]
    segments: list[list[int]]
    padding: int

    @property
    def lengths(self) -> Int[np.ndarray, " examples"]:
        """Number of word pieces of each example."""
        return np.array([len(each) for each in self.ids], dtype=np.int64)

    def batch(self, rows: Sequence[int]) -> dict[str, Tensor]:
        """Return ``input_ids``, ``attention_mask`` and ``token_type_ids`` of some examples."""
        longest = max(len(self.ids[row]) for row in rows)
        ids = torch.full((len(rows), longest), self.padding, dtype=torch.int64)
        mask = torch.zeros_like(ids)
        segments = torch.zeros_like(ids)
        for place, row in enumerate(rows):
            count = len(self.ids[row])
            ids[place, :count] = torch.tensor(self.ids[row])
            mask[place, :count] = 1
            segments[place, :count] = torch.tensor(self.segments[row])
        return {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}


def sentence_pieces(
    tokenizer: "PreTrainedTokenizerBase",
    first: Sequence[str],
    second: Sequence[str] | None = None,
    *,
    max_tokens: int = 128,
) -> Pieces:
    """Cut sentences, or pairs of them, into at most ``max_tokens`` word pieces each.

    A model with fewer positions than that gets no more than it has. Of each sentence only the
    first 10000 characters are looked at.
    """
    found = tokenizer(
        [text[:MAXIMUM_CHARACTERS] for text in first],
        None if second is None else [text[:MAXIMUM_CHARACTERS] for text in second],
        truncation=True,
        max_length=min(max_tokens, tokenizer.model_max_length),
        padding=False,
        return_token_type_ids=True,
    )
    padding = tokenizer.pad_token_id
    segments = found["token_type_ids"] if second is None else _segments(found)
    return Pieces(found["input_ids"], segments, 0 if padding is None else padding)


def _segments(found: "BatchEncoding") -> list[list[int]]:
    """Return where the second sentences are, marked with 1.

    Tokenizers of RoBERTa and MPNet number both sentences 0; there the second one runs from its
    first word piece on.
    """
    segments = []
    for place, given in enumerate(found["token_type_ids"]):
        if any(given):
            segments.append(given)
            continue
        owners = found.sequence_ids(place)
        start = owners.index(1) if 1 in owners else len(owners)
        segments.append([int(position >= start) for position in range(len(owners))])
    return segments


def word_pieces(tokenizer: "PreTrainedTokenizerBase", examples: Examples) -> Pieces:
    """Cut examples into word pieces, at most ``task.max_tokens`` each."""
    return sentence_pieces(
        tokenizer, examples.first, examples.second, max_tokens=examples.task.max_tokens
    )


def by_length(lengths: Int[np.ndarray, " examples"], size: int) -> list[list[int]]:
    """Group examples of like length: rows of each batch, shortest examples first."""
    order = np.argsort(lengths, kind="stable").tolist()
    return [order[start : start + size] for start in range(0, len(order), size)]

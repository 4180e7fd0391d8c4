"""Sentence vectors: the mean state of an encoder, as all-MiniLM-L6-v2 was trained to be read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float
from torch import nn

from engine.core.jobs import Report
from engine.language.batches import by_length, sentence_pieces
from engine.language.heads import masked_mean

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


def sentence_embeddings(
    network: nn.Module,
    tokenizer: "PreTrainedTokenizerBase",
    sentences: Sequence[str],
    *,
    batch_size: int = 32,
    report: Report | None = None,
) -> Float[np.ndarray, "sentences hidden"]:
    """Return one vector of length 1 a sentence: the mean of its last states (float32).

    Args:
        network: An encoder, full or quantized.
        tokenizer: Its tokenizer.
        sentences: At least one; cut after 128 word pieces.
        batch_size: Sentences read at once.
        report: Called after each batch.

    Raises:
        ValueError: If there is no sentence.
    """
    if not sentences:
        raise ValueError("there must be at least one sentence, got none")
    pieces = sentence_pieces(tokenizer, sentences)
    batches = by_length(pieces.lengths, batch_size)
    found: list[np.ndarray] = []
    with torch.inference_mode():
        for done, rows in enumerate(batches):
            if report is not None:
                report(done / len(batches), f"sentence {done * batch_size} of {len(sentences)}")
            batch = pieces.batch(rows)
            states = network(
                input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]
            ).last_hidden_state
            mean = masked_mean(states, batch["attention_mask"])
            found.append(nn.functional.normalize(mean).float().numpy())
    stacked = np.concatenate(found)
    vectors = np.empty_like(stacked)
    vectors[np.concatenate([np.array(rows) for rows in batches])] = stacked
    return vectors


def cosines(
    first: Float[np.ndarray, "pairs hidden"], second: Float[np.ndarray, "pairs hidden"]
) -> Float[np.ndarray, " pairs"]:
    """Return the cosine of each pair of vectors; 0 where one is zero (float64).

    >>> cosines(np.array([[3.0, 4.0]]), np.array([[4.0, 3.0]])).round(2)
    array([0.96])
    """
    first, second = first.astype(np.float64), second.astype(np.float64)
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    products = np.sum(first * second, axis=1)
    return np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)

"""Sentences as one batch of word pieces: typical input for measuring errors of outputs."""

from typing import TYPE_CHECKING

from engine.data.bundled import calibration_sentences

if TYPE_CHECKING:
    from torch import Tensor

    from engine.language.models import Encoder

DEFAULT_SENTENCES = 24
"""How many of the bundled sentences take part unless the caller brings others."""
SWITCH_SENTENCES = 12
"""How many are used where single layers are switched: each layer costs two passes."""


def calibration_batch(
    encoder: "Encoder", sentences: tuple[str, ...] | None = None
) -> "dict[str, Tensor]":
    """Tokenize sentences into one padded batch.

    Args:
        encoder: Model whose tokenizer reads them.
        sentences: At least one, each cut at 64 word pieces; None takes the first 24 bundled.

    Returns:
        The keyword arguments ``input_ids`` and ``attention_mask``, (sentences, tokens) each.

    Raises:
        ValueError: If there is no sentence.
    """
    chosen = calibration_sentences()[:DEFAULT_SENTENCES] if sentences is None else sentences
    if not chosen:
        raise ValueError("calibration needs at least one sentence, got none; add a line of text")
    tokens = encoder.tokenizer(
        list(chosen), padding=True, truncation=True, max_length=64, return_tensors="pt"
    )
    return {name: tokens[name] for name in ("input_ids", "attention_mask")}

"""Sentences as one batch of word pieces: typical input for measuring errors of outputs."""

import dataclasses
from typing import TYPE_CHECKING

from engine.data.bundled import calibration_sentences

if TYPE_CHECKING:
    from torch import Tensor

    from engine.language.models import Encoder

DEFAULT_SENTENCES = 24
"""How many of the bundled sentences take part unless the caller brings others."""


@dataclasses.dataclass(frozen=True)
class TokenBatch:
    """Sentences as a network reads them.

    Attributes:
        input_ids: Word pieces, shape (sentences, tokens).
        attention_mask: 1 where a word piece stands, 0 where the sentence is padded.
    """

    input_ids: "Tensor"
    attention_mask: "Tensor"

    @property
    def inputs(self) -> dict[str, "Tensor"]:
        """Keyword arguments of the network."""
        return {"input_ids": self.input_ids, "attention_mask": self.attention_mask}


def calibration_batch(encoder: "Encoder", sentences: tuple[str, ...] | None = None) -> TokenBatch:
    """Tokenize sentences into one padded batch.

    Args:
        encoder: Model whose tokenizer reads them.
        sentences: At least one, each cut at 64 word pieces; None takes the first 24 bundled.

    Raises:
        ValueError: If there is no sentence.
    """
    chosen = calibration_sentences()[:DEFAULT_SENTENCES] if sentences is None else sentences
    if not chosen:
        raise ValueError("calibration needs at least one sentence, got none; add a line of text")
    tokens = encoder.tokenizer(
        list(chosen), padding=True, truncation=True, max_length=64, return_tensors="pt"
    )
    return TokenBatch(tokens["input_ids"], tokens["attention_mask"])

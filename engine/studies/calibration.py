"""Sentences of our own that stand for typical input where an error of outputs is measured."""

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from engine.language.models import Encoder

CALIBRATION_SENTENCES = (
    "The ferry leaves at seven, so we should be at the harbour a little earlier.",
    "Prices for copper fell by two percent after the mine reopened.",
    "Why does bread rise more slowly in a cold kitchen?",
    "She repaired the old radio with a spoon and a great deal of patience.",
    "A vaccine trains the immune system without causing the disease.",
    "I found the second half of the film dull, but the music was wonderful.",
    "The committee will publish its report on the bridge next Thursday.",
    "Two children are drawing a dragon on the pavement with chalk.",
    "Please restart the router before you call the support line again.",
    "Nobody expected the smallest team to win the championship twice.",
    "The recipe asks for three eggs, a pinch of salt and half a lemon.",
    "According to the survey, most commuters would rather cycle than drive.",
    "The telescope recorded a faint signal from a distant galaxy.",
    "He apologised, although the mistake had not been his.",
    "Our garden needs rain; the tomatoes are already turning yellow.",
    "The court rejected the appeal because the deadline had passed.",
    "Can you tell me which platform the train to Vienna leaves from?",
    "Quantum computers are fast at some problems and slow at most others.",
    "The painting was sold for far more than the museum could afford.",
    "A dog that barks at night keeps the whole street awake.",
    "The engine overheats whenever the road climbs for more than a mile.",
    "It is cheaper to insulate a roof than to heat a cold house.",
    "The novel follows three sisters through a winter without electricity.",
    "Thanks for the quick delivery, but one of the cups arrived broken.",
)


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


def calibration_batch(
    encoder: "Encoder", sentences: tuple[str, ...] = CALIBRATION_SENTENCES
) -> TokenBatch:
    """Tokenize sentences into one padded batch.

    Args:
        encoder: Model whose tokenizer reads them.
        sentences: At least one sentence; each is cut at 64 word pieces.

    Raises:
        ValueError: If there is no sentence.
    """
    if not sentences:
        raise ValueError("calibration needs at least one sentence, got none; add a line of text")
    tokens = encoder.tokenizer(
        list(sentences), padding=True, truncation=True, max_length=64, return_tensors="pt"
    )
    return TokenBatch(tokens["input_ids"], tokens["attention_mask"])

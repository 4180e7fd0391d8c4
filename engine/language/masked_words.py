"""The five words that a model would put in place of a hidden one; needs a masked-word head."""

import dataclasses
import re
from typing import TYPE_CHECKING

import torch
from torch import nn

from engine.core.errors import NotFoundError
from engine.language.checkpoint import load_network, open_checkpoint
from engine.language.models import MODELS
from engine.language.sentences import clean_sentence
from engine.language.sources import folder_elsewhere
from engine.language.tokenizer_files import load_tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

BLANK = re.compile(r"\[MASK\]|<mask>|_{2,}", re.IGNORECASE)


_HEADS = ("cls.predictions.", "lm_head.", "vocab_transform.", "generator_predictions.")


@dataclasses.dataclass(frozen=True)
class WordGuess:
    """One candidate for the hidden word.

    Attributes:
        word: The word piece.
        probability: Between 0 and 1, over the whole vocabulary.
    """

    word: str
    probability: float


@dataclasses.dataclass(frozen=True)
class MaskedWordModel:
    """A network with a masked-word head.

    Attributes:
        name: Name in the model list.
        network: Gives logits over the vocabulary; may be replaced by a quantized copy.
        tokenizer: Its fast tokenizer.
    """

    name: str
    network: nn.Module
    tokenizer: "PreTrainedTokenizerBase"


def has_masked_word_head(name: str) -> bool:
    """Return whether a model on this machine lists the tensors of such a head; reads no weights.

    >>> has_masked_word_head("minilm")
    False

    Raises:
        NotFoundError: If the model is not on this machine.
        UnsafeFileError: If a file is malformed.
    """
    if any(entry.name == name for entry in MODELS):
        return False
    tensors = open_checkpoint(folder_elsewhere(name)).tensors
    return any(info.name.startswith(_HEADS) for info in tensors)


def load_masked_word_model(name: str) -> MaskedWordModel:
    """Load a model with its masked-word head from the hub's cache, a folder or an upload.

    Raises:
        NotFoundError: If the model is not on this machine, or has no such head, as the embedded
            one.
        OfflineError: If it would have to be downloaded and the network is forbidden.
        UnsafeFileError: If a file is malformed.
    """
    if any(entry.name == name for entry in MODELS):
        raise NotFoundError(
            f"the embedded {name} is a sentence encoder without a masked-word head; download a "
            "BERT from the hub, such as google/bert_uncased_L-2_H-128_A-2 (18 MB)"
        )
    folder = folder_elsewhere(name)
    checkpoint = open_checkpoint(folder)
    tokenizer = load_tokenizer(folder, checkpoint.architecture, checkpoint.config)
    if tokenizer.mask_token is None:
        raise NotFoundError(
            f"the tokenizer of {name} has no [MASK]; choose a model trained on masked words"
        )
    return MaskedWordModel(name, load_network(checkpoint, head="masked_words"), tokenizer)


@torch.no_grad()
def masked_words(
    model: MaskedWordModel, sentence: str, *, count: int = 5
) -> tuple[WordGuess, ...]:
    """Return the likeliest words for the blank of a sentence, best first.

    Args:
        model: Model with a masked-word head.
        sentence: Text with one ``[MASK]`` (or ``<mask>`` or ``___``).
        count: How many words.

    Raises:
        ValueError: If the sentence does not have exactly one blank, or ends before it when cut
            to the model's length.
    """
    pieces = BLANK.split(clean_sentence(sentence).text)
    if len(pieces) != 2:
        raise ValueError(
            f"the sentence must have exactly one [MASK], got {len(pieces) - 1}; "
            "for example: The cat sat on the [MASK]."
        )
    tokenizer = model.tokenizer
    encoded = tokenizer(
        str(tokenizer.mask_token).join(pieces), truncation=True, return_tensors="pt"
    )
    places = (encoded["input_ids"][0] == tokenizer.mask_token_id).nonzero()
    if len(places) != 1:
        raise ValueError(
            f"the [MASK] must stand within the first {tokenizer.model_max_length} word pieces; "
            "shorten the sentence"
        )
    inputs = {name: encoded[name] for name in tokenizer.model_input_names if name in encoded}
    logits = model.network(**inputs).logits[0, int(places[0])]
    best = logits.double().softmax(-1).topk(min(count, len(logits)))
    return tuple(
        WordGuess(str(tokenizer.decode([number])).strip(), float(share))
        for number, share in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    )

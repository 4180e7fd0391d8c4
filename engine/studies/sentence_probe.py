"""What quantization does to one sentence: prediction, embedding drift and attention drift."""

import copy
import dataclasses
from typing import Any, cast

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.language.heads import TaskNetwork
from engine.language.tasks import Task

MAXIMUM_TOKENS = 64


@dataclasses.dataclass(frozen=True)
class Reading:
    """What one network makes of one input.

    Attributes:
        outputs: Class probabilities, or the one score of a regression task.
        states: Hidden states after the embeddings and after each layer.
        attention: Attention weights; each row over tokens sums to 1.
        features: What the classifier sees.
    """

    outputs: Float[np.ndarray, " labels"]
    states: Float[np.ndarray, "depths tokens hidden"]
    attention: Float[np.ndarray, "layers heads tokens tokens"]
    features: Float[np.ndarray, " features"]


@dataclasses.dataclass(frozen=True)
class SentenceProbe:
    """The full and the quantized reading of one input, compared.

    Attributes:
        tokens: Word pieces as the network sees them.
        full: Reading of the full-precision network.
        quantized: Reading of the quantized network.
        state_cosine: Cosine between the mean hidden states, by depth; 1 is no drift.
        attention_cosine: Cosine between the attention maps of each head; 1 is no drift.
        feature_cosine: Cosine between what both classifiers see.
        cut: Whether the input was longer than ``MAXIMUM_TOKENS`` word pieces.
    """

    tokens: tuple[str, ...]
    full: Reading
    quantized: Reading
    state_cosine: Float[np.ndarray, " depths"]
    attention_cosine: Float[np.ndarray, "layers heads"]
    feature_cosine: float
    cut: bool


def cosine(
    left: Float[np.ndarray, "*batch size"], right: Float[np.ndarray, "*batch size"]
) -> Float[np.ndarray, "*batch"]:
    """Return the cosine along the last axis in float64; 0 where a vector is zero."""
    left, right = left.astype(np.float64), right.astype(np.float64)
    norms = np.linalg.norm(left, axis=-1) * np.linalg.norm(right, axis=-1)
    dots = (left * right).sum(-1)
    return np.divide(dots, norms, out=np.zeros_like(dots), where=norms > 0)


def read(network: TaskNetwork, task: Task, inputs: dict[str, Tensor]) -> Reading:
    """Run a task network on one input and keep what happened inside.

    Args:
        network: A task network with the attributes ``bert`` and ``features``; left as it is.
        task: Decides whether outputs are probabilities or a score.
        inputs: ``input_ids``, ``attention_mask`` and ``token_type_ids`` of shape (1, tokens).
    """
    # Attention maps need the eager implementation; a shallow copy keeps the network as it is.
    bert = cast("Any", copy.deepcopy(network.bert))
    bert.set_attn_implementation("eager")
    with torch.inference_mode():
        logits = network(**inputs)[0].float()
        features = network.features(**inputs)[0]
        inside = bert(**inputs, output_hidden_states=True, output_attentions=True)
    outputs = logits if task.labels == 1 else logits.softmax(-1)
    return Reading(
        outputs=outputs.numpy(),
        states=torch.cat(inside.hidden_states).numpy(),
        attention=torch.cat(inside.attentions).numpy(),
        features=features.float().numpy(),
    )


def probe(
    full: TaskNetwork,
    quantized: TaskNetwork,
    tokenizer: Any,  # noqa: ANN401 - any tokenizer of the transformers library
    task: Task,
    first: str,
    second: str | None = None,
) -> SentenceProbe:
    """Compare what a full and a quantized task network make of one input.

    Args:
        full: Full-precision task network.
        quantized: The same network with quantized weights.
        tokenizer: The tokenizer of both.
        task: The task that both solve.
        first: Sentence, already cleaned (:mod:`engine.language.sentences`).
        second: Second sentence of a pair task.

    Raises:
        ValueError: If the task needs a second sentence and none was given, or the first is empty.
    """
    if not first.strip():
        raise ValueError("the sentence must not be empty; type a few words")
    if task.pair and not (second or "").strip():
        raise ValueError(f"{task.title} compares two sentences; type a second one as well")
    pair = second if task.pair else None
    encoded = tokenizer(
        first, pair, truncation=True, max_length=MAXIMUM_TOKENS, return_tensors="pt"
    )
    names = ("input_ids", "attention_mask", "token_type_ids")
    inputs = {
        name: encoded[name] if name in encoded else torch.zeros_like(encoded["input_ids"])
        for name in names
    }
    left, right = read(full, task, inputs), read(quantized, task, inputs)
    heads = left.attention.shape[:2]
    return SentenceProbe(
        tokens=tuple(tokenizer.convert_ids_to_tokens(inputs["input_ids"][0].tolist())),
        full=left,
        quantized=right,
        state_cosine=cosine(left.states.mean(1), right.states.mean(1)),
        attention_cosine=cosine(
            left.attention.reshape(*heads, -1), right.attention.reshape(*heads, -1)
        ),
        feature_cosine=float(cosine(left.features, right.features)),
        cut=inputs["input_ids"].shape[1] == MAXIMUM_TOKENS,
    )

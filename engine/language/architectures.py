"""The five BERT-like architectures that may come from outside, and the limits of their settings.

Only listed numbers are taken from a ``config.json``; the rest of it (code references, label names,
generation settings) is ignored, so that no file can name code to run.
"""

import dataclasses
from typing import TYPE_CHECKING, Any

from engine.core.errors import UnsafeFileError

if TYPE_CHECKING:
    from transformers import PretrainedConfig

LIMITS = {
    "layers": 200,
    "hidden": 16_384,
    "heads": 256,
    "intermediate": 65_536,
    "vocabulary": 2_000_000,
    "positions": 100_000,
    "segments": 64,
    "embedding": 16_384,
    "buckets": 1024,
}
ACTIVATIONS = ("gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "silu", "swish", "tanh")
HEADS = {"masked_words": "ForMaskedLM", "question_answering": "ForQuestionAnswering"}
_BERT = {
    "layers": "num_hidden_layers",
    "hidden": "hidden_size",
    "heads": "num_attention_heads",
    "intermediate": "intermediate_size",
    "vocabulary": "vocab_size",
    "positions": "max_position_embeddings",
}
_DISTILBERT = {
    "layers": "n_layers",
    "hidden": "dim",
    "heads": "n_heads",
    "intermediate": "hidden_dim",
    "vocabulary": "vocab_size",
    "positions": "max_position_embeddings",
}


@dataclasses.dataclass(frozen=True)
class Architecture:
    """How one family of checkpoints is built.

    Attributes:
        model_type: The word in ``config.json``.
        title: What a visitor reads.
        stem: Beginning of the class names in transformers.
        keys: Our name of each size, and its name in ``config.json``.
        prefix: What tensor names may begin with, such as ``bert.``.
    """

    model_type: str
    title: str
    stem: str
    keys: dict[str, str]
    prefix: str

    @property
    def pooler(self) -> bool:
        """Whether the bare encoder can have a pooler."""
        return self.model_type in _WITH_POOLER


_SEGMENTS = {"segments": "type_vocab_size"}
_BUCKETS = {"buckets": "relative_attention_num_buckets"}
_EMBEDDING = {"embedding": "embedding_size"}
ARCHITECTURES = (
    Architecture("bert", "BERT or MiniLM", "Bert", {**_BERT, **_SEGMENTS}, "bert."),
    Architecture("distilbert", "DistilBERT", "DistilBert", _DISTILBERT, "distilbert."),
    Architecture("roberta", "RoBERTa", "Roberta", {**_BERT, **_SEGMENTS}, "roberta."),
    Architecture("mpnet", "MPNet", "MPNet", {**_BERT, **_BUCKETS}, "mpnet."),
    Architecture(
        "electra", "ELECTRA", "Electra", {**_BERT, **_SEGMENTS, **_EMBEDDING}, "electra."
    ),
)
_WITH_POOLER = ("bert", "roberta", "mpnet")
_PADDING = {"roberta": 1, "mpnet": 1}
_DEFAULTS = {"type_vocab_size": 2, "relative_attention_num_buckets": 32, "embedding_size": None}


def architecture_of(config: dict[str, Any]) -> Architecture | None:
    """Return the architecture that a config names, or None when it is another one."""
    wanted = config.get("model_type")
    return next((each for each in ARCHITECTURES if each.model_type == wanted), None)


def sizes_of(architecture: Architecture, config: dict[str, Any]) -> dict[str, int]:
    """Return the sizes that a config gives, each within its limit.

    Raises:
        ValueError: If a size is missing, not a whole number, or absurd.
    """
    sizes = {}
    for ours, key in architecture.keys.items():
        value = config.get(key, _DEFAULTS.get(key))
        if value is None and ours == "embedding":
            value = config.get("hidden_size")
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not 1 <= value <= LIMITS[ours]:
            raise ValueError(
                f"{key} in config.json must be a whole number from 1 to {LIMITS[ours]}, "
                f"got {repr(value)[:40]}; is it the config of this model?"
            )
        sizes[ours] = value
    if sizes["hidden"] % sizes["heads"]:
        raise ValueError(
            f"the width {sizes['hidden']} must be a multiple of the {sizes['heads']} attention "
            "heads; is it the config of this model?"
        )
    return sizes


def least_elements(sizes: dict[str, int]) -> int:
    """Return how many weights a network of these sizes has at least (biases not counted).

    >>> least_elements({"layers": 1, "hidden": 2, "intermediate": 8, "vocabulary": 10,
    ...                 "positions": 5})
    78
    """
    hidden = sizes["hidden"]
    layer = 4 * hidden**2 + 2 * hidden * sizes["intermediate"]
    rows = sizes["vocabulary"] + sizes["positions"]
    return rows * sizes.get("embedding", hidden) + sizes["layers"] * layer


def _setting(config: dict[str, Any], key: str, default: float, low: float, high: float) -> Any:  # noqa: ANN401
    value = config.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise ValueError(
            f"{key} in config.json must lie from {low} to {high}, got {repr(value)[:40]}; "
            "is it the config of this model?"
        )
    return value


def build_config(architecture: Architecture, config: dict[str, Any]) -> "PretrainedConfig":
    """Return the transformers config with nothing but checked values.

    Raises:
        ValueError: If a value is missing or outside its limits.
        UnsafeFileError: If the config asks for a variant that is not supported.
    """
    import transformers

    sizes = sizes_of(architecture, config)
    if config.get("position_embedding_type", "absolute") != "absolute":
        raise UnsafeFileError(
            "only absolute position embeddings are supported; "
            "leave config.json out to look at the weights alone"
        )
    chosen: dict[str, Any] = {architecture.keys[ours]: value for ours, value in sizes.items()}
    act = "activation" if architecture.model_type == "distilbert" else "hidden_act"
    chosen[act] = config.get(act, "gelu")
    if chosen[act] not in ACTIVATIONS:
        raise ValueError(
            f"{act} in config.json must be one of {', '.join(ACTIVATIONS)}, "
            f"got {repr(chosen[act])[:40]}"
        )
    if architecture.model_type != "distilbert":
        chosen["layer_norm_eps"] = _setting(config, "layer_norm_eps", 1e-12, 0.0, 0.1)
    last = sizes["vocabulary"] - 1
    padding = min(_PADDING.get(architecture.model_type, 0), last)
    chosen["pad_token_id"] = int(_setting(config, "pad_token_id", padding, 0, last))
    return getattr(transformers, f"{architecture.stem}Config")(**chosen)


def network_class(architecture: Architecture, head: str | None) -> type:
    """Return the transformers class of the bare encoder, or with one of ``HEADS``."""
    import transformers

    ending = "Model" if head is None else HEADS[head]
    return getattr(transformers, architecture.stem + ending)

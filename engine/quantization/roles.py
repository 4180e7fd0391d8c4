"""What a layer is for, read from its path in the network.

Covers BERT, DistilBERT, RoBERTa, ELECTRA, ALBERT, GPT-2, T5-like and ``nn.Transformer`` names; a
layer of any other network is ``other``. The paper (arXiv 2210.16621) does not list the layers
that it quantizes, so each role is a switch and the default is stated here.
"""

from torch import nn

ROLES = ("attention", "feed_forward", "embedding", "position", "pooler", "head", "other")
"""``embedding`` is the table of words, ``position`` those of positions and token types."""

DEFAULT_ROLES = ("attention", "feed_forward", "embedding", "pooler", "other")
"""Left out: position and token-type tables, and the task head. Bias and normalization are never
quantized: they are no weight matrices."""

WITHOUT_EMBEDDINGS = tuple(role for role in DEFAULT_ROLES if role != "embedding")
"""The default with the table of words left at full precision."""

_HEADS = frozenset(
    (
        *("classifier", "pre_classifier", "qa_outputs", "lm_head", "cls", "score", "head"),
        *("heads", "regressor", "logits", "vocab_transform", "vocab_projector", "predictions"),
        *("discriminator_predictions", "generator_predictions", "seq_relationship"),
    )
)
_FEED_FORWARD = frozenset(
    (
        *("intermediate", "ffn", "ffn_output", "mlp", "feed_forward", "DenseReluDense"),
        *("lin1", "lin2", "linear1", "linear2", "fc1", "fc2", "output"),
    )
)
_POSITION = ("position", "token_type", "segment", "relative", "wpe")


def layer_role(name: str, module: nn.Module) -> str:
    """Return the role of the layer at a dotted path.

    Args:
        name: Path as in ``named_modules()``.
        module: The layer itself; an ``nn.Embedding`` is a table, whatever its path.

    >>> layer_role("encoder.layer.0.attention.output.dense", nn.Linear(2, 2))
    'attention'
    >>> layer_role("encoder.layer.0.output.dense", nn.Linear(2, 2))
    'feed_forward'
    """
    parts = name.split(".")
    if isinstance(module, nn.Embedding):
        table = any(word in part.lower() for part in parts for word in _POSITION)
        return "position" if table else "embedding"
    if any("attention" in part.lower() or "attn" in part.lower() for part in parts):
        return "attention"
    if "pooler" in parts:
        return "pooler"
    if _HEADS.intersection(parts):
        return "head"
    block = next((place for place, part in enumerate(parts) if part.isdigit()), None)
    if block is not None and _FEED_FORWARD.intersection(parts[block + 1 :]):
        return "feed_forward"
    return "other"


def check_roles(roles: object) -> tuple[str, ...]:
    """Return the chosen roles as a tuple in the order of ROLES.

    Raises:
        ValueError: If one of them is not in ROLES.
    """
    chosen = {roles} if isinstance(roles, str) else set(roles)  # ty: ignore[invalid-argument-type]
    unknown = chosen.difference(ROLES)
    if unknown:
        raise ValueError(
            f"roles must be among {', '.join(ROLES)}, got {', '.join(sorted(map(str, unknown)))}"
        )
    return tuple(role for role in ROLES if role in chosen)

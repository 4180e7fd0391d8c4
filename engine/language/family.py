"""The BERT family on the hub: 24 miniatures, base and large, with their sizes known beforehand."""

import dataclasses

VOCABULARY_UNCASED = 30_522
VOCABULARY_CASED = 28_996
POSITIONS = 512
SEGMENTS = 2


@dataclasses.dataclass(frozen=True)
class FamilyMember:
    """One published BERT; nothing is downloaded to know this.

    Attributes:
        name: Id on the hub.
        title: What a visitor reads.
        layers: Transformer layers.
        hidden: Width of the hidden states.
        heads: Attention heads of a layer.
        vocabulary: Word pieces.
        parameters: All weights and biases of ``BertModel`` with its pooler.
        linear_weights: Weights of the linear layers alone, pooler included.
    """

    name: str
    title: str
    layers: int
    hidden: int
    heads: int
    vocabulary: int
    parameters: int
    linear_weights: int


def linear_weights(layers: int, hidden: int) -> int:
    """Return the weights of a BERT's linear layers, biases left out.

    A layer has four square matrices (query, key, value, output) and two of four times the width
    (feed-forward in and out): 12 x width^2. The pooler adds one square.

    >>> linear_weights(12, 768)
    85524480
    """
    return (12 * layers + 1) * hidden**2


def bert_parameters(layers: int, hidden: int, vocabulary: int) -> int:
    """Return all weights and biases of ``BertModel``, pooler and layer norms included.

    >>> bert_parameters(12, 768, 30522)
    109482240
    """
    embeddings = (vocabulary + POSITIONS + SEGMENTS + 2) * hidden
    biases_and_norms = layers * 13 * hidden + hidden
    return embeddings + linear_weights(layers, hidden) + biases_and_norms


def _member(name: str, title: str, layers: int, hidden: int, vocabulary: int) -> FamilyMember:
    return FamilyMember(
        name=name,
        title=title,
        layers=layers,
        hidden=hidden,
        heads=hidden // 64,
        vocabulary=vocabulary,
        parameters=bert_parameters(layers, hidden, vocabulary),
        linear_weights=linear_weights(layers, hidden),
    )


_NICKNAMES = {
    (2, 128): "BERT Tiny",
    (4, 256): "BERT Mini",
    (4, 512): "BERT Small",
    (8, 512): "BERT Medium",
}

MINIATURES = tuple(
    _member(
        f"google/bert_uncased_L-{layers}_H-{hidden}_A-{hidden // 64}",
        f"{_NICKNAMES.get((layers, hidden), 'BERT')} ({layers} layers, width {hidden})",
        layers,
        hidden,
        VOCABULARY_UNCASED,
    )
    for layers in (2, 4, 6, 8, 10, 12)
    for hidden in (128, 256, 512, 768)
)

FAMILY = (
    *MINIATURES,
    _member("google-bert/bert-base-uncased", "BERT Base, uncased", 12, 768, VOCABULARY_UNCASED),
    _member("google-bert/bert-base-cased", "BERT Base, cased", 12, 768, VOCABULARY_CASED),
    _member("google-bert/bert-large-uncased", "BERT Large, uncased", 24, 1024, VOCABULARY_UNCASED),
    _member("google-bert/bert-large-cased", "BERT Large, cased", 24, 1024, VOCABULARY_CASED),
)


def family_member(name: str) -> FamilyMember | None:
    """Return the family member with this hub id, or None for any other model.

    >>> family_member("google/bert_uncased_L-2_H-128_A-2").parameters
    4385920
    """
    return next((member for member in FAMILY if member.name == name), None)

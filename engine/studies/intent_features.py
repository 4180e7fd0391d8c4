"""The shipped sentence vectors of CLINC150's requests, and the tree of its intents."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping

import numpy as np
from jaxtyping import Float, Int

from engine import zoo
from engine.discovery.class_tree import ClassTree, tree_from_groups
from engine.discovery.splits import Benchmark, benchmark_of_tree

KIND = "class_features"
NAME, CELLS = "clinc150_minilm", "clinc150_cells"
LABELED_CLASSES, UNLABELED_CLASSES = 12, 3
"""Intents of each domain: 60 labeled and 15 unlabeled ones in five domains."""


@dataclasses.dataclass(frozen=True, eq=False)
class IntentFeatures:
    """Requests as vectors, without their texts.

    Attributes:
        tree: Domains and their intents; a leaf is ``domain/intent``.
        features: Sentence vectors, as they ship in half precision.
        labels: Place of each sample's intent in ``tree.leaves``.
        umap: Coordinates on a map of all samples.
        sha256: Hash of the shipped file.
        score: What the card has measured.
    """

    tree: ClassTree
    features: Float[np.ndarray, "samples 384"]
    labels: Int[np.ndarray, " samples"]
    umap: Float[np.ndarray, "samples 2"]
    sha256: str
    score: Mapping[str, float]

    def rows(self, classes: Iterable[str]) -> Int[np.ndarray, " chosen"]:
        """Return the samples of some intents.

        Raises:
            ValueError: If there is no such intent.
        """
        place = {each: number for number, each in enumerate(self.tree.leaves)}
        wanted = list(classes)
        unknown = [each for each in wanted if each not in place]
        if unknown:
            raise ValueError(
                f"classes must be intents such as {self.tree.leaves[0]!r}, got {unknown[0]!r}; "
                "choose them in the tree"
            )
        return np.flatnonzero(np.isin(self.labels, [place[each] for each in wanted]))

    def names(self, rows: Int[np.ndarray, " chosen"]) -> np.ndarray:
        """Return the intent of each of some samples."""
        return np.array(self.tree.leaves)[self.labels[rows]]


def intent_tree(domains: Mapping[str, Iterable[str]]) -> ClassTree:
    """Return the tree of domains and intents, in the data's order."""
    return tree_from_groups(domains, root="all requests")


def intent_benchmark(tree: ClassTree, *, split: int = 0) -> Benchmark:
    """Return L1, L1.5, L2, U1 and U2.

    Args:
        tree: Domains and their intents.
        split: 0 keeps the order of the data; any other number shuffles domains and intents.
    """
    return benchmark_of_tree(
        tree, labeled=LABELED_CLASSES, unlabeled=UNLABELED_CLASSES, seed=split or None
    )


@functools.cache
def intent_features() -> IntentFeatures:
    """Return the shipped features.

    Raises:
        NotFoundError: If they do not ship.
        IntegrityError: If the file is not the one of its card.
    """
    card, arrays = zoo.card(NAME), zoo.tensors(NAME)
    return IntentFeatures(
        tree=intent_tree(card.settings["domains"]),
        features=arrays["features"].astype(np.float32),
        labels=arrays["labels"].astype(np.int64),
        umap=arrays["umap"].astype(np.float32),
        sha256=card.sha256,
        score=card.score,
    )

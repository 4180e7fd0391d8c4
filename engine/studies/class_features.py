"""The shipped features of a data set's samples, and the tree of its classes."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping

import numpy as np
from jaxtyping import Float, Int

from engine import zoo
from engine.discovery.class_tree import ClassTree
from engine.discovery.splits import LABELED
from engine.studies.set_benchmarks import SetBenchmark, set_benchmark

KIND = "class_features"


@dataclasses.dataclass(frozen=True, eq=False)
class ShippedEncoder:
    """What an encoder trained on one labeled set makes of the samples of all other classes.

    Attributes:
        labeled: The labeled classes.
        rows: Samples that do not belong to them.
        features: Their features.
        training_accuracy: Share of the labeled samples that the encoder's head gets right.
    """

    labeled: frozenset[str]
    rows: Int[np.ndarray, " others"]
    features: Float[np.ndarray, "others width"]
    training_accuracy: float

    def embed(self, rows: Int[np.ndarray, " chosen"]) -> Float[np.ndarray, "chosen width"]:
        """Return the features of some samples of classes that are not labeled."""
        return self.features[np.searchsorted(self.rows, rows)]


@dataclasses.dataclass(frozen=True, eq=False)
class ClassFeatures:
    """Samples as vectors, without their texts or pictures.

    Attributes:
        benchmark: The data set.
        tree: Superclasses and their classes; a leaf is ``superclass/class``.
        features: Features that no label has touched, as they ship in half precision.
        labels: Place of each sample's class in ``tree.leaves``.
        umap: Coordinates on a map of all samples.
        encoders: What the labeled sets of the first split taught, where that ships.
        sha256: Hash of the shipped file.
        score: What the card has measured.
    """

    benchmark: SetBenchmark
    tree: ClassTree
    features: Float[np.ndarray, "samples width"]
    labels: Int[np.ndarray, " samples"]
    umap: Float[np.ndarray, "samples 2"]
    encoders: tuple[ShippedEncoder, ...]
    sha256: str
    score: Mapping[str, float]

    def rows(self, classes: Iterable[str]) -> Int[np.ndarray, " chosen"]:
        """Return the samples of some classes.

        Raises:
            ValueError: If there is no such class.
        """
        place = {each: number for number, each in enumerate(self.tree.leaves)}
        wanted = list(classes)
        unknown = [each for each in wanted if each not in place]
        if unknown:
            raise ValueError(
                f"classes must be leaves such as {self.tree.leaves[0]!r}, got {unknown[0]!r}; "
                "choose them in the tree"
            )
        return np.flatnonzero(np.isin(self.labels, [place[each] for each in wanted]))

    def names(self, rows: Int[np.ndarray, " chosen"]) -> np.ndarray:
        """Return the class of each of some samples."""
        return np.array(self.tree.leaves)[self.labels[rows]]

    def encoder(self, labeled: Iterable[str]) -> ShippedEncoder | None:
        """Return the shipped encoder of exactly these labeled classes, or None."""
        wanted = frozenset(labeled)
        return next((each for each in self.encoders if each.labeled == wanted), None)


def shipped_arrays(
    tree: ClassTree, labels: np.ndarray, benchmark: SetBenchmark, learned: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Return what ships of encoders: features of the samples outside each labeled set.

    Args:
        tree: Superclasses and classes.
        labels: Place of each sample's class in ``tree.leaves``.
        benchmark: The data set.
        learned: Features of all samples by the encoder of each labeled set's name.
    """
    sets, names = benchmark.benchmark(tree).labeled, np.array(tree.leaves)[labels]
    return {
        f"learned_{name}": features[~np.isin(names, sets[name])].astype(np.float16)
        for name, features in learned.items()
    }


@functools.cache
def class_features(key: str = "clinc150_minilm") -> ClassFeatures:
    """Return the shipped features of a benchmark.

    Raises:
        NotFoundError: If they do not ship.
        IntegrityError: If the file is not the one of its card.
    """
    benchmark, card, arrays = set_benchmark(key), zoo.card(key), zoo.tensors(key)
    tree = benchmark.tree(card.settings.get("groups") or card.settings["domains"])
    labels = arrays["labels"].astype(np.int64)
    names = np.array(tree.leaves)[labels]
    encoders = []
    for name in LABELED:
        if f"learned_{name}" in arrays:
            labeled = benchmark.benchmark(tree).labeled[name]
            encoders.append(
                ShippedEncoder(
                    labeled=frozenset(labeled),
                    rows=np.flatnonzero(~np.isin(names, labeled)),
                    features=arrays[f"learned_{name}"].astype(np.float32),
                    training_accuracy=card.score[f"training_accuracy_{name}"],
                )
            )
    return ClassFeatures(
        benchmark=benchmark,
        tree=tree,
        features=arrays["features"].astype(np.float32),
        labels=labels,
        umap=arrays["umap"].astype(np.float32),
        encoders=tuple(encoders),
        sha256=card.sha256,
        score=card.score,
    )

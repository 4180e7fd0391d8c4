"""Ship the features of a benchmark of class sets: plain ones, a map, and what presets taught."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine import zoo
from engine.core.paths import CACHED_MODELS, cache_folder
from engine.core.random import numpy_generator
from engine.discovery.agreement import agreement
from engine.discovery.class_tree import ClassTree
from engine.discovery.clustering import KMeans
from engine.discovery.splits import LABELED, UNLABELED
from engine.studies.class_features import KIND, shipped_arrays
from engine.studies.set_benchmarks import SetBenchmark
from training.set_encoders import SetEncoder, TrainedEncoder

SEED = 0
UMAP_SETTINGS: dict[str, Any] = {"n_neighbors": 15, "min_dist": 0.3, "n_components": 2}


def chosen(classes: np.ndarray, count: int, *, seed: int = SEED) -> np.ndarray:
    """Return the rows of ``count`` samples of each class, drawn by the seed, class by class.

    >>> chosen(np.array(["b", "a", "b", "a"]), 1).tolist()
    [1, 2]
    """
    generator = numpy_generator(seed)
    return np.concatenate(
        [
            np.sort(generator.permutation(np.flatnonzero(classes == each))[:count])
            for each in sorted(set(classes.tolist()))
        ]
    )


def umap_places(features: np.ndarray) -> np.ndarray:
    """Return a map of all samples."""
    cache_folder()
    from umap import UMAP

    placed = UMAP(**UMAP_SETTINGS, metric="cosine", random_state=SEED, n_jobs=1)
    return np.asarray(placed.fit_transform(features)).astype(np.float16)


def plain_score(
    features: np.ndarray, classes: np.ndarray, benchmark: SetBenchmark, tree: ClassTree
) -> dict[str, float]:
    """Return how well k-means finds the classes of U1 and U2 among these features."""
    sets, found = benchmark.benchmark(tree).unlabeled, {}
    for name in UNLABELED:
        rows = np.isin(classes, sets[name])
        clusters = KMeans()(features[rows].astype(np.float32), len(sets[name]))
        found[f"kmeans_accuracy_{name}"] = round(agreement(classes[rows], clusters).accuracy, 4)
    return found


class SampleSource:
    """All samples of a benchmark: their classes, and which of them ship.

    Args:
        benchmark: The data set.
        groups: Classes of each superclass.
        classes: Class of each sample, a leaf of the tree.
        shipped: Samples of each class whose features ship.
        taught: Samples of a labeled class that an encoder learns from.
    """

    def __init__(
        self,
        benchmark: SetBenchmark,
        groups: Mapping[str, tuple[str, ...]],
        classes: np.ndarray,
        *,
        shipped: int,
        taught: int,
    ) -> None:
        self.benchmark, self.groups, self.classes = benchmark, groups, classes
        self.tree = benchmark.tree(groups)
        self.rows, self.shipped = chosen(classes, shipped), shipped
        self.taught_rows, self.taught = chosen(classes, taught), taught

    def teach(self, encoder: SetEncoder, labeled: tuple[str, ...], seed: int) -> TrainedEncoder:
        """Return the encoder of a labeled set, which embeds shipped samples by their place."""
        rows = self.taught_rows[np.isin(self.classes[self.taught_rows], labeled)]
        trained = encoder(rows, self.classes[rows], seed)
        return TrainedEncoder(
            lambda places: trained.embed(self.rows[places]), trained.training_accuracy
        )

    def learner(self, encoder: SetEncoder) -> Callable[[tuple[str, ...], int], TrainedEncoder]:
        """Return :meth:`teach` for the cells; the last labeled set's encoder is kept."""
        return functools.lru_cache(maxsize=1)(
            lambda labeled, seed: self.teach(encoder, labeled, seed)
        )


def ship_features(
    source: SampleSource,
    encoder: SetEncoder,
    plain: np.ndarray,
    card: Mapping[str, Any],
    *,
    folder: Path = CACHED_MODELS,
) -> zoo.ModelCard:
    """Train the three encoders of the first split and ship all features.

    Args:
        source: The samples.
        encoder: Learns a labeled set.
        plain: Plain features of the shipped samples.
        card: What the card says besides: title, command, data, licence, settings.
        folder: Where to.
    """
    benchmark, tree, classes = source.benchmark, source.tree, source.classes[source.rows]
    place = {leaf: number for number, leaf in enumerate(tree.leaves)}
    labels = np.array([place[each] for each in classes], np.uint8)
    score, learned = plain_score(plain, classes, benchmark, tree), {}
    for name in LABELED:
        trained = source.teach(encoder, benchmark.benchmark(tree).labeled[name], SEED)
        learned[name] = trained.embed(np.arange(len(classes)))
        score[f"training_accuracy_{name}"] = round(trained.training_accuracy, 4)
    groups = {name: list(each) for name, each in source.groups.items()}
    made = zoo.ModelCard(
        name=benchmark.key,
        kind=KIND,
        file="",
        sha256="",
        seed=SEED,
        score=score,
        settings={
            **card["settings"],
            "groups": groups,
            "samples_a_class": source.shipped,
            "labeled_samples_a_class": source.taught,
            "umap": UMAP_SETTINGS,
        },
        **{key: value for key, value in card.items() if key != "settings"},
    )
    arrays = {
        "features": plain.astype(np.float16),
        "labels": labels,
        "rows": source.rows.astype(np.uint16),
        "umap": umap_places(plain),
        **shipped_arrays(tree, labels, benchmark, learned),
    }
    return zoo.save(made, arrays, folder=folder)

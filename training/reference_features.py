"""Describe real images with the shipped classifiers: ``python -m training.reference_features``.

5,000 test and 5,000 train samples of each set become features, classes and two maps (UMAP and
principal components). The images themselves do not ship. A set takes about two minutes.
"""

import argparse
import time
from typing import Any

import numpy as np
import torch

from engine import zoo
from engine.core.paths import cache_folder
from engine.core.random import numpy_generator
from engine.data.images import load_images, to_unit
from engine.metrics.features import load_extractor
from engine.metrics.precision_recall import knn_precision_recall
from engine.metrics.references import KIND, REFERENCES, SPLITS, reference_name

COUNT = 5000
SEED = 0
UMAP_SETTINGS: dict[str, Any] = {
    "n_neighbors": 30,
    "min_dist": 0.9,
    "repulsion_strength": 0.3,
    "n_components": 2,
}
"""Wide, close islands: a click must find one of 200 points of a class."""
TITLES = {"mnist": "MNIST", "cifar10": "CIFAR-10"}
LICENCES = {
    "mnist": "MNIST, LeCun et al. (copy: rasbt/mnist-pngs, MIT); features only, no image",
    "cifar10": "CIFAR-10, Krizhevsky 2009, research use; features only, no image",
}


def _samples(name: str) -> dict[str, np.ndarray]:
    extractor = load_extractor(name)
    generator = numpy_generator(SEED)
    parts: dict[str, list[np.ndarray]] = {"features": [], "labels": [], "split": [], "index": []}
    for number, split in enumerate(SPLITS):
        images = load_images(name, split)
        chosen = generator.permutation(len(images.labels))[:COUNT]
        parts["features"].append(extractor(to_unit(images.pixels[chosen])).features)
        parts["labels"].append(images.labels[chosen].astype(np.uint8))
        parts["split"].append(np.full(COUNT, number, np.uint8))
        parts["index"].append(chosen.astype(np.uint16))
    return {key: np.concatenate(value) for key, value in parts.items()}


def _maps(features: np.ndarray) -> dict[str, np.ndarray]:
    cache_folder()
    from sklearn.decomposition import PCA
    from umap import UMAP

    found = PCA(2, svd_solver="full").fit(features)
    placed = UMAP(**UMAP_SETTINGS, random_state=SEED, n_jobs=1).fit_transform(features)
    return {
        "umap": np.asarray(placed).astype(np.float16),
        "pca_mean": found.mean_.astype(np.float32),
        "pca_components": found.components_.astype(np.float32),
        "pca_share": found.explained_variance_ratio_.astype(np.float32),
    }


def _score(arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """Return what a perfect generator would reach: train samples measured against test."""
    features = arrays["features"].astype(np.float32)
    test, train = (features[arrays["split"] == number] for number in range(len(SPLITS)))
    rows: dict[str, Any] = {"samples": f"{len(test)} test (real) against {len(train)} train"}
    for each in knn_precision_recall(test, train, neighbours=(3, 5)):
        rows[f"neighbours_{each.neighbours}"] = {
            key: round(float(getattr(each, key)), 4)
            for key in ("precision", "recall", "density", "coverage")
        }
    return rows


def build(name: str) -> zoo.ModelCard:
    """Describe, map, measure and ship one set."""
    started = time.monotonic()
    arrays = _samples(name)
    arrays["features"] = arrays["features"].astype(np.float16)
    arrays |= _maps(arrays["features"].astype(np.float32))
    extractor = load_extractor(name)
    card = zoo.ModelCard(
        name=reference_name(name),
        title=f"{TITLES[name]} in {extractor.title}",
        kind=KIND,
        file="",
        sha256="",
        command=f"python -m training.reference_features {name}",
        seed=SEED,
        data=f"{TITLES[name]}: {COUNT} test and {COUNT} train images, chosen by the seed",
        licence=LICENCES[name],
        score=_score(arrays),
        settings={
            "features": extractor.title,
            "extractor": extractor.card.name,
            "extractor_sha256": extractor.card.sha256,
            "umap": UMAP_SETTINGS,
            "pca": "two components of all samples",
        },
    )
    made = zoo.save(card, arrays)
    print(f"{made.file}: {made.score}, {time.monotonic() - started:.0f} s", flush=True)
    return made


def main() -> None:
    """Build the named sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(REFERENCES), help="mnist, cifar10")
    torch.set_num_threads(1)
    for name in parser.parse_args().names:
        build(name)


if __name__ == "__main__":
    main()

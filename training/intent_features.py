"""Describe CLINC150's requests with MiniLM: ``python -m training.intent_features``.

30 requests of each of the 150 intents become sentence vectors, classes and a map. The requests
themselves do not ship. About two minutes on one core.
"""

import time
from typing import Any

import numpy as np
import torch

from engine import zoo
from engine.core.paths import cache_folder
from engine.core.random import numpy_generator
from engine.data.intents import load_intents
from engine.discovery.agreement import agreement
from engine.discovery.clustering import KMeans
from engine.discovery.splits import UNLABELED
from engine.language.embeddings import sentence_embeddings
from engine.language.models import load_encoder
from engine.studies.intent_features import KIND, NAME, intent_benchmark, intent_tree

COUNT = 30
SEED = 0
MODEL = "minilm"
UMAP_SETTINGS: dict[str, Any] = {"n_neighbors": 15, "min_dist": 0.3, "n_components": 2}


def _chosen(intents: tuple[str, ...]) -> np.ndarray:
    """Return the rows of COUNT requests of each intent, drawn by the seed."""
    named, generator = np.array(intents), numpy_generator(SEED)
    return np.concatenate(
        [
            np.sort(generator.permutation(np.flatnonzero(named == each))[:COUNT])
            for each in sorted(set(intents))
        ]
    )


def _map(features: np.ndarray) -> np.ndarray:
    cache_folder()
    from umap import UMAP

    placed = UMAP(**UMAP_SETTINGS, metric="cosine", random_state=SEED, n_jobs=1)
    return np.asarray(placed.fit_transform(features)).astype(np.float16)


def _score(
    features: np.ndarray, classes: np.ndarray, domains: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    """Return how well k-means finds the classes of U1 and U2 among these features."""
    sets = intent_benchmark(intent_tree(domains)).unlabeled
    found = {}
    for name in UNLABELED:
        rows = np.isin(classes, sets[name])
        clusters = KMeans()(features[rows].astype(np.float32), len(sets[name]))
        found[f"kmeans_accuracy_{name}"] = round(agreement(classes[rows], clusters).accuracy, 4)
    return found


def build() -> zoo.ModelCard:
    """Describe, map, measure and ship."""
    started = time.monotonic()
    read, encoder = load_intents(), load_encoder(MODEL)
    rows = _chosen(read.intents)
    vectors = sentence_embeddings(
        encoder.network, encoder.tokenizer, [read.texts[row] for row in rows]
    )
    features = vectors.astype(np.float16)
    domains = {name: tuple(intents) for name, intents in read.domains.items()}
    tree = intent_tree(domains)
    key = {tree.title(leaf): leaf for leaf in tree.leaves}
    place = {leaf: number for number, leaf in enumerate(tree.leaves)}
    classes = np.array([key[read.intents[row]] for row in rows])
    card = zoo.ModelCard(
        name=NAME,
        title="CLINC150 in MiniLM's sentence vectors",
        kind=KIND,
        file="",
        sha256="",
        command="python -m training.intent_features",
        seed=SEED,
        data=f"CLINC150: {COUNT} requests of each intent, chosen by the seed",
        licence="CLINC150, Larson et al. 2019, CC BY 3.0; sentence vectors only, no text",
        score=_score(features, classes, domains),
        settings={
            "encoder": encoder.title,
            "encoder_sha256": encoder.sha256,
            "domains": {name: list(intents) for name, intents in domains.items()},
            "umap": UMAP_SETTINGS,
        },
    )
    arrays = {
        "features": features,
        "labels": np.array([place[each] for each in classes], np.uint8),
        "rows": rows.astype(np.uint16),
        "umap": _map(vectors),
    }
    made = zoo.save(card, arrays)
    print(f"{made.file}: {made.score}, {time.monotonic() - started:.0f} s", flush=True)
    return made


if __name__ == "__main__":
    torch.set_num_threads(1)
    build()

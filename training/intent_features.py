"""Describe CLINC150's requests with MiniLM: ``python -m training.intent_features``.

30 requests of each of the 150 intents become sentence vectors, classes and a map. The requests
themselves do not ship. About two minutes on one core.
"""

import time

import numpy as np
import torch

from engine import zoo
from engine.data.intents import load_intents
from engine.language.embeddings import sentence_embeddings
from engine.language.models import load_encoder
from engine.studies.class_features import KIND
from engine.studies.intent_features import NAME
from engine.studies.set_benchmarks import set_benchmark
from training.set_features import SEED, UMAP_SETTINGS, chosen, plain_score, umap_places

COUNT = 30
MODEL = "minilm"


def build() -> zoo.ModelCard:
    """Describe, map, measure and ship."""
    started = time.monotonic()
    read, encoder = load_intents(), load_encoder(MODEL)
    rows = chosen(np.array(read.intents), COUNT)
    vectors = sentence_embeddings(
        encoder.network, encoder.tokenizer, [read.texts[row] for row in rows]
    )
    features = vectors.astype(np.float16)
    domains = {name: tuple(intents) for name, intents in read.domains.items()}
    benchmark = set_benchmark(NAME)
    tree = benchmark.tree(domains)
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
        score=plain_score(features, classes, benchmark, tree),
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
        "umap": umap_places(vectors),
    }
    made = zoo.save(card, arrays)
    print(f"{made.file}: {made.score}, {time.monotonic() - started:.0f} s", flush=True)
    return made


if __name__ == "__main__":
    torch.set_num_threads(1)
    build()

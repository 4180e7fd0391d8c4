"""Ask whether the generator of pages copies: ``python -m training.document_scores``.

Writes ``cached_models/document_scores``: for generated squares and for real ones of books that
the generator never saw, the distance to the nearest training square, in pixels and in features;
and the Frechet distance in the same features beside that of real against real. ``--state FILE``
tries an unfinished generator and writes nothing.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from engine import zoo
from engine.documents.activations import Look
from engine.documents.cluster_learning import learn_clusters
from engine.documents.generated import sample_pages
from engine.documents.label_quality import grey_of
from engine.documents.page_generators import PageGenerator, load_page_generator
from engine.documents.spherical_kmeans import SphericalKMeans
from engine.metrics.features import FeatureExtractor, load_extractor
from engine.metrics.frechet import frechet_distance
from training.document_patches import document_patches, scan_files
from training.document_state import GENERATOR, unfinished

NAME = "document_scores"
FEATURES = "cifar10"
COMPARED, CHECKED = 2000, 500
SEED = 6_000_000
NEAR = 5.0  # percent of unseen real squares that are nearer


def generated(made: PageGenerator, count: int) -> np.ndarray:
    """Return grey squares (count 1 height width, uint8) without truncation."""
    few = learn_clusters(made.network, SphericalKMeans(clusters=3, steps=1), samples=2)
    look = Look(truncation=1.0)
    patches = sample_pages(few.labeller(made), range(SEED, SEED + count), look)
    return np.stack([grey_of(each)[None] for each in patches])


def described(extractor: FeatureExtractor, pixels: np.ndarray) -> np.ndarray:
    """Return features of grey squares."""
    return extractor(extractor.prepare(pixels)).features


def nearest(queries: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the root mean squared difference to the nearest known row of each query."""
    queries = queries.reshape(len(queries), -1).astype(np.float32)
    best = np.full(len(queries), np.inf, np.float64)
    own = (queries.astype(np.float64) ** 2).sum(axis=1)
    for start in range(0, len(known), 2000):
        some = known[start : start + 2000].reshape(-1, queries.shape[1]).astype(np.float32)
        sizes = (some.astype(np.float64) ** 2).sum(axis=1)
        squares = own[:, None] + sizes[None] - 2.0 * (queries @ some.T)
        best = np.minimum(best, squares.min(axis=1))
    return np.sqrt(np.maximum(best, 0) / queries.shape[1])


def near_share(made: np.ndarray, real: np.ndarray) -> float:
    """Return how many generated squares are nearer than all but 5 % of the unseen real ones."""
    return float((made < np.percentile(real, NEAR)).mean())


def measured(made: PageGenerator) -> tuple[pd.DataFrame, dict[str, float], str]:
    """Return distances, scores and the features' name."""
    extractor = load_extractor(FEATURES)
    train = document_patches(scan_files("train"))
    unseen = document_patches(scan_files("test"), COMPARED, seed=1)
    drawn = generated(made, COMPARED)
    known, other, ours = (described(extractor, each) for each in (train, unseen, drawn))
    pick = np.random.default_rng(0).permutation(len(train))[:COMPARED]
    parts, scores = [], {}
    for space, sets in (("pixels", (train, unseen, drawn)), ("features", (known, other, ours))):
        real, fake = (nearest(each[:CHECKED], sets[0]) for each in sets[1:])
        for kind, values in (("generated", fake), ("unseen real", real)):
            part = {"space": space, "kind": kind, "distance": values.astype(np.float32)}
            parts.append(pd.DataFrame(part))
        scores |= {
            f"{space}_generated": float(np.median(fake)),
            f"{space}_unseen": float(np.median(real)),
            f"{space}_near_share": near_share(fake, real),
        }
    scores["near_share"] = scores["features_near_share"]
    scores["fid"] = frechet_distance(known[pick], ours)
    scores["fid_real"] = frechet_distance(known[pick], other)
    return pd.concat(parts, ignore_index=True), scores, extractor.title


def ship(made: PageGenerator, frame: pd.DataFrame, scores: dict[str, float], title: str) -> None:
    """Write distances and scores."""
    card = zoo.save_table(
        zoo.ModelCard(
            name=NAME,
            title="Nearest training squares of generated and of unseen real squares",
            kind="table",
            file="",
            sha256="",
            command="python -m training.document_scores",
            seed=SEED,
            data="squares of scans of HTR-United and Gallic(orpor)a; distances only",
            licence="Apache-2.0",
            score={name: round(value, 4) for name, value in scores.items()},
            settings={
                "generator": made.name,
                "generator_sha256": made.sha256,
                "features": title,
                "samples": COMPARED,
                "checked": CHECKED,
                "training_squares": 20_000,
            },
        ),
        frame,
    )
    print(card.file)


def main() -> None:
    """Measure, and ship where a finished generator was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, help="state of an unfinished run")
    chosen = parser.parse_args()
    made = unfinished(chosen.state) if chosen.state else load_page_generator(GENERATOR)
    frame, scores, title = measured(made)
    print(title, {name: round(value, 3) for name, value in scores.items()})
    if not chosen.state:
        ship(made, frame, scores, title)


if __name__ == "__main__":
    main()

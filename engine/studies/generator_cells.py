"""One cell of the sweep: compress a generator, draw, describe, and measure with every metric."""

import functools
import time
from typing import Any

import numpy as np
import torch
from jaxtyping import Float

from engine.core.random import numpy_generator
from engine.generative.latents import sample_latents
from engine.generative.models import load_generator
from engine.metrics.features import Extracted, load_extractor
from engine.metrics.frechet import frechet_distance
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.precision_recall import knn_precision_recall
from engine.metrics.references import reference_features
from engine.quantization import Method
from engine.studies.compressed_generator import Compression, compress, draw_images
from engine.studies.generator_classes import effective_classes
from engine.studies.generator_comparison import compare_images
from engine.studies.generator_plan import FULL, FULL_BITS, GeneratorCell, ingredients
from engine.studies.layer_configurations import configuration

NEIGHBOURS = 3
_ingredients = functools.cache(ingredients)
"""As they were when this process loaded them."""
LATENT_SEEDS = 71_000
"""Latents of a cell's seed start here, away from the seeds that pages use."""


def real_rows(data: str, count: int, seed: int) -> Float[np.ndarray, "count size"]:
    """Return features of so many real test samples, another choice for each seed.

    Args:
        data: Image set.
        count: Samples.
        seed: Decides the choice.

    Raises:
        NotFoundError: If no reference features of the set ship.
        ValueError: If there are not so many.
    """
    reference = reference_features(data)
    rows = reference.rows("test")
    if not 1 <= count <= len(rows):
        raise ValueError(f"count must lie between 1 and {len(rows)} real samples, got {count}")
    return reference.features[numpy_generator(seed).permutation(rows)[:count]]


@functools.lru_cache(maxsize=2)
def full_images(
    generator: str, samples: int, seed: int
) -> Float[np.ndarray, "samples channels height width"]:
    """Return the pictures that the full generator draws for a seed; treat them as read-only."""
    network = load_generator(generator).network
    return draw_images(network, _latents(network, samples, seed))


def compressed_images(
    cell: GeneratorCell,
) -> tuple[Float[np.ndarray, "samples channels height width"], int]:
    """Return the pictures of a cell's generator, and its packed size in bytes."""
    network = load_generator(cell.generator).network
    if cell.method == FULL:
        full_bytes = compress(network, Compression(_method("LQ", 8, "tensor"))).full_bytes
        return full_images(cell.generator, cell.samples, cell.seed), full_bytes
    made = compress(network, Compression(_method(cell.method, cell.bits, cell.granularity)))
    latents = _latents(network, cell.samples, cell.seed)
    return draw_images(made.network, latents), made.packed_bytes


def described(
    generator: str, images: Float[np.ndarray, "samples channels height width"]
) -> Extracted:
    """Return what the classifier of the generator's image set sees in pictures."""
    extractor = load_extractor(load_generator(generator).entry.data)
    return extractor(extractor.fitted(images))


def run_generator_cell(cell: GeneratorCell) -> dict[str, Any]:
    """Measure one cell; return its row.

    Raises:
        NotFoundError: If the generator, its classifier or its reference features do not ship.
    """
    start = time.perf_counter()
    with torch.no_grad():
        images, packed_bytes = compressed_images(cell)
        full = full_images(cell.generator, cell.samples, cell.seed)
        seen = described(cell.generator, images)
    data = load_generator(cell.generator).entry.data
    real = real_rows(data, cell.samples, cell.seed)
    compared = compare_images(full, images)
    return {
        "generator": cell.generator,
        "method": cell.method,
        "bits": cell.bits if cell.method != FULL else FULL_BITS,
        "granularity": cell.granularity,
        "seed": cell.seed,
        "samples": cell.samples,
        "adapter": _ingredients()[cell.generator],
        "features": reference_features(data).title,
        "packed_bytes": packed_bytes,
        "frechet": frechet_distance(real, seen.features),
        **scores(real, seen.features, seed=cell.seed),
        "confidence": float(seen.probabilities.max(axis=1).mean()),
        "effective_classes": effective_classes(
            np.bincount(seen.labels, minlength=seen.probabilities.shape[1]) / len(seen.labels)
        ),
        "contrast": compared.contrast,
        "variety": compared.variety,
        "collapsed": compared.collapsed,
        "seconds": time.perf_counter() - start,
    }


def scores(
    real: Float[np.ndarray, "real size"],
    generated: Float[np.ndarray, "generated size"],
    *,
    seed: int,
) -> dict[str, float]:
    """Return precision and recall by all three metrics, density and coverage.

    Args:
        real: Features of real samples.
        generated: Features of generated samples.
        seed: Seed of the hash functions.
    """
    exact = knn_precision_recall(real, generated, neighbours=(NEIGHBOURS,))[0]
    mates = LshNeighbours(neighbours=NEIGHBOURS, seed=seed)(real, generated)
    occupancy = LshOccupancy(seed=seed)(real, generated)
    found = {"density": exact.density, "coverage": exact.coverage}
    for title, each in (("KNN", exact), ("LSH+KNN", mates), ("LSH-only", occupancy)):
        found[f"{title} precision"] = each.precision
        found[f"{title} recall"] = each.recall
    return found


def _latents(
    network: torch.nn.Module, samples: int, seed: int
) -> Float[np.ndarray, "samples latent"]:
    size = int(network.latent_size)  # ty: ignore[invalid-argument-type]
    return sample_latents(samples, size, LATENT_SEEDS + seed).numpy()


def _method(title: str, bits: int, granularity: str) -> Method:
    return configuration(title).at(bits, granularity)

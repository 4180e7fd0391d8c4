"""How good a generator is: distances, precision and recall, confidence, classes and copies."""

import dataclasses

import numpy as np
import torch
from jaxtyping import Float, Int64

from engine.core.jobs import Report
from engine.generative.latents import sample_latents
from engine.generative.models import TrainedGenerator
from engine.metrics import METRICS
from engine.metrics.features import FeatureExtractor, load_extractor
from engine.metrics.frechet import frechet_distance
from engine.metrics.kernel_distance import kernel_distance
from engine.metrics.precision_recall import knn_precision_recall
from engine.metrics.references import Reference, reference_features

SAMPLES = 5_000
BATCH = 250


@dataclasses.dataclass(frozen=True)
class GeneratorScores:
    """Scores against the test images of the generator's data, in the named features.

    Attributes:
        features: Name of the features.
        samples: Generated images, as many as test images.
        frechet: Frechet distance ("FID" of these features); no unit.
        kernel: Unbiased kernel distance ("KID" of these features).
        precision: By metric title; KNN uses 3 neighbours.
        recall: By metric title.
        density: 3 neighbours.
        coverage: 3 neighbours.
        confidence: Mean largest probability of the classifier.
        class_divergence: Kullback-Leibler divergence of the drawn classes from uniform, nats.
        class_shares: Share of each predicted class.
    """

    features: str
    samples: int
    frechet: float
    kernel: float
    precision: dict[str, float]
    recall: dict[str, float]
    density: float
    coverage: float
    confidence: float
    class_divergence: float
    class_shares: tuple[float, ...]


def draw_features(
    trained: TrainedGenerator,
    extractor: FeatureExtractor,
    *,
    count: int = SAMPLES,
    seed: int = 0,
    report: Report | None = None,
) -> tuple[Float[np.ndarray, "samples size"], Float[np.ndarray, "samples classes"]]:
    """Return features and class probabilities of images drawn from seeded latents."""
    latents = sample_latents(count, trained.generator.latent_size, seed)
    features, probabilities = [], []
    for begin in range(0, count, BATCH):
        with torch.inference_mode():
            images = trained.generator.draw(latents[begin : begin + BATCH]).numpy()
        seen = extractor(extractor.fitted(images))
        features.append(seen.features)
        probabilities.append(seen.probabilities)
        if report:
            report((begin + BATCH) / count, "drawing images")
    return np.concatenate(features), np.concatenate(probabilities)


def class_divergence(labels: Int64[np.ndarray, " samples"], classes: int) -> float:
    """Return the Kullback-Leibler divergence of a class histogram from uniform, nats.

    >>> class_divergence(np.array([0, 1, 2, 3]), 4)
    0.0
    >>> round(class_divergence(np.array([2, 2]), 4), 4) == round(float(np.log(4)), 4)
    True
    """
    shares = np.bincount(labels, minlength=classes) / len(labels)
    present = shares[shares > 0]
    return float(np.sum(present * np.log(present * classes)))


def score_features(
    reference: Reference,
    features: Float[np.ndarray, "samples size"],
    probabilities: Float[np.ndarray, "samples classes"],
) -> GeneratorScores:
    """Return all scores of generated features against the test images."""
    real = reference.features[reference.rows("test")]
    exact = knn_precision_recall(real, features, neighbours=(3,))[0]
    others = {metric.title: metric()(real, features) for metric in METRICS[1:]}
    found = {METRICS[0].title: exact, **others}
    labels = probabilities.argmax(axis=1)
    classes = probabilities.shape[1]
    shares = np.bincount(labels, minlength=classes) / len(labels)
    return GeneratorScores(
        reference.title,
        len(features),
        frechet_distance(real, features),
        kernel_distance(real, features),
        {title: each.precision for title, each in found.items()},
        {title: each.recall for title, each in found.items()},
        exact.density,
        exact.coverage,
        float(probabilities.max(axis=1).mean()),
        class_divergence(labels, classes),
        tuple(float(each) for each in shares),
    )


def generator_scores(
    trained: TrainedGenerator,
    *,
    count: int = SAMPLES,
    seed: int = 0,
    report: Report | None = None,
) -> GeneratorScores:
    """Draw images, by default as many as there are test images, and score them.

    Args:
        trained: A generator of a data set whose features ship.
        count: Images to draw.
        seed: Seed of the latents.
        report: Called while images are drawn.
    """
    extractor = load_extractor(trained.entry.data)
    drawn = draw_features(trained, extractor, count=count, seed=seed, report=report)
    return score_features(reference_features(trained.entry.data), *drawn)

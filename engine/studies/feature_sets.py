"""Sets of image features that stand for generators: a real one, a perfect one, two bad ones."""

import functools

import numpy as np
from jaxtyping import Float

from engine.core.errors import unknown_name
from engine.core.random import numpy_generator
from engine.metrics.references import Reference, reference_features

DATA = "mnist"
GENERATOR = "mnist_dcgan"
FEATURE_SETS: dict[str, str] = {
    "digits 0 to 4 only": "Other real digits, but half of the classes: quality without variety.",
    "other real digits": "Real digits of the training set: what a perfect generator would draw.",
    "the MNIST generator": "The shipped generator at full precision.",
    "noise": "Numbers with the mean and spread of each feature, and nothing else right.",
}
MOST = 2000


def real_features(count: int) -> Float[np.ndarray, "count size"]:
    """Return features of the first real test digits.

    Raises:
        NotFoundError: If no reference features ship.
        ValueError: If there are not so many.
    """
    reference = reference_features(DATA)
    return reference.features[reference.rows("test", count)]


@functools.lru_cache(maxsize=8)
def feature_set(name: str, count: int) -> Float[np.ndarray, "count size"]:
    """Return features of one of the sets; treat them as read-only.

    Args:
        name: One of ``FEATURE_SETS``.
        count: Samples, 10 to 2,000.

    Raises:
        NotFoundError: If there is no such set, or a file that it needs does not ship.
        ValueError: If the count is out of range.
    """
    if name not in FEATURE_SETS:
        raise unknown_name("set of features", name, FEATURE_SETS)
    if not 10 <= count <= MOST:
        raise ValueError(f"count must lie between 10 and {MOST}, got {count}")
    reference = reference_features(DATA)
    if name == "the MNIST generator":
        return _drawn(count)
    if name == "noise":
        return _noise(reference, count)
    rows = reference.rows("train")
    if name == "digits 0 to 4 only":
        rows = rows[reference.labels[rows] < 5]
    return reference.features[rows[:count]]


def _drawn(count: int) -> Float[np.ndarray, "count size"]:
    from engine.studies.generator_cells import described, full_images

    return described(GENERATOR, full_images(GENERATOR, count, 0)).features


def _noise(reference: Reference, count: int) -> Float[np.ndarray, "count size"]:
    features = reference.features[reference.rows("train")]
    draws = numpy_generator(0).standard_normal((count, features.shape[1]), dtype=np.float32)
    return features.mean(axis=0) + features.std(axis=0) * draws

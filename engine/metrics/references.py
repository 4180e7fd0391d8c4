"""Reference features: what real test and train images look like to a feature extractor.

They ship so that a page can measure a generator without the images: the features, the classes and
two maps, never a picture.
"""

import dataclasses
import functools

import numpy as np
from jaxtyping import Float, Float32, Int64, UInt8

from engine.core.errors import unknown_name
from engine.data.images import CLASS_NAMES
from engine.zoo import ModelCard, card, tensors

REFERENCES = ("mnist", "cifar10")
KIND = "reference_features"
SPLITS = ("test", "train")


def reference_name(data: str) -> str:
    """Return the shipped file's name of a set's reference features.

    >>> reference_name("mnist")
    'mnist_features'
    """
    return f"{data}_features"


@dataclasses.dataclass(frozen=True)
class Reference:
    """Features of real images: the test samples first, then as many train samples.

    Inside each split the order is a seeded permutation, so that the first rows of a split are a
    fair sample of it.

    Attributes:
        data: ``"mnist"`` or ``"cifar10"``.
        features: Last hidden layer of the set's classifier.
        labels: True classes.
        split: 0 for test, 1 for train (see ``SPLITS``).
        index: Place of the image in the file of its split.
        umap_coordinates: Place of each sample on a map made by UMAP; no unit.
        pca_mean: Mean of the features.
        pca_components: The two directions of largest variance, of unit length.
        pca_share: Share of the variance along each.
        card: How all of this was made.
    """

    data: str
    features: Float32[np.ndarray, "samples size"]
    labels: Int64[np.ndarray, " samples"]
    split: UInt8[np.ndarray, " samples"]
    index: Int64[np.ndarray, " samples"]
    umap_coordinates: Float32[np.ndarray, "samples 2"]
    pca_mean: Float32[np.ndarray, " size"]
    pca_components: Float32[np.ndarray, "2 size"]
    pca_share: Float32[np.ndarray, " 2"]
    card: ModelCard

    @property
    def title(self) -> str:
        """The features' name, such as ``"LeNet-84 features"``."""
        return str(self.card.settings["features"])

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes, in the order of their numbers."""
        return CLASS_NAMES[self.data]

    def pca(self, features: Float[np.ndarray, "some size"]) -> Float[np.ndarray, "some 2"]:
        """Return the place of any features on the plane of largest variance."""
        return (features - self.pca_mean) @ self.pca_components.T

    def rows(self, split: str, count: int | None = None) -> Int64[np.ndarray, " rows"]:
        """Return the row numbers of the first ``count`` samples of a split, or of all.

        Raises:
            ValueError: If there is no such split, or it does not hold so many samples.
        """
        if split not in SPLITS:
            raise ValueError(f"split must be one of {SPLITS}, got {split!r}")
        found = np.flatnonzero(self.split == SPLITS.index(split))
        if count is not None and not 1 <= count <= len(found):
            raise ValueError(f"count must lie between 1 and {len(found)}, got {count}")
        return found[:count]


@functools.lru_cache(maxsize=4)
def reference_features(data: str) -> Reference:
    """Return the shipped reference features of an image set; treat the arrays as read-only.

    Raises:
        NotFoundError: If there is no such set, or its file is missing.
        IntegrityError: If the file is not the one that the card describes.
    """
    if data not in REFERENCES:
        raise unknown_name("set of reference features", data, REFERENCES)
    entry = card(reference_name(data))
    arrays = tensors(entry.name)
    made = Reference(
        data,
        arrays["features"].astype(np.float32),
        arrays["labels"].astype(np.int64),
        arrays["split"],
        arrays["index"].astype(np.int64),
        arrays["umap"].astype(np.float32),
        arrays["pca_mean"],
        arrays["pca_components"],
        arrays["pca_share"],
        entry,
    )
    for field in dataclasses.fields(made):
        value = getattr(made, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return made

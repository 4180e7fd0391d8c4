"""The image sets behind the generators: MNIST and CIFAR-10, read from ``MODELARIUM_DATA``."""

import dataclasses
import io

import numpy as np
from jaxtyping import Float, Int64, UInt8

from engine.core.errors import unknown_name
from engine.core.paths import need_data

CLASS_NAMES: dict[str, tuple[str, ...]] = {
    "mnist": tuple("0123456789"),
    "cifar10": (
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ),
}  # fmt: skip
SPLITS = ("train", "test")


@dataclasses.dataclass(frozen=True)
class LabelledImages:
    """Pictures with one class each.

    Attributes:
        name: Name of the set.
        split: ``"train"`` or ``"test"``.
        pixels: Grey or colour values 0 to 255.
        labels: Class number of each picture.
    """

    name: str
    split: str
    pixels: UInt8[np.ndarray, "samples channels height width"]
    labels: Int64[np.ndarray, " samples"]

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes, in the order of their numbers."""
        return CLASS_NAMES[self.name]


def load_images(name: str, split: str) -> LabelledImages:
    """Return one split of an image set, in the order of its file.

    Raises:
        NotFoundError: If there is no such set, or the data is not on this machine.
        ValueError: If the split is neither train nor test.
    """
    if name not in CLASS_NAMES:
        raise unknown_name("image set", name, CLASS_NAMES)
    if split not in SPLITS:
        raise ValueError(f"split must be one of {SPLITS}, got {split!r}; choose train or test")
    pixels, labels = (_mnist if name == "mnist" else _cifar10)(split)
    return LabelledImages(name, split, pixels, labels.astype(np.int64))


def _mnist(split: str) -> tuple[np.ndarray, np.ndarray]:
    with np.load(need_data("mnist", "mnist.npz"), allow_pickle=False) as arrays:
        return arrays[f"x_{split}"][:, None], arrays[f"y_{split}"]


def _cifar10(split: str) -> tuple[np.ndarray, np.ndarray]:
    import pandas as pd
    from PIL import Image

    files = sorted(need_data("cifar10").glob(f"*{split}*.parquet"))
    frame = pd.concat([pd.read_parquet(path) for path in files], ignore_index=True)
    rows = [np.asarray(Image.open(io.BytesIO(each["bytes"]))) for each in frame["img"]]
    pixels = np.stack(rows).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(pixels), frame["label"].to_numpy()


def to_unit(
    pixels: UInt8[np.ndarray, "samples channels height width"],
) -> Float[np.ndarray, "samples channels height width"]:
    """Return pixels as float32 in [-1, 1], the range in which generators draw."""
    return pixels.astype(np.float32) / 127.5 - 1.0


def to_pixels(
    images: Float[np.ndarray, "samples channels height width"],
) -> UInt8[np.ndarray, "samples channels height width"]:
    """Return images of [-1, 1] as bytes; what lies outside is cut off."""
    return np.rint((np.clip(images, -1.0, 1.0) + 1.0) * 127.5).astype(np.uint8)

"""The digits of the live race, bundled with scikit-learn, split once and for all."""

import dataclasses
import functools

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from engine.core.random import numpy_generator

TEST = 450


@dataclasses.dataclass(frozen=True)
class Digits:
    """Handwritten digits of 8x8 pixels, split once and for all.

    Attributes:
        train: Pictures, -1 to 1.
        train_labels: Their digits.
        test: Pictures that are never trained on.
        test_labels: Their digits.
    """

    train: Float[Tensor, "train channels height width"]
    train_labels: Int64[Tensor, " train"]
    test: Float[Tensor, "test channels height width"]
    test_labels: Int64[Tensor, " test"]


@functools.cache
def digits() -> Digits:
    """Return scikit-learn's bundled digits: 1,347 to train, 450 to test."""
    from sklearn.datasets import load_digits

    raw = load_digits()
    order = numpy_generator(0).permutation(len(raw.target))
    pixels = torch.from_numpy((raw.images[order] / 8 - 1).astype(np.float32))[:, None]
    labels = torch.from_numpy(raw.target[order].astype(np.int64))
    return Digits(pixels[TEST:], labels[TEST:], pixels[:TEST], labels[:TEST])

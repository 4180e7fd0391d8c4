"""Labeled and unlabeled samples as one set, on one scale."""

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from engine.discovery.samples import Features, Labels, checked_features, checked_labels


def joined_sets(
    labeled: tuple[Features, Labels] | None, unlabeled: Features
) -> tuple[Float[Tensor, "samples features"], Int64[Tensor, " samples"], int]:
    """Return features of both sets, labeled class or -1, and the number of unlabeled samples.

    Every feature is brought to mean 0 and deviation 1 over both sets.

    Raises:
        ValueError: If an array will not do, or the widths differ.
    """
    parts = [checked_features(unlabeled, "unlabeled features")]
    numbers = [np.full(len(parts[0]), -1)]
    if labeled is not None:
        parts.insert(0, checked_features(labeled[0], "labeled features"))
        named = checked_labels(labeled[1], len(parts[0]))
        numbers.insert(0, np.unique(named, return_inverse=True)[1])
        if parts[0].shape[1] != parts[1].shape[1]:
            raise ValueError(
                "both sets must have the same number of features, got "
                f"{parts[0].shape[1]} and {parts[1].shape[1]}"
            )
    rows = np.concatenate(parts).astype(np.float64)
    spread = rows.std(axis=0)
    rows = (rows - rows.mean(axis=0)) / np.where(spread > 0, spread, 1)
    labels = torch.from_numpy(np.concatenate(numbers).astype(np.int64))
    return torch.from_numpy(rows.astype(np.float32)), labels, len(parts[-1])

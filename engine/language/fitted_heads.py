"""A head fitted on the spot: any encoder answers a task without training the encoder itself.

Where no adapter ships (the BERT family of the hub, a folder, an upload, a task of the user), ridge
regression on the frozen features gives a linear head in closed form.
"""

import numpy as np
import torch
from jaxtyping import Float

from engine.core.jobs import Report
from engine.language.adapters import TaskModel
from engine.language.batches import by_length, word_pieces
from engine.language.examples import Examples
from engine.language.heads import TaskNetwork
from engine.language.models import Encoder

PENALTY = 0.1


def _features(
    network: TaskNetwork, encoder: Encoder, examples: Examples, report: Report | None
) -> Float[np.ndarray, "examples features"]:
    pieces = word_pieces(encoder.tokenizer, examples)
    found = np.empty((len(examples), network.classifier.in_features))
    batches = by_length(pieces.lengths, 32)
    with torch.inference_mode():
        for done, rows in enumerate(batches):
            if report is not None:
                report(done / len(batches), f"sentence {done * 32} of {len(examples)}")
            found[rows] = network.features(**pieces.batch(rows)).double().numpy()
    return found


def ridge(
    features: Float[np.ndarray, "examples features"],
    targets: Float[np.ndarray, "examples outputs"],
    penalty: float,
) -> tuple[Float[np.ndarray, "outputs features"], Float[np.ndarray, " outputs"]]:
    """Return weight and bias with the least squared error plus ``penalty`` times the norm.

    The penalty is in units of the mean variance of a feature, so that it does not depend on the
    encoder's scale; the bias is free.
    """
    middle, level = features.mean(0), targets.mean(0)
    centred = features - middle
    gram = centred.T @ centred
    strength = penalty * max(np.trace(gram), 1e-12) / len(gram)
    weight = np.linalg.solve(gram + strength * np.eye(len(gram)), centred.T @ (targets - level))
    return weight.T, level - middle @ weight


def fit_head(
    encoder: Encoder,
    train: Examples,
    *,
    penalty: float = PENALTY,
    report: Report | None = None,
) -> TaskModel:
    """Fit a linear head on an encoder's features of labelled sentences.

    Args:
        encoder: Any loaded encoder; it is not changed.
        train: Examples to learn from, not those on which it is scored.
        penalty: Ridge penalty, 0 or more.
        report: Called after each batch.

    Returns:
        A task model without a card: the encoder with the mean state (one sentence) or the
        comparison of both sentences' mean states (a pair) under the head.

    Raises:
        ValueError: If the penalty is negative or a task of classes has only one of them here.
    """
    if penalty < 0:
        raise ValueError(f"penalty must be 0 or more, got {penalty}")
    task = train.task
    if task.labels > 1 and len(np.unique(train.labels)) < 2:
        raise ValueError("training examples must have at least two classes, got one; add others")
    pooling = "siamese" if task.pair else "mean"
    network = TaskNetwork(encoder.network, task.labels, pooling=pooling).eval()
    labels = train.labels
    targets = labels[:, None] if task.labels == 1 else np.eye(task.labels)[labels]
    features = _features(network, encoder, train, report)
    weight, bias = ridge(features, targets.astype(np.float64), penalty)
    with torch.no_grad():
        network.classifier.weight.copy_(torch.from_numpy(weight))
        network.classifier.bias.copy_(torch.from_numpy(bias))
    network.requires_grad_(requires_grad=False)
    return TaskModel(network, encoder.tokenizer, task, encoder.name)

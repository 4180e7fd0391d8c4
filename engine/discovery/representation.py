"""A representation learned from a labeled set alone: what transfer flow looks through."""

import dataclasses
from typing import ClassVar

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import torch_generator
from engine.core.threads import one_thread
from engine.discovery.adam import Adam
from engine.discovery.samples import Features, Labels, checked_features, checked_labels


@dataclasses.dataclass(frozen=True, eq=False)
class Representation:
    """A trained encoder of given features, with the head that it was trained with.

    Attributes:
        classes: Labeled classes, in the order of the head's outputs.
        training_accuracy: Share of the training samples that the head gets right.
        losses: Mean cross entropy of each epoch, in nats.
        encoder: From scaled features to the representation.
        head: From the representation to one output for each labeled class.
        middle: Mean of each training feature.
        spread: Standard deviation of each training feature, 1 where it does not vary.
    """

    classes: tuple[int | float | str | bool, ...]
    training_accuracy: float
    losses: Float[np.ndarray, " epochs"]
    encoder: nn.Module
    head: nn.Module
    middle: Float[np.ndarray, " features"]
    spread: Float[np.ndarray, " features"]

    @torch.no_grad()
    def embed(self, features: Features) -> Float[np.ndarray, "samples width"]:
        """Return the representation of samples, before the head.

        Raises:
            ValueError: If they are not as wide as the training samples.
        """
        with one_thread():
            return self.encoder(self._scaled(features)).numpy()

    @torch.no_grad()
    def logits(self, features: Features) -> Float[np.ndarray, "samples labeled"]:
        """Return the head's outputs, for the probability variant of transfer flow.

        Raises:
            ValueError: If the samples are not as wide as the training samples.
        """
        with one_thread():
            return self.head(self.encoder(self._scaled(features))).numpy()

    def _scaled(self, features: Features) -> Float[Tensor, "samples features"]:
        array = checked_features(features, "features")
        if array.shape[1] != len(self.middle):
            raise ValueError(
                f"features must have the {len(self.middle)} columns that the representation was "
                f"trained on, got {array.shape[1]}"
            )
        return torch.from_numpy(((array - self.middle) / self.spread).astype(np.float32))


@dataclasses.dataclass(frozen=True)
class LabeledRepresentation(Settings):
    """Train an encoder of two layers on a labeled set, by cross entropy.

    It stands in for the network that the paper trains on the labeled images (arXiv 2209.09120):
    the features that come in are the same for every labeled set, what is learned from them is
    not. Adam, a constant rate; small enough to be trained while a visitor waits.

    >>> rows = np.repeat(np.eye(3), 20, axis=0)
    >>> LabeledRepresentation(epochs=30)(rows, np.repeat(np.arange(3), 20)).training_accuracy
    1.0
    """

    title: ClassVar[str] = "Labeled representation"
    summary: ClassVar[str] = "A small encoder that has seen the labeled classes and no others."

    width: int = param(64, 4, 512, "numbers in the representation")
    hidden: int = param(128, 4, 1024, "units of the layer before it")
    epochs: int = param(10, 1, 200, "passes over the labeled samples")
    batch: int = param(64, 8, 4096, "samples in a batch")
    rate: float = param(2e-3, 1e-6, 1.0, "Adam's learning rate")
    dropped: float = param(0.1, 0.0, 0.9, "share of features left out of a training sample")
    seed: int = param(0, 0, 2**31, "decides weights, order and what is left out")

    def __call__(
        self, features: Features, labels: Labels, *, report: Report | None = None
    ) -> Representation:
        """Return the representation of a labeled set.

        Raises:
            ValueError: If there are fewer than two classes, or the arrays will not do.
        """
        array = checked_features(features, "labeled features").astype(np.float64)
        named = checked_labels(labels, len(array))
        classes, numbers = np.unique(named, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(
                f"a representation is learned from at least two classes, got {len(classes)}; "
                "label another class"
            )
        middle, spread = array.mean(axis=0), array.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        rows = torch.from_numpy(((array - middle) / spread).astype(np.float32))
        with one_thread():
            encoder, head = self._network(array.shape[1], len(classes))
            losses = self._train(nn.Sequential(encoder, head), rows, numbers, report)
            with torch.no_grad():
                said = head(encoder(rows)).argmax(dim=-1).numpy()
        return Representation(
            classes=tuple(classes.tolist()),
            training_accuracy=float((said == numbers).mean()),
            losses=losses,
            encoder=encoder,
            head=head,
            middle=middle,
            spread=spread,
        )

    def _network(self, features: int, classes: int) -> tuple[nn.Sequential, nn.Linear]:
        """Return encoder and head, first weights from the seed; the global generator rests."""
        generator = torch_generator(self.seed)
        sizes = [(features, self.hidden), (self.hidden, self.width), (self.width, classes)]
        layers = []
        for inward, outward in sizes:
            layer = nn.Linear(inward, outward, device="meta")  # draws nothing
            layer.weight = nn.Parameter(torch.empty(outward, inward))
            layer.bias = nn.Parameter(torch.zeros(outward))
            nn.init.kaiming_uniform_(layer.weight, a=5**0.5, generator=generator)
            layers.append(layer)
        encoder = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU())
        return encoder, layers[2]

    def _train(
        self,
        network: nn.Module,
        rows: Float[Tensor, "samples features"],
        numbers: np.ndarray,
        report: Report | None,
    ) -> Float[np.ndarray, " epochs"]:
        generator, wanted = torch_generator(self.seed + 1), torch.from_numpy(numbers)
        optimizer = Adam(network.parameters(), self.rate)
        history = []
        for epoch in range(self.epochs):
            total = 0.0
            order = torch.randperm(len(rows), generator=generator)
            for places in order.split(self.batch):
                kept = torch.rand(len(places), rows.shape[1], generator=generator) >= self.dropped
                said = network(rows[places] * kept / (1 - self.dropped))
                loss = F.cross_entropy(said, wanted[places])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(places)
                if report:
                    report(epoch / self.epochs, f"epoch {epoch + 1} of {self.epochs}")
            history.append(total / len(rows))
        return np.array(history)

"""Unified discovery: labels and balanced pseudo-labels under one objective (UNO)."""

import dataclasses
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float, Int, Int64
from torch import Tensor

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import torch_generator
from engine.core.threads import one_thread
from engine.discovery.novel_classes.network import DiscoveryNetwork
from engine.discovery.novel_classes.sets import joined_sets
from engine.discovery.novel_classes.targets import joined, swapped_losses, targets
from engine.discovery.samples import Features, Labels

SHARPNESS = 0.1  # temperature of the published softmax


@dataclasses.dataclass(frozen=True, eq=False)
class Discovered:
    """Clusters of the unlabeled samples.

    Attributes:
        clusters: Cluster of each sample, by the head of least loss in the last epoch.
        confidence: Share of the softmax over clusters that the chosen one has.
        head_clusters: Cluster of each sample by every head.
        head_losses: Loss of every head, epoch by epoch, in nats.
        embedding: Adapted features of the unlabeled samples.
        labeled_accuracy: Share of labeled samples that the labeled head gets right on the
            samples that it was trained on; NaN without a labeled set.
    """

    clusters: Int[np.ndarray, " samples"]
    confidence: Float[np.ndarray, " samples"]
    head_clusters: Int[np.ndarray, "heads samples"]
    head_losses: Float[np.ndarray, "epochs heads"]
    embedding: Float[np.ndarray, "samples features"]
    labeled_accuracy: float


@dataclasses.dataclass(frozen=True)
class UnifiedDiscovery(Settings):
    """UNO on given features (arXiv 2108.08536), with the label mix of arXiv 2209.09120.

    A small adapter of the features is trained with a labeled head and several cluster heads.
    Two noisy views of a sample predict each other's target: for a labeled sample its label, for
    an unlabeled one a balanced pseudo-label. ``label_share`` 1 is UNO; 0 ignores the labels, the
    labeled samples are then labelled by themselves too; what lies between shows whether labels
    help. Unlike the paper, the encoder below the features stays as it is, views are made by
    noise and dropout of features instead of crops, and the optimiser is AdamW.
    """

    title: ClassVar[str] = "UNO"
    summary: ClassVar[str] = "Heads learn labels and balanced pseudo-labels together."

    label_share: float = param(1.0, 0.0, 1.0, "weight of the label in a labeled sample's target")
    heads: int = param(4, 1, 8, "heads that search at once; the one of least loss wins")
    surplus: int = param(3, 1, 8, "times as many clusters in the second bank of heads; 1 is none")
    epochs: int = param(30, 1, 500, "passes over the samples")
    batch: int = param(256, 16, 4096, "samples in a batch")
    rate: float = param(1e-2, 1e-6, 1.0, "AdamW's highest learning rate")
    noise: float = param(0.2, 0.0, 2.0, "noise of a view, in standard deviations of a feature")
    dropped: float = param(0.2, 0.0, 0.9, "share of features that a view leaves out")
    seed: int = param(0, 0, 2**31, "decides weights, order and views")

    def __call__(
        self,
        labeled: tuple[Features, Labels] | None,
        unlabeled: Features,
        classes: int,
        *,
        report: Report | None = None,
    ) -> Discovered:
        """Return clusters of the unlabeled samples.

        Args:
            labeled: Features and labels of the labeled set, or None to use unlabeled samples only.
            unlabeled: Features of the samples to cluster.
            classes: Number of clusters.
            report: Told the share done.

        Raises:
            ValueError: If an array or the number of clusters will not do.
        """
        rows, labels, unknown = joined_sets(labeled, unlabeled)
        if not 2 <= classes <= unknown:
            raise ValueError(
                f"classes must lie between 2 and the {unknown} unlabeled samples, got {classes}"
            )
        with one_thread():
            run = _Run(self, rows, labels, classes)
            losses = run.train(report)
            return run.result(losses)


class _Run:
    """One training: samples, network and random numbers."""

    def __init__(
        self,
        settings: UnifiedDiscovery,
        rows: Float[Tensor, "samples features"],
        labels: Int64[Tensor, " samples"],
        classes: int,
    ) -> None:
        self.settings, self.rows, self.labels = settings, rows, labels
        self.random = torch_generator(settings.seed)
        self.network = DiscoveryNetwork(
            rows.shape[1],
            int(labels.max()) + 1,
            classes,
            heads=settings.heads,
            surplus=settings.surplus,
            generator=self.random,
        )

    def train(self, report: Report | None) -> Float[np.ndarray, "epochs heads"]:
        """Return the loss of every head in the first bank, epoch by epoch."""
        settings, count = self.settings, len(self.rows)
        batches = max(1, count // settings.batch)
        optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=settings.rate, weight_decay=1e-4
        )
        steps = settings.epochs * batches
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, settings.rate, total_steps=steps + 1
        )
        history = []
        for epoch in range(settings.epochs):
            total = torch.zeros(settings.heads)
            for turn, places in enumerate(
                torch.randperm(count, generator=self.random).chunk(batches)
            ):
                if report:
                    report((epoch + turn / batches) / settings.epochs, f"epoch {epoch + 1}")
                losses = self.losses(places)
                optimizer.zero_grad()
                torch.stack([each.mean() for each in losses]).mean().backward()
                optimizer.step()
                schedule.step()
                total += losses[0].detach()
            history.append((total / batches).numpy())
        return np.stack(history)

    def losses(self, places: Tensor) -> list[Float[Tensor, " heads"]]:
        """Return the loss of every head of each bank on one batch, over two views."""
        adapted = [self.network.adapter(self.view(self.rows[places])) for _ in range(2)]
        head = self.network.labeled
        known = [None if head is None else head(each) for each in adapted]
        labels, found = self.labels[places], []
        for bank in self.network.banks:
            clusters = [bank(each) for each in adapted]
            pairs = list(zip(known, clusters, strict=True))
            wanted = [
                targets(*pair, labels, label_share=self.settings.label_share) for pair in pairs
            ]
            outputs = [joined(*pair) for pair in pairs]
            found.append(swapped_losses(outputs, wanted, temperature=SHARPNESS))
        return found

    def view(self, samples: Float[Tensor, "batch features"]) -> Float[Tensor, "batch features"]:
        """Return the samples with noise, some features left out."""
        noise = torch.randn(samples.shape, generator=self.random) * self.settings.noise
        kept = torch.rand(samples.shape, generator=self.random) >= self.settings.dropped
        return (samples + noise) * kept / (1 - self.settings.dropped)

    @torch.no_grad()
    def result(self, losses: Float[np.ndarray, "epochs heads"]) -> Discovered:
        """Return what the trained network says of the samples without noise."""
        known = self.labels >= 0
        adapted = self.network.adapter(self.rows)
        logits = self.network.banks[0](adapted[~known])
        share = torch.softmax(logits[int(losses[-1].argmin())] / SHARPNESS, dim=-1)
        accuracy = float("nan")
        if self.network.labeled is not None:
            said = self.network.labeled(adapted[known]).argmax(dim=-1)
            accuracy = float((said == self.labels[known]).float().mean())
        return Discovered(
            clusters=share.argmax(dim=-1).numpy(),
            confidence=share.amax(dim=-1).numpy(),
            head_clusters=logits.argmax(dim=-1).numpy(),
            head_losses=losses,
            embedding=adapted[~known].numpy(),
            labeled_accuracy=accuracy,
        )

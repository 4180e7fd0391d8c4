"""Training of networks of bits: a seeded loop that can be stopped, saved and taken up again."""

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Int64, Shaped
from torch import Tensor, nn
from torch.nn import functional as F

from engine.binary.estimators import use_estimator
from engine.binary.latent import FlipCounter, clip_latent_weights
from engine.binary.progressive import set_temperature
from engine.binary.teacher import taught_loss
from engine.binary.training_settings import EpochResult, TrainingSettings
from engine.core.jobs import Report
from engine.core.random import torch_generator

__all__ = ["BinaryTraining", "EpochResult", "TrainingSettings"]
Vary = Callable[[Tensor, torch.Generator], Tensor]
"""Turns a batch of stored pictures into what the network sees, at random if it likes."""


def as_they_are(images: Tensor, generator: torch.Generator) -> Tensor:
    """Return the pictures unchanged."""
    return images


class BinaryTraining:
    """One run: the network, its optimizer, and what each pass did.

    Args:
        network: It is trained in place; draw its weights first (:func:`draw_weights`).
        images: Pictures in any type that ``vary`` understands.
        labels: Class of each picture.
        settings: How to train.
        teacher: Float network with the same classes; needed when its share is above 0.
        vary: Varies each batch.
    """

    def __init__(
        self,
        network: nn.Module,
        images: Shaped[Tensor, "samples channels height width"],
        labels: Int64[Tensor, " samples"],
        settings: TrainingSettings,
        *,
        teacher: nn.Module | None = None,
        vary: Vary = as_they_are,
    ) -> None:
        """Check that the parts fit.

        Raises:
            ValueError: If there are too few pictures, or a teacher is wanted and missing.
        """
        if len(images) != len(labels) or len(labels) < 2:
            raise ValueError(
                "training needs at least 2 pictures and one label for each, got "
                f"{len(images)} pictures and {len(labels)} labels"
            )
        if settings.teacher_share and teacher is None:
            raise ValueError("a teacher's share above 0 needs a teacher; give one or set 0")
        self.network, self.settings, self.teacher = network, settings, teacher
        self.images, self.labels, self.vary = images, labels, vary
        use_estimator(network, settings.estimator)
        self.optimizer = torch.optim.Adam(network.parameters(), lr=settings.learning_rate)
        self.history: list[EpochResult] = []
        self.batch_size = min(settings.batch_size, len(labels))
        self.steps_an_epoch = len(labels) // self.batch_size

    @property
    def finished(self) -> bool:
        """Whether all passes are done."""
        return len(self.history) >= self.settings.epochs

    def state(self) -> dict[str, Any]:
        """Return all that :meth:`set_state` needs to go on as if nothing had happened."""
        return {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "history": [dataclasses.asdict(each) for each in self.history],
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Take up a run after its last complete pass."""
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.history = [EpochResult(**each) for each in state["history"]]

    def epoch(self, report: Report | None = None) -> EpochResult:
        """Train one pass; a stop within it leaves the history at the last complete one.

        Args:
            report: Called before each step with the share of the whole run.

        Raises:
            CancelledError: From ``report``, when the visitor stopped the job.
        """
        settings, number = self.settings, len(self.history)
        generator = torch_generator(settings.seed * 100_003 + number)
        order = torch.randperm(len(self.labels), generator=generator)
        counter, losses, right = FlipCounter(self.network), 0.0, 0
        rate, heat = 0.0, 1.0
        all_steps = settings.epochs * self.steps_an_epoch
        self.network.train()
        for position in range(self.steps_an_epoch):
            step = number * self.steps_an_epoch + position
            if report is not None:
                report(step / all_steps, f"epoch {number + 1} of {settings.epochs}")
            rate = settings.learning_rate * (1 + math.cos(math.pi * step / all_steps)) / 2
            heat = settings.hardening.temperature(step)
            chosen = order[position * self.batch_size : (position + 1) * self.batch_size]
            images = self.vary(self.images[chosen], generator)
            loss, named = self._step(images, self.labels[chosen], rate, heat)
            counter.step()
            losses, right = losses + loss, right + named
        flips = counter.flips()
        done = EpochResult(
            epoch=number + 1,
            loss=losses / self.steps_an_epoch,
            training_accuracy=right / (self.steps_an_epoch * self.batch_size),
            flips=flips.by_step,
            changed=flips.kept,
            weights=flips.weights,
            temperature=heat,
            learning_rate=rate,
        )
        self.history.append(done)
        return done

    def _step(self, images: Tensor, labels: Tensor, rate: float, heat: float) -> tuple[float, int]:
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        set_temperature(self.network, heat)
        self.optimizer.zero_grad()
        logits = self.network(images)
        loss = self._loss(logits, images, labels)
        loss.backward()
        self.optimizer.step()
        if self.settings.clip_weights:
            clip_latent_weights(self.network)
        return loss.item(), int((logits.argmax(1) == labels).sum())

    def _loss(self, logits: Tensor, images: Tensor, labels: Tensor) -> Tensor:
        share = self.settings.teacher_share
        if self.teacher is None or not share:
            return F.cross_entropy(logits, labels)
        with torch.no_grad():
            wanted = self.teacher.eval()(images)
        temperature = self.settings.teacher_temperature
        return taught_loss(logits, labels, wanted, share=share, temperature=temperature)

    def run(self, report: Report | None = None) -> tuple[EpochResult, ...]:
        """Train all passes that are left; return every pass of the run."""
        while not self.finished:
            self.epoch(report)
        return tuple(self.history)

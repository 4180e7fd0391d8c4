"""Training of a generator against a discriminator: seeded, resumable, on any device."""

import dataclasses
from typing import Any, Protocol, cast, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import torch_generator
from engine.generative.augmentation import CHANGES, augment
from engine.generative.losses import discriminator_loss, generator_loss, real_gradient_penalty
from engine.generative.moving_average import decay_of, follow, moving_copy


@dataclasses.dataclass(frozen=True)
class AdversarialSettings(Settings):
    """How two networks are trained against each other.

    ``penalty`` is gamma of R1; it is applied lazily, every ``penalty_every`` steps and as many
    times as strong. ``changes`` are those of DiffAugment.
    """

    batch: int = param(64, 2, 4096, "pictures in a batch")
    generator_rate: float = param(2e-4, 1e-7, 1.0, "Adam's learning rate, generator")
    discriminator_rate: float = param(2e-4, 1e-7, 1.0, "Adam's learning rate, discriminator")
    momentum: float = param(0.5, 0.0, 0.999, "Adam's beta 1")
    penalty: float = param(1.0, 0.0, 1000.0, "gamma of the R1 penalty")
    penalty_every: int = param(16, 1, 1024, "steps between two penalties")
    rate_halves: int = param(0, 0, 10**9, "pictures after which both rates halve; 0 never")
    half_life: int = param(10_000, 1, 10_000_000, "pictures after which the average halves")
    mirror: bool = param(default=False, meaning="mirror half the pictures", choices=(True, False))
    changes: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the ranges and the names of the changes."""
        super().__post_init__()
        if set(self.changes) - set(CHANGES):
            raise ValueError(f"changes must be among {tuple(CHANGES)}, got {self.changes}")


@runtime_checkable
class LatentNetwork(Protocol):
    """A generator: it says how long its latents are."""

    latent_size: int


@dataclasses.dataclass(frozen=True)
class Losses:
    """Mean losses since the last report.

    Attributes:
        generator: Non-saturating loss, nats.
        discriminator: Sum over real and generated pictures, nats.
        penalty: R1 without gamma, mean of the steps that had one; 0 without.
    """

    generator: float
    discriminator: float
    penalty: float


def _mean_losses(stretch: list[Losses]) -> Losses:
    rows = np.array([dataclasses.astuple(each) for each in stretch])
    penalised = max(1, int((rows[:, 2] > 0).sum()))
    generator, discriminator, penalty = rows.sum(axis=0) / (len(rows), len(rows), penalised)
    return Losses(float(generator), float(discriminator), float(penalty))


class AdversarialTraining:
    """One run: networks, optimisers, the average that ships, and the position in the data.

    Args:
        generator: From latents to pictures; moved to ``device``.
        discriminator: From pictures to logits; moved to ``device``.
        pixels: Training pictures.
        settings: See :class:`AdversarialSettings`.
        device: Where the networks live.
    """

    def __init__(
        self,
        generator: nn.Module,
        discriminator: nn.Module,
        pixels: UInt8[np.ndarray, "samples channels height width"],
        settings: AdversarialSettings,
        *,
        device: str = "cpu",
    ) -> None:
        self.settings, self.device, self.pixels = settings, device, torch.from_numpy(pixels)
        self.generator, self.discriminator = (
            n.to(device, memory_format=torch.channels_last).train()  # ty: ignore[no-matching-overload]
            for n in (generator, discriminator)
        )
        self.average = moving_copy(self.generator)
        self.latent_size = cast("LatentNetwork", generator).latent_size
        self.random = torch_generator(settings.seed)
        self.rates = (settings.generator_rate, settings.discriminator_rate)
        self.optimizers = [
            torch.optim.Adam(n.parameters(), lr=rate, betas=(settings.momentum, 0.99))
            for n, rate in zip((self.generator, self.discriminator), self.rates, strict=True)
        ]
        self.steps = self.seen = 0

    def _real(self) -> Float[Tensor, "samples channels height width"]:
        chosen = torch.randint(len(self.pixels), (self.settings.batch,), generator=self.random)
        images = self.pixels[chosen].float() / 127.5 - 1.0
        if self.settings.mirror:
            turned = torch.rand(len(images), generator=self.random) < 0.5
            images[turned] = images[turned].flip(-1)
        return images.to(self.device, memory_format=torch.channels_last)

    def _latents(self) -> Float[Tensor, "samples latent"]:
        shape = (self.settings.batch, self.latent_size)
        return torch.randn(shape, generator=self.random).to(self.device)

    def _judge(self, images: Tensor) -> Tensor:
        return self.discriminator(augment(images, self.settings.changes, self.random))

    def _descend(self, optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    def _set_rates(self) -> None:
        """Both rates are a function of the pictures seen, so a resumed run has the same ones."""
        halves = self.settings.rate_halves
        share = 0.5 ** (self.seen / halves) if halves else 1.0
        for optimizer, rate in zip(self.optimizers, self.rates, strict=True):
            optimizer.param_groups[0]["lr"] = rate * share

    def step(self) -> Losses:
        """Train both networks on one batch and move the average."""
        self._set_rates()
        self.discriminator.requires_grad_(True)  # noqa: FBT003
        with torch.no_grad():
            generated = self.generator(self._latents())
        real = self._real()
        judged = discriminator_loss(self._judge(real), self._judge(generated))
        penalty = torch.zeros(())
        loss = judged
        if self.settings.penalty and self.steps % self.settings.penalty_every == 0:
            penalty = real_gradient_penalty(self.discriminator, real)
            loss = judged + penalty * self.settings.penalty * self.settings.penalty_every
        self._descend(self.optimizers[1], loss)
        self.discriminator.requires_grad_(False)  # noqa: FBT003
        fooled = generator_loss(self._judge(self.generator(self._latents())))
        self._descend(self.optimizers[0], fooled)
        self.steps += 1
        self.seen += self.settings.batch
        kept = decay_of(self.settings.batch, self.settings.half_life, self.seen)
        follow(self.average, self.generator, kept)
        return Losses(fooled.item(), judged.item(), penalty.item())

    def run(self, images: int, *, report: Report | None = None, every: int = 50) -> list[Losses]:
        """Train until ``images`` pictures were seen in all; return mean losses of each stretch.

        Args:
            images: Pictures, counted from the very start of the run.
            report: Called at each step; it may raise to stop.
            every: Steps in a stretch.
        """
        stretches, stretch = [], []
        start = self.seen
        while self.seen < images:
            stretch.append(self.step())
            if len(stretch) == every or self.seen >= images:
                stretches.append(_mean_losses(stretch))
                stretch = []
            if report:
                share = (self.seen - start) / max(1, images - start)
                report(min(1.0, share), f"{self.seen:,} pictures")
        return stretches

    def state(self) -> dict[str, Any]:
        """Return all that is needed to go on exactly here: tensors and plain numbers."""
        return {
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            "average": self.average.state_dict(),
            "optimizers": [each.state_dict() for each in self.optimizers],
            "random": self.random.get_state(),
            "steps": self.steps,
            "seen": self.seen,
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back what :meth:`state` returned."""
        self.generator.load_state_dict(state["generator"])
        self.discriminator.load_state_dict(state["discriminator"])
        self.average.load_state_dict(state["average"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.random.set_state(state["random"])
        self.steps, self.seen = state["steps"], state["seen"]

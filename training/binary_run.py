"""One run of the comparison of small binary networks: trained, scored, and its row written."""

import dataclasses
import json
import math
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.binary.evaluation import predicted
from engine.binary.progressive import Hardening
from engine.binary.stored import load_stored, stored_arrays
from engine.binary.training import BinaryTraining, TrainingSettings
from engine.binary.twin import draw_weights
from engine.core.paths import ROOT
from engine.cost import size
from engine.cost.energy import FirstPrinciples
from engine.data.images import load_images
from engine.studies.binary_scores import wilson_interval
from engine.studies.binary_variants import SIDE, Variant, variant_named
from training.classifier_batches import Augmentation, varied

RUNS = ROOT / "runs" / "binary"
AUGMENTATION = Augmentation(shift=3, padding="reflect", mirror=True)
REDUCTIONS = 200  # of the temperature of progressive weights, over a whole run
TEACHER = "bireal_float"


def unit(images: Tensor) -> Tensor:
    """Return bytes as numbers from -1 to 1."""
    return images.float() / 127.5 - 1.0


def vary(images: Tensor, generator: torch.Generator) -> Tensor:
    """Return a batch of bytes shifted and mirrored at random, -1 to 1."""
    return varied(unit(images), AUGMENTATION, generator)


@dataclasses.dataclass(frozen=True)
class Split:
    """Pictures as bytes, and their classes."""

    images: Tensor
    labels: Tensor


def cifar10(count: int) -> tuple[Split, Split]:
    """Return the first ``count`` training pictures of CIFAR-10, and its test split."""
    parts = []
    for split, first in (("train", count), ("test", None)):
        whole = load_images("cifar10", split)
        pixels, labels = whole.pixels[:first], whole.labels[:first]
        parts.append(Split(torch.from_numpy(pixels), torch.from_numpy(labels)))
    return parts[0], parts[1]


@dataclasses.dataclass(frozen=True)
class Run:
    """One variant, seed and length."""

    variant: Variant
    seed: int
    epochs: int
    images: int

    @property
    def stem(self) -> Path:
        """Path of its files without ending."""
        return RUNS / f"{self.variant.key}-{self.seed}-{self.epochs}-{self.images}"

    @property
    def row(self) -> dict[str, Any] | None:
        """Its finished row, or None."""
        path = self.stem.with_suffix(".json")
        return json.loads(path.read_text("utf-8")) if path.is_file() else None

    @property
    def command(self) -> str:
        """What makes this row."""
        return (
            f"python -m training.binary_networks --variants {self.variant.key} "
            f"--seeds {self.seed} --epochs {self.epochs} --images {self.images}"
        )

    def settings(self) -> TrainingSettings:
        """Return how it is trained."""
        steps = self.epochs * (self.images // 100)
        return TrainingSettings(
            epochs=self.epochs,
            seed=self.seed,
            estimator=self.variant.estimator,
            teacher_share=1.0 if self.variant.taught else 0.0,
            hardening=Hardening(every=max(1, math.ceil(steps / REDUCTIONS))),
        )

    def network(self) -> nn.Module:
        """Return the trained network of a finished run."""
        path = self.stem.with_suffix(".pt")
        state = torch.load(path, weights_only=True)
        network = self.variant.description.build()
        network.load_state_dict(state["network"])
        return network.eval()

    def teacher(self) -> "Run":
        """Return the run of the twin that teaches."""
        return dataclasses.replace(self, variant=variant_named(TEACHER))

    def train(self, train: Split, test: Split) -> dict[str, Any]:
        """Train from where an earlier call stopped; write and return the row."""
        network = draw_weights(self.variant.description.build(), self.seed)
        training = BinaryTraining(
            network,
            train.images,
            train.labels,
            self.settings(),
            teacher=self.teacher().network() if self.variant.taught else None,
            vary=vary,
        )
        path = self.stem.with_suffix(".pt")
        seconds = 0.0
        if path.is_file():
            saved = torch.load(path, weights_only=True)
            training.set_state(saved)
            seconds = saved["seconds"]
        while not training.finished:
            started = time.process_time()
            done = training.epoch()
            seconds += time.process_time() - started
            fresh = path.with_suffix(".part")
            torch.save(training.state() | {"seconds": seconds}, fresh)
            fresh.replace(path)
            print(
                f"{self.stem.name} epoch {done.epoch}: loss {done.loss:.3f}, training accuracy "
                f"{done.training_accuracy:.3f}, {done.changed_share:.1%} of the signs changed, "
                f"{seconds:.0f} CPU-seconds",
                flush=True,
            )
        return self._score(network, test, seconds)

    def _score(self, network: nn.Module, test: Split, seconds: float) -> dict[str, Any]:
        """Score what the shipped form of the weights answers, and write the row."""
        variant, count = self.variant, len(test.labels)
        stored = load_stored(variant.description.build(), stored_arrays(network))
        right = int((predicted(stored, test.images, unit) == test.labels).sum())
        low, high = wilson_interval(right, count)
        cost = variant.description.cost(SIDE)
        row = {
            "key": variant.key,
            "family": variant.family,
            "name": variant.name,
            "variant": variant.variant,
            "seed": self.seed,
            "accuracy": right / count,
            "low": low,
            "high": high,
            "test_images": count,
            "parameters": cost.parameters,
            "binary_parameters": cost.binary_parameters,
            "size_bytes": size(cost, "float16").total_bytes,
            "multiply_adds": cost.multiply_adds,
            "binary_multiply_adds": cost.binary_multiply_adds,
            "energy": FirstPrinciples()(cost).energy_picojoules,
            "epochs": self.epochs,
            "images": self.images,
            "cpu_seconds": round(seconds, 1),
            "command": self.command,
        }
        fresh = self.stem.with_suffix(".new")
        fresh.write_text(json.dumps(row), "utf-8")
        fresh.replace(self.stem.with_suffix(".json"))
        print(
            f"{self.stem.name}: {row['accuracy']:.4f} ({low:.4f} to {high:.4f}), "
            f"{seconds / 60:.1f} CPU-minutes",
            flush=True,
        )
        return row

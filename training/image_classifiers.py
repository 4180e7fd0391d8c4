"""Train the feature extractors: ``python -m training.image_classifiers mnist`` or ``cifar10``.

A run writes its state after every epoch to ``runs/classifiers`` and goes on from there when it is
started again; ``--minutes`` ends it after the epoch in which the time runs out. The moving average
of the weights of the last epoch ships: no epoch is chosen by its test score.
"""

import argparse
import math
import time
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from engine.core.paths import ROOT
from engine.core.random import torch_generator
from engine.data.images import LabelledImages, load_images
from engine.metrics.classifiers import build_classifier
from training.classifier_batches import training_batches
from training.classifier_recipes import RECIPES

RUNS = ROOT / "runs" / "classifiers"


def accuracy(network: nn.Module, images: LabelledImages) -> float:
    """Return the share of pictures whose class the network names."""
    network.eval()
    right = 0
    with torch.inference_mode():
        for start in range(0, len(images.labels), 500):
            pixels = torch.from_numpy(images.pixels[start : start + 500])
            found = network(pixels.float() / 127.5 - 1.0).argmax(1)
            right += int((found == torch.from_numpy(images.labels[start : start + 500])).sum())
    return right / len(images.labels)


class Run:
    """A training run that can be left and taken up again."""

    def __init__(self, name: str) -> None:
        self.name, self.recipe = name, RECIPES[name]
        recipe = self.recipe
        torch.manual_seed(recipe.seed)
        self.train, self.test = load_images(name, "train"), load_images(name, "test")
        self.network = build_classifier(recipe.settings).to(memory_format=torch.channels_last)  # ty: ignore[no-matching-overload]
        self.average = AveragedModel(
            self.network, multi_avg_fn=get_ema_multi_avg_fn(recipe.average), use_buffers=True
        )
        self.optimizer = torch.optim.SGD(
            self.network.parameters(),
            lr=recipe.learning_rate,
            momentum=0.9,
            nesterov=True,
            weight_decay=recipe.weight_decay,
        )
        self.steps_an_epoch = len(self.train.labels) // recipe.batch_size
        self.steps = 0
        steps = recipe.epochs * self.steps_an_epoch
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, recipe.learning_rate, total_steps=steps, pct_start=recipe.warmup
        )
        self.epoch = 0
        self.seconds = 0.0
        self.path = RUNS / f"{name}.pt"
        if self.path.is_file():
            self._restore(torch.load(self.path, weights_only=True))

    def _parts(self) -> dict[str, Any]:
        return {
            "network": self.network,
            "average": self.average,
            "optimizer": self.optimizer,
            "schedule": self.schedule,
        }

    def _restore(self, state: dict[str, Any]) -> None:
        for key, part in self._parts().items():
            part.load_state_dict(state[key])
        self.epoch, self.seconds = state["epoch"], state["seconds"]

    def _save(self) -> None:
        state = {key: part.state_dict() for key, part in self._parts().items()}
        fresh = self.path.with_suffix(".new")
        torch.save(state | {"epoch": self.epoch, "seconds": self.seconds}, fresh)
        fresh.replace(self.path)

    def _step(self, images: Tensor, labels: Tensor) -> float:
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.network(images), labels, label_smoothing=self.recipe.smoothing)
        loss.backward()
        self.optimizer.step()
        self.steps += 1
        self._next_rate()
        self.average.update_parameters(self.network)
        return loss.item()

    def _next_rate(self) -> None:
        recipe = self.recipe
        past = self.steps / self.steps_an_epoch - recipe.epochs
        if past < 0:
            self.schedule.step()
            return
        share = past / max(recipe.refining_epochs, 1)
        for group in self.optimizer.param_groups:
            group["lr"] = recipe.refining_rate * (1 + math.cos(math.pi * share)) / 2
            group["momentum"] = 0.9

    def one_epoch(self) -> None:
        """Train one epoch, print its score and save the state."""
        started, recipe = time.monotonic(), self.recipe
        self.steps = self.epoch * self.steps_an_epoch
        if self.epoch >= recipe.epochs:
            self._next_rate()
        size = recipe.settings.size
        if self.epoch < recipe.small_epochs:
            size = size * 3 // 4
        generator = torch_generator(1000 * recipe.seed + self.epoch)
        torch.manual_seed(1000 * recipe.seed + self.epoch)
        self.network.train()
        losses = [
            self._step(images, labels)
            for images, labels in training_batches(
                self.train, recipe.augmentation, recipe.batch_size, size, generator
            )
        ]
        self.epoch += 1
        seconds = time.monotonic() - started
        self.seconds += seconds
        self._save()
        loss = sum(losses) / len(losses)
        now, mean = accuracy(self.network, self.test), accuracy(self.average, self.test)
        print(
            f"{self.name} epoch {self.epoch} of {recipe.all_epochs} at {size} px: loss {loss:.4f} "
            f"test accuracy {now:.4f}, of the average {mean:.4f}; {seconds:.0f} s",
            flush=True,
        )


def main() -> None:
    """Train what the time allows; ship when the last epoch is done."""
    from training.classifier_shipping import ship

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(RECIPES), help="mnist, cifar10 or both")
    parser.add_argument("--minutes", type=float, default=120.0, help="end after so many minutes")
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    RUNS.mkdir(parents=True, exist_ok=True)
    ending = time.monotonic() + 60 * wanted.minutes
    for name in wanted.names:
        run = Run(name)
        while run.epoch < run.recipe.all_epochs and time.monotonic() < ending:
            run.one_epoch()
        if run.epoch == run.recipe.all_epochs:
            ship(run)


if __name__ == "__main__":
    main()

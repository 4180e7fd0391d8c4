"""The command line of the benchmarks of class sets: features first, then cells."""

import argparse
import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import numpy as np
import torch

from engine.studies.class_features import ClassFeatures, class_features
from engine.studies.intent_cells import cell_order
from training.set_cells import SPLITS, Learner, score, ship, table
from training.set_encoders import SetEncoder, TrainedEncoder
from training.set_features import SEED, SampleSource, ship_features

Trainer = TypeVar("Trainer", bound=SetEncoder)
PARTS = ("both", "features", "cells")


def shipped_first(data: ClassFeatures, learner: Learner) -> Learner:
    """Return a learner that takes the shipped encoders of seed 0, so that page and cells agree."""

    def learn(labeled: tuple[str, ...], seed: int) -> TrainedEncoder:
        shipped = data.encoder(labeled)
        if shipped is None or seed != SEED:
            return learner(labeled, seed)
        return TrainedEncoder(shipped.embed, shipped.training_accuracy)

    return learn


@dataclasses.dataclass(frozen=True)
class SetRun(Generic[Trainer]):
    """All that a benchmark needs to be made anew.

    Attributes:
        key: Name of the benchmark.
        samples: From samples of each class to (all samples, what trains encoders).
        plain: Features of the shipped samples that no label has touched.
        shipped: Samples of each class that ship.
        card: What the cards say: title, command, data, licence, settings.
    """

    key: str
    samples: Callable[[int], tuple[SampleSource, Trainer]]
    plain: Callable[[SampleSource, Trainer], np.ndarray]
    shipped: int
    card: Mapping[str, Any]

    def features(self) -> None:
        """Describe and ship."""
        source, encoder = self.samples(self.shipped)
        made = ship_features(source, encoder, self.plain(source, encoder), self.card)
        print(made.file, made.score, flush=True)

    def cells(self, split: int | None, seeds: tuple[int, ...]) -> None:
        """Measure the cells that were not measured before, and ship them if all splits are asked.

        Args:
            split: Only this one, so that several processes can share the work.
            seeds: Seeds to measure with.
        """
        source, encoder = self.samples(self.shipped)
        data, splits = class_features(self.key), SPLITS if split is None else (split,)
        learner = shipped_first(data, source.learner(encoder))
        frame = table(data, learner, name=self.key, splits=splits, seeds=seeds)
        if split is not None:
            return
        card = {name: self.card[name] for name in ("command", "licence")}
        made = ship(data, frame, **card)
        print(made.file, made.score, flush=True)

    def trial(self, samples: int, seeds: tuple[int, ...]) -> None:
        """Measure the cells with another number of samples of each class; ship nothing."""
        source, encoder = self.samples(samples)
        place = {leaf: number for number, leaf in enumerate(source.tree.leaves)}
        data = ClassFeatures(
            benchmark=source.benchmark,
            tree=source.tree,
            features=self.plain(source, encoder),
            labels=np.array([place[each] for each in source.classes[source.rows]]),
            umap=np.zeros((len(source.rows), 2), np.float32),
            encoders=(),
            sha256="trial",
            score={},
        )
        name = f"{self.key}-{samples}"
        frame = table(data, source.learner(encoder), name=name, seeds=seeds)
        print(score(frame), cell_order(frame), flush=True)

    def main(self) -> None:
        """Do what the command line asks for."""
        torch.set_num_threads(1)
        parser = argparse.ArgumentParser(description=self.card["command"])
        parser.add_argument("--part", choices=PARTS, default=PARTS[0])
        parser.add_argument("--samples", type=int, default=self.shipped)
        parser.add_argument("--split", type=int, choices=SPLITS)
        parser.add_argument("--seeds", type=int, choices=(1, 2), default=2)
        asked = parser.parse_args()
        if asked.samples != self.shipped:
            self.trial(asked.samples, tuple(range(asked.seeds)))
            return
        if asked.part != "cells":
            self.features()
        if asked.part != "features":
            self.cells(asked.split, tuple(range(asked.seeds)))

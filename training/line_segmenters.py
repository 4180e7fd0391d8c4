"""Train the line networks: ``python -m training.line_segmenters --rows procedural,real``.

A row is a kind of training data; every row has the same network, settings and number of steps. A
run goes on where it stopped (``runs/lines``) and takes about nine minutes of one core.
``--ship`` writes the network to ``cached_models``; ``python -m training.line_rows`` compares.
"""

import argparse
import dataclasses
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine import zoo
from engine.core.paths import ROOT
from engine.documents.labelled_pages import labelled_pages
from engine.documents.line_augmentation import Augmentation
from engine.documents.line_network import weights_count
from engine.documents.line_pairs import Pair, labelled_pairs
from engine.documents.line_training import LineTraining, LineTrainingSettings
from engine.documents.splits import split_by_book
from training.line_pages import drawn_pages

RUNS = ROOT / "runs" / "lines"
DRAWN = 240
STEPS = 400
STRETCH = 20  # steps between two saved states
SCANS = Augmentation(smallest=0.7, largest=1.3)


@dataclasses.dataclass(frozen=True)
class Row:
    """A kind of training data.

    Attributes:
        name: Its name in tables and files.
        title: What a visitor reads.
        data: What the card says of the data.
        pairs: Makes the pairs of a seed.
        seeds: How many trainings of it are compared.
        augmentation: How squares are cut.
    """

    name: str
    title: str
    data: str
    pairs: Callable[[int], list[Pair]]
    seeds: int = 1
    augmentation: Augmentation = dataclasses.field(default_factory=Augmentation)

    def settings(self, seed: int) -> LineTrainingSettings:
        """Return the settings of one training."""
        return LineTrainingSettings(steps=STEPS, seed=seed, augmentation=self.augmentation)


def real_pairs(_seed: int) -> list[Pair]:
    """Return every labelled page of the train side."""
    return list(labelled_pairs(split_by_book(labelled_pages()).train))


ROWS = {
    each.name: each
    for each in (
        Row(
            "procedural", "Drawn pages only", f"{DRAWN} drawn pages; no scan",
            lambda _seed: drawn_pages(DRAWN),
        ),
        Row(
            "real", "Labelled scans (upper bound)",
            "labelled scans of the training books (HTR-United, Gallic(orpor)a); weights only",
            real_pairs, augmentation=SCANS,
        ),
    )
}  # fmt: skip


def state_file(row: str, seed: int) -> Path:
    """Return where the state of a training lies."""
    return RUNS / f"{row}_{seed}.pt"


def rules(row: str) -> dict[str, Any]:
    """Return the rules that ``training.line_tuning`` chose for a row, or none."""
    path = RUNS / f"rules_{row}.json"
    return json.loads(path.read_text()) if path.is_file() else {}


def train(row: Row, seed: int) -> LineTraining:
    """Train a row to its end, from where it stopped, and return the training."""
    training = LineTraining(row.pairs(seed), row.settings(seed))
    path = state_file(row.name, seed)
    if path.is_file():
        training.set_state(torch.load(path, weights_only=True))
    begun, first = time.process_time(), training.step
    while training.step < STEPS:
        training.advance()
        if training.step % STRETCH == 0 or training.step == STEPS:
            waiting = path.with_suffix(".part")
            torch.save(training.state(), waiting)
            waiting.replace(path)
            each = (time.process_time() - begun) / (training.step - first)
            loss = float(np.mean(training.losses[-STRETCH:]))
            print(f"{row.name} {seed}: step {training.step}, loss {loss:.3f}, {each:.2f} s a step",
                  flush=True)  # fmt: skip
    return training


def ship(row: Row, seed: int, training: LineTraining) -> None:
    """Write a network as fp16 with the card that rebuilds it."""
    arrays = {
        name: value.cpu().numpy().astype(np.float16)
        for name, value in training.network.state_dict().items()
        if value.is_floating_point()
    }
    made = zoo.save(
        zoo.ModelCard(
            name=f"line_network_{row.name}",
            title=f"Line network: {row.title.lower()}",
            kind="line_network",
            file="",
            sha256="",
            command=f"python -m training.line_segmenters --rows {row.name} --ship",
            seed=seed,
            data=row.data,
            licence="Apache-2.0",
            settings={
                "network": dataclasses.asdict(training.settings.network),
                "weights": weights_count(training.network),
                "steps": training.step,
                "batch": training.settings.batch,
                "rate": training.settings.rate,
                "augmentation": dataclasses.asdict(row.augmentation),
                "segment": rules(row.name),
            },
        ),
        arrays,
    )
    print(made.file)


def main() -> None:
    """Train, and ship the first seed when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default=",".join(ROWS))
    parser.add_argument("--ship", action="store_true")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    RUNS.mkdir(parents=True, exist_ok=True)
    for name in chosen.rows.split(","):
        row = ROWS[name]
        for seed in range(row.seeds):
            training = train(row, seed)
            if chosen.ship and seed == 0:
                ship(row, seed, training)


if __name__ == "__main__":
    main()

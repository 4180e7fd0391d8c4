"""Train the line networks: ``python -m training.line_segmenters --rows procedural,real``.

A row is a kind of training data (:mod:`training.line_recipes`). A run goes on where it stopped
(``runs/lines``) and takes about six minutes of one core.
``--ship`` writes the network to ``cached_models``; ``python -m training.line_rows`` compares.
"""

import argparse
import dataclasses
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine import zoo
from engine.core.paths import ROOT
from engine.documents.line_network import weights_count
from engine.documents.line_training import LineTraining
from training.line_recipes import ROWS, STEPS, Row

RUNS = ROOT / "runs" / "lines"
STRETCH = 20  # steps between two saved states


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
                "note": row.note,
            },
        ),
        arrays,
    )
    print(made.file)


def main() -> None:
    """Train, and ship the first seed when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default=",".join(ROWS), help=f"of {', '.join(ROWS)}")
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

"""Ship the scores of all finished runs, and the weights of the first seed of each variant."""

from typing import Any

import numpy as np
import pandas as pd
import torch

from engine import zoo
from engine.binary.stored import stored_arrays
from engine.studies.binary_variants import variants
from training.binary_run import AUGMENTATION, REDUCTIONS, Run

COMMAND = "python -m training.binary_networks"
DATA = "CIFAR-10 (Krizhevsky 2009): the first training pictures, and its test pictures"
LICENCE = "Apache-2.0; data for research use"
SCORES, WEIGHTS = "binary_scores", "binary_weights"


def finished(seeds: tuple[int, ...], epochs: int, images: int) -> tuple[Run, ...]:
    """Return the finished runs of one length, seed after seed."""
    runs = (Run(each, seed, epochs, images) for seed in seeds for each in variants())
    return tuple(run for run in runs if run.row is not None)


def ship(runs: tuple[Run, ...]) -> None:
    """Write the table and the weights with their cards.

    Args:
        runs: Finished runs of one length.
    """
    frame = pd.DataFrame([run.row for run in runs])
    settings: dict[str, Any] = {
        "augmentation": vars(AUGMENTATION),
        "training": {
            "optimizer": "Adam, 3e-3 along a cosine to 0, 100 pictures a step, latent weights cut",
            "temperature": f"0.965 after every {REDUCTIONS}th part of the steps",
        },
        "columns": {
            "low, high": "95 % Wilson interval of the test pictures; says nothing of seeds",
            "size_bytes": "binary weights 1 bit, the rest float16",
            "energy": "picojoules of one picture, first principles, maps in DRAM, no weights",
        },
        "torch": torch.__version__,
    }
    score = {"runs": len(frame), "cpu_minutes": round(float(frame["cpu_seconds"].sum()) / 60, 1)}
    card = _card(SCORES, "Small binary and compact networks on CIFAR-10", "table", score, settings)
    print(zoo.save_table(card, frame).file, score, flush=True)
    _ship_weights(tuple(run for run in runs if run.seed == 0), settings)


def _card(
    name: str, title: str, kind: str, score: dict[str, Any], settings: dict[str, Any]
) -> zoo.ModelCard:
    return zoo.ModelCard(
        name=name,
        title=title,
        kind=kind,
        file="",
        sha256="",
        command=COMMAND,
        seed=0,
        data=DATA,
        licence=LICENCE,
        score=score,
        settings=settings,
    )


def _ship_weights(runs: tuple[Run, ...], settings: dict[str, Any]) -> None:
    arrays: dict[str, np.ndarray] = {}
    for run in runs:
        for name, value in stored_arrays(run.network()).items():
            arrays[f"{run.variant.key}/{name}"] = value
    rows = {run.variant.key: run.row for run in runs}
    score = {key: round(row["accuracy"], 4) for key, row in rows.items() if row}
    title = "Weights of small binary and compact networks"
    card = _card(WEIGHTS, title, "binary_networks", score, settings)
    if arrays:
        print(zoo.save(card, arrays).file, f"{len(rows)} networks", flush=True)

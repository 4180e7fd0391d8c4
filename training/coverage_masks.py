"""Judge every shipped generator at every width: ``python -m training.coverage_masks``.

Which of 2,000 real test samples each of them covers, by three metrics, ships as one bit a sample,
so that the coverage page opens without drawing a picture. Finished rows lie in ``runs/coverage``;
a second start goes on from there.
"""

import argparse
import hashlib
import time
from pathlib import Path

import torch
from safetensors.numpy import load_file, save_file

from engine import zoo
from engine.core.paths import ROOT
from engine.generative.models import available_generators
from engine.metrics import METRICS as ALL_METRICS
from engine.metrics.references import reference_name
from engine.studies.coverage_samples import measure
from engine.studies.coverage_table import (
    GENERATED,
    KIND,
    METHODS,
    METRICS,
    NAME,
    OTHER_SEED,
    REAL,
    WIDTHS,
    CoverageChoice,
    Judged,
    packed,
    sources,
    unpacked,
)

RUNS = ROOT / "runs" / "coverage"


def choices(generator: str, data: str) -> list[CoverageChoice]:
    """Return what ships for one generator: full precision twice, then every method and width."""
    full = CoverageChoice(generator, data).full()
    compressed = [
        CoverageChoice(generator, data, method=method, bits=bits)
        for method in METHODS
        for bits in WIDTHS
    ]
    return [full, full.full(seed=OTHER_SEED), *compressed]


def _path(choice: CoverageChoice) -> Path:
    """Return where a finished row lies: other weights or settings of a metric, another file."""
    hashes = sources(choice.generator, choice.data).values()
    metrics = (repr(metric()) for metric in ALL_METRICS)
    name = hashlib.sha256("/".join([choice.key, *hashes, *metrics]).encode()).hexdigest()
    return RUNS / f"{name[:24]}.safetensors"


def judgement(choice: CoverageChoice) -> Judged:
    """Return a finished row, or measure it and keep it."""
    path = _path(choice)
    if not path.is_file():
        started = time.monotonic()
        found = measure(choice)
        save_file(packed({choice.key: found}), path)
        shares = {title: round(each.recall, 3) for title, each in found.verdicts.items()}
        print(f"{choice.key}: recall {shares}, {time.monotonic() - started:.1f} s", flush=True)
    return unpacked([choice.key], load_file(path))[choice.key]


def main() -> None:
    """Judge what is missing and ship all of it."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    RUNS.mkdir(parents=True, exist_ok=True)
    known = {each.name for each in zoo.cards()}
    entries = [each for each in available_generators() if reference_name(each.data) in known]
    made = {
        choice.key: judgement(choice)
        for entry in entries
        for choice in choices(entry.name, entry.data)
    }
    card = zoo.ModelCard(
        name=NAME,
        title="Real samples that compressed generators cover",
        kind=KIND,
        file="",
        sha256="",
        command="python -m training.coverage_masks",
        seed=0,
        data=f"first {REAL} test samples of the reference features; {GENERATED} pictures each",
        licence="Apache-2.0; verdicts and latent numbers only",
        score={"judged": len(made), "metrics": list(METRICS)},
        settings={
            "keys": list(made),
            "generators": {each.name: sources(each.name, each.data) for each in entries},
        },
    )
    print(zoo.save(card, packed(made)).file, f"{len(made)} rows")


if __name__ == "__main__":
    main()

"""Sweep: generators x methods x bits x granularity, measured by every metric; resumable.

``python -m engine.studies.generator_sweep --help``. Each finished cell is one line of
``OUT/cells.jsonl``; a later run with the same folder does only what is missing, and measures again
what other weights have made stale. The columns of the shipped table, one row for each setting:

* generator, method, bits, granularity; seeds (how many), samples, features (their name);
* packed_bytes (codes, scales and all that keeps full precision);
* frechet (FID in those features), density, coverage, and precision and recall by KNN, LSH+KNN and
  LSH-only; confidence and effective_classes by the classifier; contrast, variety (over that of
  the full generator on the same latents): each a mean over seeds;
* ``NAME low`` and ``NAME high``: 95 % Student interval of that mean, cut to [0, 1] for a share and
  to 0 for all else; another seed means other latents, other real samples, other hash functions;
* collapsed: whether the pictures are blank or all the same, on every seed.
"""

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import zoo
from engine.core.errors import EngineError
from engine.core.jobs import Report
from engine.core.parallel import run_tasks
from engine.studies.command_line import TimeUpError, progress_lines, until
from engine.studies.generator_plan import (
    GENERATORS,
    KEY,
    METRICS,
    SAMPLES,
    SEEDS,
    GeneratorCell,
    ingredients,
    shipped_cells,
)
from engine.studies.sweep_table import SweepTable

if TYPE_CHECKING:
    import pandas as pd

NAME = "gan_sweep"
SETTING = ["generator", "method", "bits", "granularity", "samples", "features"]
MEASURED = (
    "frechet",
    "density",
    "coverage",
    *(f"{metric} {score}" for metric in METRICS for score in ("precision", "recall")),
    "confidence",
    "effective_classes",
    "contrast",
    "variety",
)
_SHARES = {"coverage", "confidence", "precision", "recall"}  # last word of scores in [0, 1]
_STUDENT = (math.nan, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""97.5 % points of Student's t for 1, 2, ... degrees of freedom."""


def sweep(
    cells: Sequence[GeneratorCell],
    table: SweepTable,
    *,
    workers: int = 1,
    run: Callable[[GeneratorCell], dict[str, Any]] | None = None,
    report: Report | None = None,
) -> None:
    """Measure the cells that the table lacks.

    Args:
        cells: What is wanted.
        table: Rows on disk; each finished cell is added at once.
        workers: Processes.
        run: What measures one cell; the real thing unless a test brings its own.
        report: Progress and stop.
    """
    if run is None:
        from engine.studies.generator_cells import run_generator_cell as run
    hashes = ingredients()
    wanted = [cell for cell in cells if not table.holds(cell, hashes)]
    run_tasks(
        run,
        wanted,
        workers=workers,
        on_result=lambda _index, row: table.append(row),
        report=report,
    )


def over_seeds(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row for each setting: means over seeds, with 95 % Student intervals.

    Args:
        rows: One row for each cell, with the columns of ``run_generator_cell``.
    """
    import pandas as pd

    made = []
    for _, part in rows.groupby(SETTING, sort=False):
        row: dict[str, Any] = part.iloc[0][SETTING].to_dict()
        row["seeds"] = len(part)
        row["packed_bytes"] = int(part["packed_bytes"].iloc[0])
        half = _STUDENT[min(len(part) - 1, len(_STUDENT) - 1)] / math.sqrt(len(part))
        for name in MEASURED:
            mean, spread = float(part[name].mean()), float(part[name].std(ddof=1))
            row[name] = mean
            most = 1.0 if name.split()[-1] in _SHARES else math.inf
            row[f"{name} low"] = max(mean - half * spread, 0.0)
            row[f"{name} high"] = min(mean + half * spread, most)
        row["collapsed"] = bool(part["collapsed"].all())
        made.append(row)
    return pd.DataFrame(made)


def ship(table: SweepTable, cells: Sequence[GeneratorCell]) -> zoo.ModelCard:
    """Write the means over seeds into ``cached_models``, with their card."""
    hashes = ingredients()
    rows = table.frame([cell for cell in cells if table.holds(cell, hashes)])
    frame = over_seeds(rows)
    card = zoo.ModelCard(
        name=NAME,
        title="Precision and recall of compressed generators",
        kind="table",
        file="",
        sha256="",
        command="python -m engine.studies.generator_sweep --ship",
        seed=0,
        data="shipped reference features of MNIST and CIFAR-10 test images",
        licence="Apache-2.0; scores only",
        score={"rows": len(frame), "cells": len(rows), "cells_planned": len(cells)},
        settings={
            "ingredients": {name: hashes[name] for name in sorted(set(frame["generator"]))},
            "interval": "95 % Student interval of the mean over seeds",
            "metrics": "KNN with 3 neighbours; LSH metrics: our reconstruction of "
            "arXiv:2103.11912 from its abstract; parameters ours",
        },
    )
    return zoo.save_table(card, frame)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    made = argparse.ArgumentParser(
        prog="python -m engine.studies.generator_sweep",
        description="Measure compressed generators by three kinds of precision and recall.",
    )
    made.add_argument(
        "--generators",
        default="",
        metavar="LIST",
        help=f"comma-separated, of: {', '.join(GENERATORS)} (default: all whose weights are here)",
    )
    seeds = ",".join(map(str, SEEDS))
    made.add_argument("--seeds", default=seeds, metavar="LIST", help=f"default: {seeds}")
    made.add_argument("--samples", type=int, default=SAMPLES, help="generated, and as many real")
    made.add_argument("--ship", action="store_true", help="write the table to cached_models")
    made.add_argument("--workers", type=int, default=1, help="processes on this machine")
    made.add_argument("--minutes", type=float, default=0, help="stop after these; 0: no limit")
    made.add_argument("--out", type=Path, default=Path("runs") / NAME, help="folder of results")
    made.add_argument("--list", action="store_true", help="count the cells and stop")
    return made


def _cells(options: argparse.Namespace) -> list[GeneratorCell]:
    names = [each.strip() for each in options.generators.split(",") if each.strip()]
    here = list(ingredients())
    seeds = [int(each) for each in options.seeds.split(",")]
    return shipped_cells(names or here, seeds, options.samples)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 after a message on what to change."""
    options = parser().parse_args(words)
    say = sys.stderr.write
    try:
        cells = _cells(options)
        table = SweepTable(options.out / "cells.jsonl", key=KEY)
        done = sum(table.holds(cell, ingredients()) for cell in cells)
        say(f"{len(cells)} cells, {done} of them done\n")
        if options.list:
            return 0
        try:
            report = until(progress_lines(), options.minutes)
            sweep(cells, table, workers=options.workers, report=report)
        except TimeUpError as error:
            say(f"{error}; the same command goes on from here\n")
        if options.ship:
            say(f"shipped {ship(table, cells).file}\n")
    except (EngineError, ValueError) as error:
        say(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        say("stopped; the same command goes on from here\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

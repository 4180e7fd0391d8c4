"""Sweep: models x tasks x methods x bits x granularity, from the command line, resumable.

``python -m engine.studies.bert_sweep --help``. Each finished cell is one line of
``OUT/cells.jsonl``; a later run with the same folder does only what is missing, and picks up
adapters that were not there before. The columns of the table:

* model, layers, parameters; task, metric, source (of the examples), examples (how many), and
  examples_asked (the limit, 0 for all); adapter (start of its SHA-256: another one runs again);
* method, bits, granularity, embeddings (whether the table of words is quantized as well);
* score with its 95 % bootstrap interval low, high over examples; full_score at full precision;
  retained = score / full_score with a paired interval retained_low, retained_high; and the paired
  interval difference_low, difference_high of score - full_score;
* bits_per_weight (scales and split columns included), packed_bytes and full_bytes of the network,
  mean_squared_error and signal_to_noise_db over all quantized weights;
* seconds, versions.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine import zoo
from engine.core.errors import EngineError
from engine.core.jobs import Report
from engine.core.parallel import run_tasks
from engine.studies.command_line import TimeUpError, progress_lines, until
from engine.studies.sweep_plan import (
    BITS,
    GRANULARITIES,
    METHODS,
    MODELS,
    TASKS,
    ZERO_SHOT,
    Cell,
    Grid,
    adapter_hashes,
    shipped_cells,
    split_by_adapter,
)
from engine.studies.sweep_table import SweepTable

NAME = "bert_sweep"
EMBEDDINGS = {"no": (False,), "yes": (True,), "both": (False, True)}


def sweep(
    cells: Sequence[Cell],
    table: SweepTable,
    *,
    workers: int = 1,
    run: Callable[[Cell], dict[str, Any]] | None = None,
    report: Report | None = None,
) -> list[Cell]:
    """Run the cells that the table lacks; return those that wait for an adapter.

    Args:
        cells: What is wanted.
        table: Rows on disk; each finished cell is added at once.
        workers: Processes, where no cluster is named.
        run: What runs one cell; the real thing unless a test brings its own.
        report: Progress and stop.
    """
    if run is None:
        from engine.studies.sweep_cells import run_cell as run
    hashes = adapter_hashes()
    wanted = [cell for cell in cells if not table.holds(cell, hashes)]
    ready, missing = split_by_adapter(wanted, hashes)
    run_tasks(
        run,
        ready,
        workers=workers,
        on_result=lambda _index, row: table.append(row),
        report=report,
    )
    return missing


def ship(table: SweepTable, cells: Sequence[Cell]) -> zoo.ModelCard:
    """Write the rows of the shipped plan into ``cached_models``, with their card."""
    hashes = adapter_hashes()
    frame = table.frame([cell for cell in cells if table.holds(cell, hashes)])
    card = zoo.ModelCard(
        name=NAME,
        title="Task scores of quantized MiniLM encoders",
        kind="table",
        file="",
        sha256="",
        command="python -m engine.studies.bert_sweep --shipped --ship",
        seed=0,
        data="GLUE dev sets: " + "; ".join(sorted(set(frame["source"]))),
        licence="Apache-2.0; scores only, no text of the data sets",
        score={"rows": len(frame), "cells_planned": len(cells)},
        settings={
            "examples_at_most": max(cell.examples for cell in cells),
            "interval": "bootstrap over examples, 1000 draws, 95 %; differences are paired",
            "versions": sorted(set(frame["versions"])),
        },
    )
    return zoo.save_table(card, frame)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in _words(text))


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    made = argparse.ArgumentParser(
        prog="python -m engine.studies.bert_sweep",
        description="Score quantized BERT encoders on GLUE; resumable, one line for each cell.",
        epilog="MODELARIUM_DATA names the real data; MODELARIUM_CLUSTER=tcp://host:port a Dask "
        "scheduler whose workers take the cells.",
    )
    usual = Grid()
    lists = (
        ("--models", _words, usual.models, MODELS),
        ("--tasks", _words, usual.tasks, (*TASKS, ZERO_SHOT)),
        ("--methods", _words, usual.methods, METHODS),
        ("--bits", _numbers, usual.bits, BITS),
        ("--granularities", _words, usual.granularities, GRANULARITIES),
    )
    for flag, kind, default, known in lists:
        shown = ",".join(map(str, default))
        made.add_argument(
            flag,
            type=kind,
            default=tuple(default),
            metavar="LIST",
            help=f"comma-separated, of: {', '.join(map(str, known))} (default: {shown})",
        )
    made.add_argument("--embeddings", choices=EMBEDDINGS, default="no", help="quantize words too")
    made.add_argument("--examples", type=int, default=0, help="of each dev set at most; 0: all")
    made.add_argument("--shipped", action="store_true", help="the cells of the shipped table")
    made.add_argument("--ship", action="store_true", help="write it to cached_models at the end")
    made.add_argument("--workers", type=int, default=1, help="processes on this machine")
    made.add_argument("--minutes", type=float, default=0, help="stop after these; 0: no limit")
    made.add_argument("--out", type=Path, default=Path("runs") / NAME, help="folder of results")
    made.add_argument("--csv", action="store_true", help="write CSV beside the parquet table")
    made.add_argument("--list", action="store_true", help="count the cells and stop")
    return made


def _cells(options: argparse.Namespace) -> list[Cell]:
    if options.shipped:
        return shipped_cells()
    return Grid(
        models=options.models,
        tasks=options.tasks,
        methods=options.methods,
        bits=options.bits,
        granularities=options.granularities,
        embeddings=EMBEDDINGS[options.embeddings],
        examples=options.examples,
    ).cells()


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 after a message on what to change."""
    options = parser().parse_args(words)
    try:
        cells = _cells(options)
        table = SweepTable(options.out / "cells.jsonl")
        hashes = adapter_hashes()
        done = sum(table.holds(cell, hashes) for cell in cells)
        print(f"{len(cells)} cells, {done} of them done", file=sys.stderr)
        if options.list:
            return 0
        report = until(progress_lines(), options.minutes)
        try:
            waiting = sweep(cells, table, workers=options.workers, report=report)
            print(f"{len(waiting)} cells wait for an adapter", file=sys.stderr)
        except TimeUpError as error:
            print(f"{error}; the same command goes on from here", file=sys.stderr)
        print(table.export(options.out / f"{NAME}.parquet", cells))
        if options.csv:
            print(table.export(options.out / f"{NAME}.csv", cells))
        if options.ship:
            print(f"shipped {ship(table, cells).file}")
    except (EngineError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # a cell that was stopped may still compute in its thread: nobody waits for it

"""The shipped cells of every benchmark: labeled by unlabeled sets, encoders and seeds."""

from typing import TYPE_CHECKING

from engine import zoo
from engine.core.errors import NotFoundError, unknown_name
from engine.discovery.splits import LEVELS
from engine.studies.set_benchmarks import SET_BENCHMARKS, SetBenchmark

if TYPE_CHECKING:
    import pandas as pd

KMEANS, HEADS = "k-means", "UNO heads"
JUDGES = {KMEANS: ("accuracy", "plain_accuracy"), HEADS: ("uno_accuracy", "uno_plain_accuracy")}
"""Columns of discovery accuracy with and without the labels, by the method that discovers."""


FEW_CLASSES = 2
_COMMANDS = {
    "clinc150_cells": "python -m training.intent_cells",
    "clinc150_scratch_cells": "python -m training.text_sets",
    "omniglot_cells": "python -m training.drawing_sets",
    "cifar10_cells": "python -m training.picture_sets",
}


def shipped_benchmarks() -> tuple[SetBenchmark, ...]:
    """Return the benchmarks whose cells ship."""
    names = {each.name for each in zoo.cards("table")}
    return tuple(each for each in SET_BENCHMARKS if each.cells in names)


def missing_benchmarks() -> tuple[SetBenchmark, ...]:
    """Return the benchmarks whose cells do not ship."""
    there = shipped_benchmarks()
    return tuple(each for each in SET_BENCHMARKS if each not in there)


def command_of(benchmark: SetBenchmark) -> str:
    """Return the command that makes a benchmark's cells; a shipped card knows best."""
    for each in zoo.cards("table"):
        if each.name == benchmark.cells:
            return each.command
    return _COMMANDS[benchmark.cells]


def benchmark_titled(title: str) -> SetBenchmark:
    """Return a benchmark by its title.

    Raises:
        NotFoundError: If there is none.
    """
    for each in SET_BENCHMARKS:
        if each.title == title:
            return each
    raise unknown_name("benchmark", title, [each.title for each in SET_BENCHMARKS])


def decides(title: str) -> bool:
    """Whether a benchmark has enough classes in a set for its cells to decide anything.

    With two classes guessing finds half of the samples, and one class more or less is all.
    """
    return benchmark_titled(title).unlabeled > FEW_CLASSES


def read_cells(title: str | None = None) -> "pd.DataFrame":
    """Return the cells of one benchmark, or of all that ship, one below the other.

    Added to what ships: ``benchmark`` (its title), ``set`` (what the cells of one unlabeled set
    share), ``cell`` (name in links), ``advised`` (pseudo transfer flow says: use the labels).

    Raises:
        NotFoundError: If there is no such benchmark, or nothing ships.
    """
    import pandas as pd

    wanted = shipped_benchmarks() if title is None else (benchmark_titled(title),)
    frames = [with_names(zoo.table(each.cells), each) for each in wanted]
    if not frames:
        commands = ", ".join(_COMMANDS.values())
        raise NotFoundError(f"no table of cells ships; run one of: {commands}")
    return pd.concat(frames, ignore_index=True)


def with_names(frame: "pd.DataFrame", benchmark: SetBenchmark) -> "pd.DataFrame":
    """Return a shipped table with the columns that :func:`read_cells` adds.

    Raises:
        ValueError: If a level is none of high, medium and low.
    """
    odd = sorted(set(frame["level"]) - set(LEVELS))
    if odd:
        raise ValueError(
            f"levels must be {', '.join(LEVELS)}, got {odd[0]!r} in {benchmark.cells}"
        )
    split, seed = frame["split"].astype(str), frame["seed"].astype(str)
    unlabeled = frame["unlabeled"].astype(str)
    pair = frame["labeled"].astype(str) + " for " + unlabeled
    return frame.assign(
        benchmark=benchmark.title,
        set=f"{benchmark.title}, split " + split + ", " + unlabeled,
        cell=pair + ", split " + split + ", seed " + seed + f" ({benchmark.title})",
        advised=frame["pseudo_flow"] > frame["plain_pseudo_flow"],
    )


def judges_of(frame: "pd.DataFrame") -> tuple[str, ...]:
    """Return the ways in which every one of the cells was discovered."""
    return tuple(
        name
        for name, columns in JUDGES.items()
        if set(columns) <= set(frame.columns) and frame[list(columns)].notna().all(axis=None)
    )


def judged(frame: "pd.DataFrame", judge: str) -> "pd.DataFrame":
    """Return the cells with ``found`` and ``found_plain``: accuracy with and without the labels.

    Also ``gain`` (the difference), ``helped`` (whether it is above 0), and ``right`` (whether
    pseudo transfer flow advised so).

    Raises:
        NotFoundError: If the cells were not discovered in this way.
    """
    if judge not in judges_of(frame):
        raise unknown_name("way of discovery for these cells", judge, judges_of(frame))
    found, plain = (frame[column] for column in JUDGES[judge])
    helped = found > plain
    return frame.assign(
        found=found,
        found_plain=plain,
        gain=found - plain,
        helped=helped,
        right=helped == frame["advised"],
    )

"""The shipped cells of every benchmark: labeled by unlabeled sets, encoders and seeds."""

import dataclasses
from typing import TYPE_CHECKING

from engine import zoo
from engine.core.errors import NotFoundError, unknown_name
from engine.discovery.splits import LEVELS

if TYPE_CHECKING:
    import pandas as pd

KMEANS, HEADS = "k-means", "UNO heads"
JUDGES = {KMEANS: ("accuracy", "plain_accuracy"), HEADS: ("uno_accuracy", "uno_plain_accuracy")}
"""Columns of discovery accuracy with and without the labels, by the method that discovers."""


@dataclasses.dataclass(frozen=True)
class CellTable:
    """One benchmark whose cells may ship.

    Attributes:
        benchmark: Name in links and in ``cached_models/{benchmark}_cells.parquet``.
        title: What a visitor reads.
        features: What the encoder and the label-free features are.
        command: Command that makes the table.
        class_sets: Whether the class sets page can open its cells.
    """

    benchmark: str
    title: str
    features: str
    command: str
    class_sets: bool = False

    @property
    def name(self) -> str:
        """Name of the shipped table."""
        return f"{self.benchmark}_cells"


TABLES = (
    CellTable(
        "clinc150",
        "CLINC150, MiniLM",
        "a small encoder on MiniLM's vectors; without labels those vectors as they are",
        "python -m training.intent_cells",
        class_sets=True,
    ),
    CellTable(
        "clinc150_scratch",
        "CLINC150, from scratch",
        "a text encoder without pretrained words; without labels weighted word counts",
        "python -m training.scratch_cells",
        class_sets=True,
    ),
    CellTable(
        "omniglot",
        "Omniglot",
        "a small convolutional network on drawn characters, 20 drawings of each",
        "python -m training.omniglot_cells",
    ),
    CellTable(
        "cifar10",
        "CIFAR-10",
        "a small convolutional network; two unlabeled classes are too few for significance",
        "python -m training.cifar10_cells",
    ),
)


def shipped_tables() -> tuple[CellTable, ...]:
    """Return the benchmarks whose cells ship, with the command on their card."""
    cards = {each.name: each for each in zoo.cards("table")}
    return tuple(
        dataclasses.replace(each, command=cards[each.name].command)
        for each in TABLES
        if each.name in cards
    )


def missing_tables() -> tuple[CellTable, ...]:
    """Return the benchmarks whose cells do not ship."""
    there = {each.benchmark for each in shipped_tables()}
    return tuple(each for each in TABLES if each.benchmark not in there)


def table_named(title: str) -> CellTable:
    """Return a benchmark by its title.

    Raises:
        NotFoundError: If there is none.
    """
    for each in TABLES:
        if each.title == title:
            return each
    raise unknown_name("benchmark", title, [each.title for each in TABLES])


def read_cells(title: str | None = None) -> "pd.DataFrame":
    """Return the cells of one benchmark, or of all that ship, one below the other.

    Added to what ships: ``benchmark`` (its title), ``set`` (what the cells of one unlabeled set
    share), ``cell`` (name in links), ``advised`` (pseudo transfer flow says: use the labels).

    Raises:
        NotFoundError: If there is no such benchmark, or nothing ships.
    """
    import pandas as pd

    wanted = shipped_tables() if title is None else (table_named(title),)
    frames = [with_names(zoo.table(each.name), each) for each in wanted]
    if not frames:
        commands = ", ".join(each.command for each in TABLES)
        raise NotFoundError(f"no table of cells ships; run one of: {commands}")
    return pd.concat(frames, ignore_index=True)


def with_names(frame: "pd.DataFrame", table: CellTable) -> "pd.DataFrame":
    """Return a shipped table with the columns that :func:`read_cells` adds.

    Raises:
        ValueError: If a level is none of high, medium and low.
    """
    odd = sorted(set(frame["level"]) - set(LEVELS))
    if odd:
        raise ValueError(f"levels must be {', '.join(LEVELS)}, got {odd[0]!r} in {table.name}")
    split, seed = frame["split"].astype(str), frame["seed"].astype(str)
    unlabeled = frame["unlabeled"].astype(str)
    pair = frame["labeled"].astype(str) + " for " + unlabeled
    return frame.assign(
        benchmark=table.title,
        set=f"{table.title}, split " + split + ", " + unlabeled,
        cell=pair + ", split " + split + ", seed " + seed + f" ({table.title})",
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

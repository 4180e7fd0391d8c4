"""What a sweep measures: its cells, and the list of cells whose results ship. Imports no torch."""

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from engine import zoo
from engine.core.errors import unknown_name

if TYPE_CHECKING:
    import pandas as pd

MODELS = ("minilm", "minilm-3", "minilm-4", "minilm-2")
TASKS = ("sst2", "cola", "stsb", "mrpc", "rte")
ZERO_SHOT = "stsb-zero-shot"
"""Similarity by the cosine of mean states, without any adapter or head."""
METHODS = ("LQ", "ACIQ", "OCS", "MMSE", "OCS + MMSE", "KL", "Percentile", "N-std")
BITS = (2, 3, 4, 5, 6, 7, 8)
GRANULARITIES = ("tensor", "row", "group64", "group128")
FULL = "full"
FULL_BITS = 32


@dataclasses.dataclass(frozen=True)
class Cell:
    """One point of a sweep.

    Attributes:
        model: Embedded model.
        task: GLUE task, or ``stsb-zero-shot``.
        method: Title of a method, or ``full``.
        bits: Bits of a weight.
        granularity: What shares a step.
        embeddings: Whether the table of words is quantized as well.
        examples: Examples of the dev set taken at most; 0 takes all.
    """

    model: str
    task: str
    method: str
    bits: int
    granularity: str = "tensor"
    embeddings: bool = False
    examples: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this cell from all others, in the order of the fields."""
        return dataclasses.astuple(self)

    @property
    def artefact(self) -> str | None:
        """Name of the shipped adapter that it needs, None if it needs none."""
        return None if self.task == ZERO_SHOT else f"glue_{self.task}_{self.model}"


@dataclasses.dataclass(frozen=True)
class Grid:
    """Every combination of its lists is a cell.

    Attributes:
        models: Embedded models.
        tasks: Tasks.
        methods: Titles of methods.
        bits: Widths.
        granularities: What shares a step.
        embeddings: False leaves the table of words alone, True quantizes it as well.
        examples: Examples of each dev set taken at most; 0 takes all.
    """

    models: Sequence[str] = MODELS[:1]
    tasks: Sequence[str] = TASKS
    methods: Sequence[str] = METHODS[:4]
    bits: Sequence[int] = (3, 4, 8)
    granularities: Sequence[str] = ("tensor",)
    embeddings: Sequence[bool] = (False,)
    examples: int = 0

    def __post_init__(self) -> None:
        """Refuse a name that no table holds before hours are spent."""
        for kind, chosen, known in (
            ("model", self.models, MODELS),
            ("task", self.tasks, (*TASKS, ZERO_SHOT)),
            ("method", self.methods, METHODS),
            ("bit width", self.bits, BITS),
            ("granularity", self.granularities, GRANULARITIES),
        ):
            for each in chosen:
                if each not in known:
                    raise unknown_name(kind, each, known)

    def cells(self) -> list[Cell]:
        """Return the cells, ordered so that a loaded model is used for all that it is needed for.

        >>> grid = Grid(tasks=("sst2",), methods=("LQ",), bits=(4,))
        >>> [(cell.method, cell.bits) for cell in grid.cells()]
        [('full', 32), ('LQ', 4)]
        """
        made = []
        for model, task in itertools.product(self.models, self.tasks):
            made.append(Cell(model, task, FULL, FULL_BITS, examples=self.examples))
            made += [
                Cell(model, task, method, bits, granularity, embeddings, self.examples)
                for granularity, embeddings, bits, method in itertools.product(
                    self.granularities, self.embeddings, self.bits, self.methods
                )
            ]
        return made


SHIPPED_EXAMPLES = 408
"""The dev set of MRPC is this long; longer ones are cut to it (evenly spaced examples)."""
_MAIN = ("LQ", "ACIQ", "OCS", "MMSE", "OCS + MMSE")
_SMALL_TASKS = ("sst2", "stsb")


def shipped_cells() -> list[Cell]:
    """Return the cells of the shipped table, the most telling first."""

    def of(models: Sequence[str], tasks: Sequence[str], **rest: Sequence[object]) -> Grid:
        return Grid(models=models, tasks=tasks, examples=SHIPPED_EXAMPLES, **rest)  # ty: ignore[invalid-argument-type]

    deep, shallow = ("minilm",), ("minilm-3",)
    four, low, ends = _MAIN[:4], (3, 4), (2, 3, 4, 8)
    every = (*TASKS, ZERO_SHOT)
    grids = (
        of(deep, every, methods=four, bits=low),
        of(deep, every, methods=four, bits=(3,), granularities=("row",)),
        of(shallow, TASKS, methods=four, bits=low),
        of(deep, every, methods=_MAIN, bits=ends),
        of(("minilm-4", "minilm-2"), _SMALL_TASKS, methods=four, bits=ends),
        of(deep, every, methods=four, bits=low, embeddings=(True,)),
        of(deep, every, methods=four, bits=(2, 3, 4), granularities=("row",)),
        of(deep, every, methods=("KL", "Percentile"), bits=low),
        of(shallow, TASKS, methods=four, bits=ends),
        of(deep, every, methods=four, bits=(5, 6)),
    )
    return list(dict.fromkeys(cell for grid in grids for cell in grid.cells()))


def missing_cells(table: "pd.DataFrame") -> list[Cell]:
    """Return the planned cells of :func:`shipped_cells` that a table does not hold."""
    names = [each.name for each in dataclasses.fields(Cell)]
    columns = [table["examples_asked" if name == "examples" else name] for name in names]
    there = set(zip(*columns, strict=True))
    return [cell for cell in shipped_cells() if cell.key not in there]


def adapter_hashes() -> dict[str, str]:
    """Return the first 12 digits of the SHA-256 of everything that ships, by name."""
    return {card.name: card.sha256[:12] for card in zoo.cards()}


def split_by_adapter(
    cells: Iterable[Cell], hashes: Mapping[str, str]
) -> tuple[list[Cell], list[Cell]]:
    """Return the cells that can run now, and those whose adapter is not there yet."""
    ready: list[Cell] = []
    missing: list[Cell] = []
    for cell in cells:
        there = cell.artefact is None or cell.artefact in hashes
        (ready if there else missing).append(cell)
    return ready, missing

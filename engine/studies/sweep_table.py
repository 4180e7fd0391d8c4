"""The results of a sweep on disk: a line for each finished cell; a stop loses nothing."""

import json
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from engine.core.errors import IntegrityError

if TYPE_CHECKING:
    import pandas as pd

KEY = ("model", "task", "method", "bits", "granularity", "embeddings", "examples_asked")
"""Columns that tell one row from another, in the order of the fields of ``Cell``."""


@runtime_checkable
class AnyCell(Protocol):
    """What a table asks of a cell."""

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from all others, in the order of the table's key."""
        ...

    @property
    def artefact(self) -> str | None:
        """Name of the shipped weights that it needs, None if it needs none."""
        ...


class SweepTable:
    """Rows in a JSON-lines file; a line is written at once or not at all.

    Args:
        path: File to append to; it and its folder are made when missing.
        key: Columns that tell one row from another.
    """

    def __init__(self, path: Path, *, key: Sequence[str] = KEY) -> None:
        self.path = path
        self._key = tuple(key)
        self._rows = {self._of(row): row for row in _read(path, self._key)}

    def __len__(self) -> int:
        return len(self._rows)

    def _of(self, row: Mapping[str, Any]) -> tuple[object, ...]:
        return tuple(row[name] for name in self._key)

    def holds(self, cell: AnyCell, hashes: Mapping[str, str]) -> bool:
        """Return whether the cell was measured, and with the adapter that ships now.

        Args:
            cell: What is asked for.
            hashes: See :func:`engine.studies.sweep_plan.adapter_hashes`.
        """
        row = self._rows.get(cell.key)
        return row is not None and row["adapter"] == hashes.get(cell.artefact or "", "")

    def append(self, row: Mapping[str, Any]) -> None:
        """Add a row; it is on disk when this returns."""
        line = json.dumps(dict(row), ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # a line that a crash cut short must not swallow the next one
        start = "" if _ends_a_line(self.path) else "\n"
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(f"{start}{line}\n")
            stream.flush()
            os.fsync(stream.fileno())
        self._rows[self._of(row)] = dict(row)

    def frame(self, cells: Collection[AnyCell] | None = None) -> "pd.DataFrame":
        """Return the rows of these cells (or all of them) in their order, as a data frame."""
        import pandas as pd

        keys = list(self._rows) if cells is None else [cell.key for cell in cells]
        return pd.DataFrame([self._rows[key] for key in keys if key in self._rows])

    def export(self, path: Path, cells: Collection[AnyCell] | None = None) -> Path:
        """Write the rows as parquet or CSV, by the ending of ``path``; an old file is replaced.

        Raises:
            ValueError: If the ending is neither ``.parquet`` nor ``.csv``.
        """
        if path.suffix not in {".parquet", ".csv"}:
            raise ValueError(f"a table must end in .parquet or .csv, got {path.name!r}")
        frame = self.frame(cells)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".part")
        if path.suffix == ".csv":
            frame.to_csv(unfinished, index=False)
        else:
            frame.to_parquet(unfinished, index=False, compression="zstd")
        return unfinished.replace(path)


def _ends_a_line(path: Path) -> bool:
    if not path.is_file() or not path.stat().st_size:
        return True
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read() == b"\n"


def _read(path: Path, key: tuple[str, ...]) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line) if line else None
        except ValueError:
            continue  # the process ended in the middle of this line: its cell runs again
        if row is None:
            continue
        if not isinstance(row, dict) or not {*key, "adapter"}.issubset(row):
            raise IntegrityError(
                f"{path.name}, line {number} must be a row with {', '.join(key)}, adapter; "
                "name another folder with --out"
            )
        rows.append(row)
    return rows

"""A visitor's table of samples as it came: columns and arrays, before anyone says what they mean.

CSV, TSV, parquet or npz. A pickle is never loaded; what a file declares is checked before its
values are read, and of many rows a seeded uniform sample is kept.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Int64, Shaped

from engine.core.errors import EngineError, UnsafeFileError
from engine.core.random import numpy_generator
from engine.studies.own_features import check_size, shown_name

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 20_000
MOST_VALUES = 10_000_000
SEED = 0
ENDINGS = ("csv", "tsv", "parquet", "npz")


@dataclasses.dataclass(frozen=True, eq=False)
class OwnTable:
    """What a file holds, one sample a row.

    Attributes:
        title: The file's name.
        sha256: Its hash.
        frame: Columns of one value a sample.
        arrays: Columns of several numbers a sample, by name.
        rows: Place of each sample in the file, from 0.
        notes: What was left out or drawn, one sentence each.
    """

    title: str
    sha256: str
    frame: "pd.DataFrame"
    arrays: Mapping[str, Shaped[np.ndarray, "samples width"]]
    rows: Int64[np.ndarray, " samples"]
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of samples."""
        return len(self.rows)


class Columns(NamedTuple):
    """What a reader has found; the fields are those of :class:`OwnTable`."""

    frame: "pd.DataFrame"
    arrays: Mapping[str, Shaped[np.ndarray, "samples width"]]
    rows: Int64[np.ndarray, " samples"]
    notes: tuple[str, ...]


def read_table(content: bytes, file: str) -> OwnTable:
    """Return what a file holds.

    Args:
        content: The file.
        file: Its name; the ending says what it is, see ``ENDINGS``.

    Raises:
        UnsafeFileError: If it is too large, damaged, of another kind, or needs a pickle.
        ValueError: If it has no rows, or its columns have no names or one name twice.
    """
    from engine.studies.own_archive import archive_columns
    from engine.studies.own_table_readers import parquet_columns, text_columns

    readers: dict[str, Callable[[bytes], Columns]] = {
        "csv": text_columns,
        "tsv": text_columns,
        "parquet": parquet_columns,
        "npz": archive_columns,
    }
    ending = file.rsplit(".", 1)[-1].lower()
    if ending not in readers:
        raise UnsafeFileError(
            f"samples with classes must come as {', '.join(ENDINGS)}, got {ending[:12]!r}; save "
            "one row for each sample with a column for its class"
        )
    check_size(file, len(content))
    try:
        found = readers[ending](content)
    except (EngineError, ValueError):
        raise
    except Exception as error:  # whatever a malformed file does to its reader
        raise UnsafeFileError(
            f"{file[:80]} must be a sound {ending} file, got one that cannot be read "
            f"({type(error).__name__}); save it again"
        ) from error
    if not len(found.rows):
        raise ValueError("the table must hold rows, got none; save the samples again")
    return OwnTable(
        title=shown_name(file),
        sha256=hashlib.sha256(content).hexdigest(),
        frame=found.frame,
        arrays=found.arrays,
        rows=found.rows,
        notes=found.notes,
    )


def most_rows(columns: int) -> int:
    """Return how many rows of a table are kept at most.

    >>> most_rows(10), most_rows(2000)
    (20000, 5000)
    """
    return min(MOST_ROWS, max(1, MOST_VALUES // max(columns, 1)))


def drawn_note(total: int, kept: int) -> tuple[str, ...]:
    """Return what was drawn, or nothing when all rows were kept."""
    if total <= kept:
        return ()
    return (
        f"The file has {total:,} rows; {kept:,} of them were drawn (seed {SEED}) and the others "
        "left out.",
    )


def sampled_frame(
    chunks: Iterable["pd.DataFrame"], most: int
) -> tuple["pd.DataFrame", Int64[np.ndarray, " kept"], int]:
    """Return a uniform sample of rows that come in parts, their places, and how many came.

    Every row draws a number; the rows of the smallest numbers stay, in their order.

    Args:
        chunks: Parts of one table.
        most: Rows to keep at most.
    """
    import pandas as pd

    draw, total = numpy_generator(SEED), 0
    rows, keys = np.empty(0, np.int64), np.empty(0)
    kept: list[pd.DataFrame] = []

    def prune(places: np.ndarray, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        whole = pd.concat(kept, ignore_index=True) if len(kept) > 1 else kept[0]
        chosen = np.sort(np.argsort(numbers, kind="stable")[:most])
        kept[:] = [whole.iloc[chosen].reset_index(drop=True)]
        return places[chosen], numbers[chosen]

    for chunk in chunks:
        kept.append(chunk)
        rows = np.concatenate([rows, np.arange(total, total + len(chunk))])
        keys = np.concatenate([keys, draw.random(len(chunk))])
        total += len(chunk)
        if len(rows) > 2 * most:
            rows, keys = prune(rows, keys)
    if not kept:
        return pd.DataFrame(), rows, 0
    rows, keys = prune(rows, keys)
    return kept[0], rows, total

"""Features in CSV and TSV tables. Columns that are no features are dropped and named."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Shaped

from engine.core.errors import UnsafeFileError
from engine.studies.array_files import MOST_FEATURES, told
from engine.studies.sample_set import RowSample

if TYPE_CHECKING:
    import pandas as pd

BATCH = 10_000
LABELS = {
    "label", "labels", "class", "target", "y", "split", "index", "id", "row", "set", "unnamed: 0",
    "modelarium_version", "model_sha256",
}  # fmt: skip
"""Names of columns that number or sort samples rather than describe them."""


def read_text_table(content: bytes) -> tuple[RowSample, tuple[str, ...]]:
    """Return the rows of a CSV or TSV file, and which columns were dropped.

    The separator is a comma, semicolon or tab; a first line with a text in it is a header.

    Raises:
        UnsafeFileError: If it is no text, or its lines differ in length.
        ValueError: If a cell is empty, or no column holds numbers.
    """
    import pandas as pd

    if b"\x00" in content[:4096]:
        raise UnsafeFileError("a CSV file must be text, got binary data; save it as UTF-8 text")
    try:
        first = next(iter(content[:1_000_000].decode("utf-8-sig", "ignore").splitlines()), "")
        separator = max(",;\t", key=first.count)
        fields = next(csv.reader([first], delimiter=separator), [])
        check_width(len(fields))
        chunks = pd.read_csv(
            io.BytesIO(content),
            sep=separator,
            header=0 if _is_header(fields) else None,
            chunksize=BATCH,
            encoding="utf-8-sig",
            skipinitialspace=True,
        )
        return _collected(chunks)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise UnsafeFileError(
            f"a CSV file must be UTF-8 text with equally long lines, got: {told(error)}; "
            "save it again"
        ) from None


def _collected(chunks: Iterable["pd.DataFrame"]) -> tuple[RowSample, tuple[str, ...]]:
    sample: RowSample | None = None
    kept: list[Any] = []
    dropped: list[str] = []
    for chunk in chunks:
        if sample is None:
            texts = [name for name in chunk if _is_text(chunk[name])]
            kept, dropped = split_columns(list(chunk.columns), texts)
            sample = RowSample(len(kept))
        sample.add(np.stack([_numbers(chunk, name) for name in kept], axis=1))
    if sample is None:
        raise ValueError("the table must hold rows, got none; save the features again")
    return sample, (dropped_note(dropped),)


def _numbers(chunk: "pd.DataFrame", name: object) -> Shaped[np.ndarray, " rows"]:
    import pandas as pd

    column: Any = chunk[name]
    values = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
    bad = np.flatnonzero(np.isnan(values) & column.notna().to_numpy())
    if len(bad):
        raise ValueError(
            f"column {str(name)[:40]!r} must hold numbers, row {chunk.index[bad[0]]} (counted "
            f"from 0) holds {str(column.iloc[bad[0]])[:30]!r}; correct it or leave the column out"
        )
    return values


def _is_text(column: "pd.Series") -> bool:
    """Return whether less than half of a column's cells are numbers."""
    import pandas as pd

    if column.dtype == bool:
        return True
    if pd.api.types.is_numeric_dtype(column.dtype):
        return False
    return bool(pd.to_numeric(column, errors="coerce").notna().mean() < 0.5)


def _is_header(fields: Sequence[str]) -> bool:
    """Return whether a first line names columns: it holds a text, or counts 0, 1, 2 ..."""
    counts = len(fields) > 1 and list(fields) == [str(place) for place in range(len(fields))]
    return counts or not all(map(_is_number, fields))


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def split_columns(columns: Sequence[Any], texts: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """Return the columns of features, and what is dropped with its reason.

    Args:
        columns: Names of all columns.
        texts: Those that hold no numbers.

    Raises:
        ValueError: If no column is left.
    """
    labels = [name for name in columns if str(name).strip().lower() in LABELS]
    others = [name for name in texts if name not in labels]
    kept = [name for name in columns if name not in labels and name not in others]
    dropped = [f"{str(name)[:40]} (label or number of a sample)" for name in labels]
    dropped += [f"{str(name)[:40]} (no numbers)" for name in others]
    if not kept:
        raise ValueError(
            f"a table must have a column of numbers, got {', '.join(dropped[:6]) or 'none'}; save "
            "one column for each feature, with a decimal point"
        )
    return kept, dropped


def dropped_note(dropped: Sequence[str]) -> str:
    """Return a sentence that names dropped columns; empty when there are none."""
    if not dropped:
        return ""
    more = f" and {len(dropped) - 6} more" if len(dropped) > 6 else ""
    return (
        f"Dropped {'column' if len(dropped) == 1 else 'columns'}: {', '.join(dropped[:6])}{more}."
    )


def check_width(width: int) -> None:
    """Refuse a table that has no column, or more than features could be.

    Raises:
        ValueError: If so.
    """
    if not 1 <= width <= MOST_FEATURES:
        raise ValueError(
            f"a table must have 1 to {MOST_FEATURES:,} columns, got {width:,}; are rows and "
            "columns swapped?"
        )

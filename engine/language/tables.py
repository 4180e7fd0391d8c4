"""Tables of sentences in TSV, CSV or parquet, read as columns of text with limits."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from engine.core.errors import IntegrityError, UnsafeFileError

MAXIMUM_BYTES = 32 * 2**20
MAXIMUM_ROWS = 100_000

Columns = Mapping[str, tuple[str, ...]]


def text_columns(content: bytes, *, kind: str, header: tuple[str, ...] | None = None) -> Columns:
    r"""Read a table of text.

    Args:
        content: The file's bytes, UTF-8 with or without a byte order mark.
        kind: ``tsv`` (a tab separates, a quotation mark is a character like any other, as GLUE's
            releases have it) or ``csv`` (commas, quoted fields).
        header: Column names of a file without a header line.

    Returns:
        Column name to its values.

    Raises:
        UnsafeFileError: If it is larger than the limits.
        IntegrityError: If it is not UTF-8 or a row has too few columns.

    >>> text_columns(b'sentence\tlabel\na "quote\t1\n', kind="tsv")
    {'sentence': ('a "quote',), 'label': ('1',)}
    """
    if len(content) > MAXIMUM_BYTES:
        raise UnsafeFileError(
            f"a table must be at most {MAXIMUM_BYTES >> 20} MiB, got {len(content) >> 20} MiB; "
            "give a sample of it"
        )
    try:
        text = content.decode("utf-8-sig")
        rows = _rows(text, kind)
    except (UnicodeDecodeError, csv.Error) as error:
        raise IntegrityError(f"a table must be UTF-8 text, got {error}; save it anew") from error
    if header is None:
        header, rows = (tuple(rows[0]) if rows else ()), rows[1:]
    if len(rows) > MAXIMUM_ROWS:
        raise UnsafeFileError(f"a table must have at most {MAXIMUM_ROWS} rows, got {len(rows)}")
    for number, row in enumerate(rows, 1):
        if len(row) < len(header):
            raise IntegrityError(
                f"row {number} must have {len(header)} columns {', '.join(header)[:80]}, "
                f"got {len(row)}; is the separator right?"
            )
    return {name: tuple(row[place] for row in rows) for place, name in enumerate(header)}


def _rows(text: str, kind: str) -> list[list[str]]:
    if kind == "csv":
        return [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    lines = (line.rstrip("\r") for line in text.split("\n"))
    return [line.split("\t") for line in lines if line.strip()]


def parquet_columns(path: Path) -> Columns:
    """Read the columns of a parquet file as text.

    Raises:
        UnsafeFileError: If it is larger than the limits.
        IntegrityError: If it is no parquet file.
    """
    import pandas as pd

    if path.stat().st_size > MAXIMUM_BYTES:
        raise UnsafeFileError(f"{path.name} must be at most {MAXIMUM_BYTES >> 20} MiB")
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise IntegrityError(f"{path.name} must be a parquet file, got {error}") from error
    return {str(name): tuple(frame[name].astype(str)) for name in frame.columns}


def file_columns(path: Path, *, header: tuple[str, ...] | None = None) -> Columns:
    """Read one table file by its ending: ``.parquet``, ``.csv``, anything else as TSV."""
    if path.suffix == ".parquet":
        return parquet_columns(path)
    kind = "csv" if path.suffix == ".csv" else "tsv"
    return text_columns(path.read_bytes(), kind=kind, header=header)

"""Columns of a visitor's CSV, TSV or parquet file, of any kind."""

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Shaped

from engine.core.errors import UnsafeFileError
from engine.studies.array_files import MOST_DECLARED, told
from engine.studies.own_table import Columns, drawn_note, most_rows, sampled_frame
from engine.studies.table_files import check_width

if TYPE_CHECKING:
    import pandas as pd

BATCH = 10_000


def text_columns(content: bytes) -> Columns:
    """Return the columns of a CSV or TSV file whose first line names them.

    Raises:
        UnsafeFileError: If it is no text, or its lines differ in length.
        ValueError: If its columns have no names, or a name twice.
    """
    import pandas as pd

    if b"\x00" in content[:4096]:
        raise UnsafeFileError("a CSV file must be text, got binary data; save it as UTF-8 text")
    first = next(iter(content[:1_000_000].decode("utf-8-sig", "ignore").splitlines()), "")
    separator = max(",;\t", key=first.count)
    names = next(csv.reader([first], delimiter=separator), [])
    _check_names(names)
    try:
        chunks = pd.read_csv(
            io.BytesIO(content),
            sep=separator,
            chunksize=BATCH,
            encoding="utf-8-sig",
            skipinitialspace=True,
            keep_default_na=False,  # a class may be called None
            na_values=["", "nan", "NaN", "NAN"],
        )
        frame, rows, total = sampled_frame(chunks, most_rows(len(names)))
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise UnsafeFileError(
            f"a CSV file must be UTF-8 text with equally long lines, got: {told(error)}; "
            "save it again"
        ) from None
    return Columns(frame, {}, rows, drawn_note(total, len(rows)))


def _check_names(names: Sequence[str]) -> None:
    check_width(len(names))
    if all(map(_is_number, names)):
        raise ValueError(
            "the first line of a table must name its columns, got numbers only; add a line such "
            "as class,x1,x2"
        )
    twice = sorted({each for each in names if names.count(each) > 1})
    if twice:
        raise ValueError(
            f"columns must have different names, got {twice[0][:40]!r} twice; rename one of them"
        )


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def parquet_columns(content: bytes) -> Columns:
    """Return the columns of a parquet file; lists of equal length become arrays.

    Raises:
        UnsafeFileError: If it is damaged or declares too much.
        ValueError: If lists differ in length.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(content))
    except (pa.ArrowException, OSError) as error:
        raise UnsafeFileError(
            f"the file must be sound parquet, got {told(error)!r}; save it again"
        ) from None
    fields, total = list(file.schema_arrow), file.metadata.num_rows
    check_width(len(fields))
    groups = range(file.metadata.num_row_groups)
    declared = sum(file.metadata.row_group(group).total_byte_size for group in groups)
    if max(declared, total * len(fields) * 4) > MOST_DECLARED:
        raise UnsafeFileError(
            f"a parquet file may declare {MOST_DECLARED / 1e6:,.0f} MB, got {total:,} rows of "
            f"{len(fields):,} columns; save a random part of the rows"
        )
    lists = [each.name for each in fields if pa.types.is_nested(each.type)]
    wide = len(fields) + 400 * len(lists)
    batches = (batch.to_pandas() for batch in file.iter_batches(batch_size=BATCH // 10))
    frame, rows, _ = sampled_frame(batches, most_rows(wide))
    arrays = {name: _stacked(frame[name], name) for name in lists if name in frame}
    return Columns(frame.drop(columns=list(arrays)), arrays, rows, drawn_note(total, len(rows)))


def _stacked(column: "pd.Series", name: str) -> Shaped[np.ndarray, "samples width"]:
    try:
        lengths = {len(each) for each in column}
        if len(lengths) != 1:
            raise TypeError("lengths differ")
        check_width(next(iter(lengths)))
        return np.stack(column.to_list()).astype(np.float64)
    except (TypeError, KeyError, AttributeError):
        raise ValueError(
            f"the lists in column {name[:40]!r} must hold numbers and have one length; drop the "
            "rows that differ, or the column"
        ) from None

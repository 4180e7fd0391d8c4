"""Features in parquet: one column for each feature, or one column of lists."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from jaxtyping import Shaped

from engine.core.errors import UnsafeFileError
from engine.studies.array_files import MOST_DECLARED, told
from engine.studies.sample_set import RowSample
from engine.studies.table_files import LABELS, check_width, dropped_note, split_columns

BATCH_VALUES = 1_000_000
BATCH_LISTS = 500


def read_parquet(content: bytes) -> tuple[RowSample, tuple[str, ...]]:
    """Return the rows of a parquet file, and which columns were dropped.

    Either each feature is a column, or one column holds lists of equal length.

    Raises:
        UnsafeFileError: If it is damaged or declares too much.
        ValueError: If a value is missing, or no column holds numbers.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(content))
    except (pa.ArrowException, OSError) as error:
        raise UnsafeFileError(
            f"the file must be sound parquet, got {told(error)!r}; save it again"
        ) from None
    rows, fields = file.metadata.num_rows, list(file.schema_arrow)
    check_width(len(fields))
    groups = range(file.metadata.num_row_groups)
    declared = sum(file.metadata.row_group(group).total_byte_size for group in groups)
    if max(declared, rows * len(fields) * 4) > MOST_DECLARED:
        raise UnsafeFileError(
            f"a parquet file may declare {MOST_DECLARED / 1e6:,.0f} MB, got {rows:,} rows of "
            f"{len(fields):,} columns; save a random part of the rows"
        )
    numbers = [
        f.name for f in fields if pa.types.is_floating(f.type) or pa.types.is_integer(f.type)
    ]
    lists = [each.name for each in fields if _is_list(each.type)]
    features = {name for name in numbers if name.strip().lower() not in LABELS}
    if lists and not features:
        kept, rest = lists[:1], [f.name for f in fields if f.name != lists[0]]
        return _sampled(_lists(file, kept[0])), (dropped_note(rest),)
    kept, dropped = split_columns(
        [each.name for each in fields], [each.name for each in fields if each.name not in numbers]
    )
    return _sampled(_columns(file, kept)), (dropped_note(dropped),)


def _is_list(kind: Any) -> bool:  # noqa: ANN401 - a type of pyarrow
    import pyarrow as pa

    nested = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    nested = nested or pa.types.is_fixed_size_list(kind)
    return nested and (
        pa.types.is_floating(kind.value_type) or pa.types.is_integer(kind.value_type)
    )


def _sampled(blocks: Iterator[Shaped[np.ndarray, "rows features"]]) -> RowSample:
    sample: RowSample | None = None
    for block in blocks:
        sample = sample or RowSample(block.shape[1])
        sample.add(block)
    if sample is None:
        raise ValueError("the table must hold rows, got none; save the features again")
    return sample


def _columns(file: Any, kept: list[str]) -> Iterator[Shaped[np.ndarray, "rows features"]]:  # noqa: ANN401
    size = max(1, BATCH_VALUES // len(kept))
    for batch in file.iter_batches(batch_size=size, columns=kept):
        columns = [batch.column(name).to_numpy(zero_copy_only=False) for name in kept]
        yield np.stack(columns, axis=1)


def _lists(file: Any, name: str) -> Iterator[Shaped[np.ndarray, "rows features"]]:  # noqa: ANN401
    width = 0
    for batch in file.iter_batches(batch_size=BATCH_LISTS, columns=[name]):
        column = batch.column(name)
        lengths = {None if each is None else len(each) for each in column}
        width = width or next((each for each in lengths if each), 0)
        if lengths != {width}:
            raise ValueError(
                f"the lists in column {name[:40]!r} must have one length, got "
                f"{', '.join(sorted(map(str, lengths))[:4])}; drop the rows that differ"
            )
        check_width(width)
        yield column.flatten().to_numpy(zero_copy_only=False).reshape(len(column), width)

"""Arrays of a visitor's npz file: features, and columns of names or numbers; never a pickle."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.core.errors import UnsafeFileError
from engine.core.random import numpy_generator
from engine.studies.array_files import (
    MOST_ARRAYS,
    MOST_DECLARED,
    MOST_FEATURES,
    member_header,
    told,
)
from engine.studies.own_table import SEED, Columns, drawn_note, most_rows
from engine.studies.table_files import check_width


def archive_columns(content: bytes) -> Columns:
    """Return the arrays of an npz file: two-dimensional ones, and columns of equal length.

    Raises:
        UnsafeFileError: If it is damaged, too large, or needs a pickle.
        ValueError: If no array could be samples.
    """
    if content.count(b"PK\x01\x02") > MOST_ARRAYS:
        raise UnsafeFileError(
            f"an npz file may hold {MOST_ARRAYS} arrays, got more; save features and classes alone"
        )
    try:
        found = _arrays(content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnsafeFileError(
            f"an npz file must be a sound zip of arrays, got {told(error) or 'a damaged one'}; "
            "is it cut off? save it again with np.savez"
        ) from error
    tables = {name: each for name, each in found.items() if each.ndim == 2}
    columns = {name: each for name, each in found.items() if each.ndim == 1}
    sizes = [len(each) for each in (*tables.values(), *columns.values())]
    if not sizes:
        raise ValueError(
            "the npz must hold an array of features and an array of classes, got none; "
            "np.savez(file, features=array, classes=names) makes it"
        )
    total = len(tables.get("features", next(iter(tables.values()), np.empty(max(sizes)))))
    return _same_length({**tables, **columns}, total)


def _same_length(found: Mapping[str, np.ndarray], total: int) -> Columns:
    import pandas as pd

    fits = {name: each for name, each in found.items() if len(each) == total}
    width = sum(each.shape[1] if each.ndim == 2 else 1 for each in fits.values())
    rows = np.arange(total)
    if total > most_rows(width):
        rows = np.sort(numpy_generator(SEED).permutation(total)[: most_rows(width)])
    columns = {name: _plain(each[rows]) for name, each in fits.items() if each.ndim == 1}
    others = [name for name in found if name not in fits]
    left = f"Left out, because their length is not {total:,}: {', '.join(others)}."
    return Columns(
        pd.DataFrame(columns, index=range(len(rows))),
        {name: each[rows] for name, each in fits.items() if each.ndim == 2},
        rows,
        (*drawn_note(total, len(rows)), *((left,) if others else ())),
    )


def _plain(column: np.ndarray) -> Any:  # noqa: ANN401 - names or numbers
    if column.dtype.kind == "S":
        return np.char.decode(column, "utf-8", "replace").astype(object)
    return column.astype(object) if column.dtype.kind == "U" else column


def _arrays(content: bytes) -> dict[str, np.ndarray]:
    """Return every array after a check of its header; objects need a pickle and are refused."""
    found: dict[str, np.ndarray] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        heads = {info.filename: member_header(archive, info) for info in archive.infolist()}
        sizes = [np.prod(shape, dtype=float) * kind.itemsize for shape, _, kind in heads.values()]
        if sum(sizes) > MOST_DECLARED:
            raise UnsafeFileError(
                f"an npz file may declare {MOST_DECLARED / 1e6:,.0f} MB, got "
                f"{sum(sizes) / 1e6:,.0f} MB; save float32, or a random part of the rows"
            )
        for name, (shape, _, kind) in heads.items():
            short = "".join(c for c in name if c.isprintable()).removesuffix(".npy")[:40]
            if kind.hasobject:
                raise UnsafeFileError(
                    f"the array {short} must hold plain numbers or texts, got Python objects, "
                    "which only a pickle can load; save names as np.array(names, dtype=str)"
                )
            if len(shape) in (1, 2) and kind.kind in "fiubUS" and max(shape[1:], default=1):
                if len(shape) == 2 and shape[1] > MOST_FEATURES:
                    check_width(shape[1])
                with archive.open(name) as stream:
                    found[short] = np.lib.format.read_array(stream, allow_pickle=False)
    return found

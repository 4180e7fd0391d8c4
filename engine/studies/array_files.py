"""Features in numpy's own formats, read block by block after a check of the header."""

import io
import math
import zipfile
import zlib
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Shaped

from engine.core.errors import UnsafeFileError
from engine.studies.sample_set import RowSample

MOST_DECLARED = 2_000_000_000
MOST_TRANSPOSED = 250_000_000
MOST_FEATURES = 8192
MOST_ARRAYS = 64
BLOCK_BYTES = 8_000_000
KEY = "features"
_READERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
Header = tuple[tuple[int, ...], bool, np.dtype]


@runtime_checkable
class Readable(Protocol):
    """An open file or a member of an archive."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        ...


def read_npy(content: bytes) -> tuple[RowSample, tuple[str, ...]]:
    """Return the rows of an npy file, and notes.

    Raises:
        UnsafeFileError: If it is damaged, too large, or needs a pickle.
        ValueError: If the array is no table of numbers.
    """
    stream = io.BytesIO(content)
    header = _header(stream)
    _check(header, "the array")
    shape, _, kind = header
    wanted, held = math.prod(shape) * kind.itemsize, len(content) - stream.tell()
    if wanted != held:
        raise UnsafeFileError(
            f"an array of shape {shape} must hold {wanted:,} bytes, got {held:,}; is the file "
            "cut off? save it again"
        )
    return _rows(stream, header), ()


def read_npz(content: bytes) -> tuple[RowSample, tuple[str, ...]]:
    """Return the rows of one array of an npz file, and notes.

    The array called ``features`` is taken, or else the only two-dimensional one.

    Raises:
        UnsafeFileError: If it is damaged, too large, or needs a pickle.
        ValueError: If no array, or more than one, could be meant.
    """
    if content.count(b"PK\x01\x02") > MOST_ARRAYS:
        raise UnsafeFileError(
            f"an npz file may hold {MOST_ARRAYS} arrays, got more; save the features alone"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            headers = {info.filename: member_header(archive, info) for info in archive.infolist()}
            name = _chosen(headers)
            _check(headers[name], f"the array {_short(name)}")
            others = [_short(each) for each in headers if each != name]
            with archive.open(name) as stream:
                _header(stream)
                sample = _rows(stream, headers[name])
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise UnsafeFileError(
            f"an npz file must be a sound zip of arrays, got {told(error) or 'a damaged one'}; "
            "save it again with np.savez"
        ) from error
    note = f"The array {_short(name)} was read, {', '.join(others)} left out." if others else ""
    return sample, (note,)


def told(error: Exception) -> str:
    """Return what a library said, short and without the sign that begins a next step."""
    return str(error)[:100].replace("; ", ", ")


def _short(name: str) -> str:
    clean = "".join(letter for letter in name if letter.isprintable())
    return clean.removesuffix(".npy")[:40]


def _header(stream: Readable) -> Header:
    """Return shape, order and type; nothing else is read."""
    try:
        version = np.lib.format.read_magic(stream)
        if version not in _READERS:
            raise ValueError(f"format version {version}")
        shape, transposed, kind = _READERS[version](stream)
    except (ValueError, EOFError):
        raise UnsafeFileError(
            "an npy file must begin with numpy's header, got something else; is it a "
            "pickle? Save the array with np.save(file, array, allow_pickle=False)"
        ) from None
    return shape, transposed, kind


def member_header(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Header:
    """Return shape, order and type of an array in an archive, checked against its size.

    Raises:
        UnsafeFileError: If it is no array, or declares another size than its entry.
    """
    with archive.open(info) as stream:
        shape, transposed, kind = _header(stream)
    wanted = math.prod(shape) * kind.itemsize
    if not kind.hasobject and not wanted < info.file_size <= wanted + 70_000:
        raise UnsafeFileError(
            f"the array {_short(info.filename)} of shape {shape} must take {wanted:,} bytes and a "
            f"header, its entry declares {info.file_size:,}; save it again with np.savez"
        )
    return shape, transposed, kind


def _chosen(headers: dict[str, Header]) -> str:
    if f"{KEY}.npy" in headers:
        return f"{KEY}.npy"
    tables = [name for name, (shape, _, _) in headers.items() if len(shape) == 2]
    if len(headers) == 1:
        return next(iter(headers))
    if len(tables) != 1:
        listed = ", ".join(f"{_short(name)} {head[0]}" for name, head in list(headers.items())[:8])
        raise ValueError(
            f"the npz must hold an array named {KEY!r} or one two-dimensional array, got "
            f"{listed or 'no array'}; np.savez(file, {KEY}=array) makes it"
        )
    return tables[0]


def _check(header: Header, what: str) -> None:
    shape, transposed, kind = header
    if kind.hasobject:
        raise UnsafeFileError(
            f"{what} must hold plain numbers, got Python objects, which only a pickle can load; "
            "save array.astype(np.float32)"
        )
    if len(shape) != 2:
        pictures = " or upload pictures as a zip of image files" if len(shape) > 2 else ""
        raise ValueError(
            f"{what} must have the shape (samples, features), got {shape}; reshape it to one row "
            f"for each sample{pictures}"
        )
    if kind.kind not in "fiu" or kind.itemsize > 8:
        raise ValueError(f"{what} must hold numbers, got {kind}; save float32")
    if not 1 <= shape[1] <= MOST_FEATURES:
        raise ValueError(
            f"{what} must have 1 to {MOST_FEATURES:,} features, got {shape[1]:,}; are rows and "
            "columns swapped?"
        )
    size = math.prod(shape) * kind.itemsize
    limit = MOST_TRANSPOSED if transposed else MOST_DECLARED
    if size > limit:
        order = "np.ascontiguousarray(array), " if transposed else ""
        raise UnsafeFileError(
            f"{what} may declare {limit / 1e6:,.0f} MB, got {size / 1e6:,.0f} MB; save {order}"
            "float32, or a random part of the rows"
        )


def _rows(stream: Readable, header: Header) -> RowSample:
    shape, transposed, kind = header
    sample = RowSample(shape[1])
    if transposed:
        values = _block(stream, (shape[1], shape[0]), kind)
        sample.add(values.T)
        return sample
    step = max(1, BLOCK_BYTES // (shape[1] * kind.itemsize))
    for start in range(0, shape[0], step):
        sample.add(_block(stream, (min(step, shape[0] - start), shape[1]), kind))
    return sample


def _block(
    stream: Readable, shape: tuple[int, int], kind: np.dtype
) -> Shaped[np.ndarray, "lines length"]:
    wanted = math.prod(shape) * kind.itemsize
    held = stream.read(wanted)
    if len(held) != wanted:
        raise UnsafeFileError("the array must be complete, its data ends early; save it again")
    return np.frombuffer(held, kind).reshape(shape)

"""A strict reader of safetensors headers: everything is checked before a tensor is touched.

A safetensors file is eight bytes of header length (little endian), a JSON header, and one block
of data in which the tensors lie one behind the other without gap or overlap.
"""

import dataclasses
import io
import json
import math
from pathlib import Path
from typing import Any

from engine.core.errors import UnsafeFileError

HEADER_LIMIT = 25_000_000
NAME_LIMIT = 512
RANK_LIMIT = 8
TYPE_BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "I16": 2, "F16": 2,
    "BF16": 2, "U32": 4, "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8,
}  # fmt: skip
FLOATING = ("F16", "BF16", "F32", "F64")
_ADVICE = "export the model again with safetensors"


@dataclasses.dataclass(frozen=True)
class TensorInfo:
    """What the header says of one tensor.

    Attributes:
        name: Name in the state dict.
        dtype: Element type in safetensors' spelling, such as ``F32``.
        shape: Sizes of the axes.
        start: First byte in the data block.
        end: One past the last byte in the data block.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int

    @property
    def elements(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)


def _fail(reason: str) -> UnsafeFileError:
    return UnsafeFileError(f"not a sound safetensors file: {reason}; {_ADVICE}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _constant(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


def strict_json(text: bytes, what: str = "the file") -> dict[str, Any]:
    """Return the JSON object in ``text``; doubled names and NaN are refused.

    Raises:
        UnsafeFileError: If the text is anything else.

    >>> strict_json(b'{"a": 1}')
    {'a': 1}
    """
    try:
        found = json.loads(text.decode("utf-8"), object_pairs_hook=_once, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise UnsafeFileError(
            f"{what} must be a JSON object, got {type(error).__name__}: {str(error)[:120]}; "
            "save it again from the program that made it"
        ) from None
    if not isinstance(found, dict):
        raise UnsafeFileError(
            f"{what} must be a JSON object, got {type(found).__name__}; is it the right file?"
        )
    return found


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _whole_list(value: object, longest: int) -> bool:
    return isinstance(value, list) and len(value) <= longest and all(map(_whole, value))


def _tensor(name: str, entry: object) -> TensorInfo:
    short = ascii(name[:60])
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise _fail(f"a tensor's name must be printable and short, got {short}")
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise _fail(f"{short} must have dtype, shape and data_offsets")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in TYPE_BYTES:
        raise _fail(f"{short} has the unknown type {ascii(dtype)[:40]}")
    if not _whole_list(shape, RANK_LIMIT):
        raise _fail(f"{short} must have at most {RANK_LIMIT} axes of whole sizes")
    if not _whole_list(offsets, 2) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise _fail(f"{short} must have two ascending offsets")
    info = TensorInfo(name, dtype, tuple(shape), *offsets)
    wanted = info.elements * TYPE_BYTES[dtype]
    if wanted != info.end - info.start:
        raise _fail(f"{short} has a shape of {wanted} bytes and {info.end - info.start} of data")
    return info


def _check_layout(tensors: list[TensorInfo], data_bytes: int) -> None:
    position = 0
    for info in sorted(tensors, key=lambda each: (each.start, each.end)):
        if info.start != position:
            kind = "overlaps another tensor" if info.start < position else "leaves a gap before it"
            raise _fail(f"{info.name[:60]!a} {kind}")
        position = info.end
    if position != data_bytes:
        raise _fail(f"the tensors end at byte {position} of {data_bytes}; is it cut off?")


def parse_header(
    stream: io.BufferedIOBase, size: int, *, limit: int = HEADER_LIMIT
) -> tuple[TensorInfo, ...]:
    """Return what a safetensors stream holds, after every check; no tensor is read.

    Args:
        stream: The file, open at its start.
        size: All its bytes.
        limit: Longest header in bytes.

    Raises:
        UnsafeFileError: If it is not a sound safetensors file.
    """
    length_bytes = stream.read(8)
    if len(length_bytes) < 8:
        raise _fail(f"it must have at least 8 bytes, got {len(length_bytes)}")
    length = int.from_bytes(length_bytes, "little")
    if not 2 <= length <= min(limit, size - 8):
        raise _fail(
            f"its header must fit the file and {limit} bytes, got {length}; "
            "is it a pickle or a zip file (.bin, .pt)?"
        )
    text = stream.read(length)
    if not text.startswith(b"{"):
        raise _fail("its header must begin with '{'")
    header = strict_json(text, "the safetensors header")
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise _fail("__metadata__ must hold texts only")
    tensors = [_tensor(name, entry) for name, entry in header.items()]
    if not tensors:
        raise _fail("it holds no tensor")
    _check_layout(tensors, size - 8 - length)
    return tuple(tensors)


def read_header(path: Path, *, limit: int = HEADER_LIMIT) -> tuple[TensorInfo, ...]:
    """Return what a safetensors file on disk holds; see :func:`parse_header`.

    Raises:
        UnsafeFileError: If the file is not a sound safetensors file.
    """
    with path.open("rb") as stream:
        return parse_header(stream, path.stat().st_size, limit=limit)

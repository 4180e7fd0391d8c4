"""The JSON header of an exported network: read with suspicion, written in full."""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

from engine.core.errors import IntegrityError, NotFoundError, UnsafeFileError, unknown_name
from engine.quantization.stored_layer import LayerEntry

FORMAT = "modelarium-quantized"
VERSION = 1
MOST_BYTES = 16 * 2**20


@dataclasses.dataclass(frozen=True)
class Header:
    """What an export is.

    Attributes:
        architecture: Class of the network.
        source: Title of the original network.
        source_sha256: Hash of the file that it came from, or "".
        file: Name of the tensor file beside the header.
        file_sha256: Its hash.
        full_bytes: Size of the original's tensors.
        packed_bytes: Size of codes, scales and what was left in full precision.
        layers: One entry for each quantized layer.
    """

    architecture: str
    source: str
    source_sha256: str
    file: str
    file_sha256: str
    full_bytes: int
    packed_bytes: int
    layers: tuple[LayerEntry, ...]

    def to_json(self) -> str:
        """Return the header as text."""
        fields = {"format": FORMAT, "version": VERSION, **dataclasses.asdict(self)}
        return json.dumps(fields, indent=1, ensure_ascii=False) + "\n"

    def layer(self, name: str) -> LayerEntry:
        """Return the entry of a layer.

        Raises:
            NotFoundError: If there is none.
        """
        for entry in self.layers:
            if name == entry.name:
                return entry
        raise unknown_name("layer", name, [entry.name for entry in self.layers])


def read_header(path: Path) -> Header:
    """Read and check a header.

    Raises:
        NotFoundError: If the file is missing.
        IntegrityError: If it is of another version.
        UnsafeFileError: If it is too large or not such a header.
    """
    if not path.is_file():
        raise NotFoundError(f"{path.name} is not there; export the network first")
    if path.stat().st_size > MOST_BYTES:
        raise UnsafeFileError(f"{path.name} must be at most {MOST_BYTES >> 20} MiB; wrong file?")
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnsafeFileError(f"{path.name} is not JSON text: {error}") from error
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise UnsafeFileError(f"{path.name} is not the header of a quantized network")
    if fields.get("version") != VERSION:
        raise IntegrityError(
            f"{path.name} must have version {VERSION}, got {fields.get('version')!r}; "
            "export the network again"
        )
    try:
        return _header(fields)
    except (KeyError, TypeError, ValueError) as error:
        raise UnsafeFileError(
            f"{path.name} lacks a field or has a wrong one ({error}); export the network again"
        ) from error


def file_sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _header(fields: dict[str, Any]) -> Header:
    layers = tuple(_entry(each) for each in _typed(fields["layers"], list))
    names = [entry.name for entry in layers]
    if len(set(names)) != len(names):
        raise ValueError("a layer is listed twice")
    texts = ("architecture", "source", "source_sha256", "file", "file_sha256")
    sizes = ("full_bytes", "packed_bytes")
    return Header(
        **{key: _typed(fields[key], str) for key in texts},
        **{key: _typed(fields[key], int) for key in sizes},
        layers=layers,
    )


def _entry(fields: dict[str, Any]) -> LayerEntry:
    fields = _typed(fields, dict)
    kinds: dict[str, type] = {
        **dict.fromkeys(("name", "kind", "role", "granularity", "dtype"), str),
        **dict.fromkeys(("bits", "stored_bits"), int),
        "signed": bool,
        "method": dict,
    }
    entry = LayerEntry(
        **{key: _typed(fields[key], kind) for key, kind in kinds.items()},
        tied=_tuple(fields["tied"], str),
        code_shape=_tuple(fields["code_shape"], int),
        split_columns=_tuple(fields["split_columns"], int),
    )
    entry.check()
    return entry


def _typed(value: Any, kind: type) -> Any:  # noqa: ANN401 - whatever stands in the file
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
    return value


def _tuple(values: Any, kind: type) -> tuple:  # noqa: ANN401 - whatever stands in the file
    return tuple(_typed(value, kind) for value in _typed(values, list))

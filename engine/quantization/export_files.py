"""The files of an export: names that stay in their folder, whole writes, verified reads."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from jaxtyping import Shaped
from safetensors import SafetensorError, safe_open
from torch import Tensor

from engine.core.errors import EngineError, IntegrityError, NotFoundError, UnsafeFileError
from engine.quantization.export_header import Header, file_sha256

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def tensors_beside(header: Path, *, overwrite: bool) -> Path:
    """Return where the tensors of a new export go.

    Raises:
        ValueError: If the header's name is not a plain ``.json`` name.
        NotFoundError: If the folder is not there.
        EngineError: If a file of that name is there and ``overwrite`` is not set.
    """
    if header.suffix != ".json" or not _NAME.fullmatch(header.name):
        raise ValueError(f"header must be a plain name that ends in .json, got {header.name!r}")
    if not header.parent.is_dir():
        raise NotFoundError(f"the folder {header.parent.name!r} is not there; create it first")
    tensors = header.with_suffix(".safetensors")
    there = [path.name for path in (header, tensors) if path.exists()]
    if there and not overwrite:
        raise EngineError(f"{there[0]} is there already; choose another name, or overwrite it")
    return tensors


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a passing name and move it into place, so no half file is ever seen."""
    passing = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(passing)
        passing.replace(path)
    finally:
        passing.unlink(missing_ok=True)


def verified_tensors(header: Path, described: Header) -> Path:
    """Return the path of the tensor file after comparing its hash with the header's.

    Raises:
        UnsafeFileError: If the header names a file outside its folder.
        NotFoundError: If the file is missing.
        IntegrityError: If it is truncated or changed.
    """
    if not _NAME.fullmatch(described.file) or not described.file.endswith(".safetensors"):
        raise UnsafeFileError(
            f"{header.name} must name a safetensors file beside it, got {described.file[:80]!r}"
        )
    path = header.with_name(described.file)
    if not path.is_file():
        raise NotFoundError(f"{described.file} must lie beside {header.name}; put both there")
    if path.is_symlink():
        raise UnsafeFileError(f"{described.file} must be a file, got a link")
    found = file_sha256(path)
    if found != described.file_sha256:
        raise IntegrityError(
            f"{described.file} must have sha256 {described.file_sha256[:12]}..., got "
            f"{found[:12]}...; it is truncated or was changed, export the network again"
        )
    return path


def read_tensors(path: Path, prefix: str = "") -> dict[str, Shaped[Tensor, "..."]]:
    """Return the tensors of a file whose names begin with ``prefix``.

    Raises:
        UnsafeFileError: If it is not a sound safetensors file.
    """
    try:
        with safe_open(path, framework="pt") as opened:
            names = [name for name in opened.keys() if name.startswith(prefix)]  # noqa: SIM118
            return {name: opened.get_tensor(name) for name in names}
    except SafetensorError as error:
        raise UnsafeFileError(f"{path.name} is not a safetensors file: {error}") from error

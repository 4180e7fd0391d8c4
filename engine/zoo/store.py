"""Read and write shipped tensors and tables, always against the hash on their card."""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.core.errors import IntegrityError, NotFoundError
from engine.core.paths import CACHED_MODELS
from engine.zoo.cards import ModelCard, card

if TYPE_CHECKING:
    import pandas as pd


def file_sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@functools.lru_cache(maxsize=64)
def _verified(path: Path, sha256: str, _stamp: tuple[float, int]) -> Path:
    found = file_sha256(path)
    if found != sha256:
        raise IntegrityError(
            f"{path.name} must have sha256 {sha256[:12]}..., got {found[:12]}...; "
            "restore it from the repository"
        )
    return path


def _file(name: str, folder: Path) -> Path:
    entry = card(name, folder=folder)
    path = folder / Path(entry.file).name
    if not path.is_file():
        raise NotFoundError(
            f"{entry.file} is missing from {folder.name}; restore it or run: {entry.command}"
        )
    status = path.stat()
    return _verified(path, entry.sha256, (status.st_mtime, status.st_size))


def tensors(name: str, *, folder: Path = CACHED_MODELS) -> dict[str, np.ndarray]:
    """Return the verified arrays of one artefact.

    Raises:
        NotFoundError: If the card or its file is missing.
        IntegrityError: If the file is not the one that the card describes.
    """
    from safetensors.numpy import load_file

    return load_file(_file(name, folder))


def table(name: str, *, folder: Path = CACHED_MODELS) -> "pd.DataFrame":
    """Return the verified parquet table of one artefact as a data frame.

    Raises:
        NotFoundError: If the card or its file is missing.
        IntegrityError: If the file is not the one that the card describes.
    """
    import pandas as pd

    return pd.read_parquet(_file(name, folder))


def _write_card(made: ModelCard, path: Path, folder: Path) -> ModelCard:
    made = dataclasses.replace(made, file=path.name, sha256=file_sha256(path))
    text = json.dumps(dataclasses.asdict(made), indent=2, ensure_ascii=False)
    (folder / f"{made.name}.json").write_text(text + "\n", encoding="utf-8")
    return made


def save(
    made: ModelCard, arrays: Mapping[str, np.ndarray], *, folder: Path = CACHED_MODELS
) -> ModelCard:
    """Write arrays and card; return the card with file name and hash filled in."""
    from safetensors.numpy import save_file

    path = folder / f"{made.name}.safetensors"
    # ascontiguousarray would turn a single number into an array of one
    save_file({key: np.asarray(value, order="C") for key, value in arrays.items()}, path)
    return _write_card(made, path, folder)


def save_table(
    made: ModelCard, frame: "pd.DataFrame", *, folder: Path = CACHED_MODELS
) -> ModelCard:
    """Write a parquet table and its card; return the card with file name and hash filled in."""
    path = folder / f"{made.name}.parquet"
    frame.to_parquet(path, index=False, compression="zstd")
    return _write_card(made, path, folder)

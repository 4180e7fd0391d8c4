"""Model cards: what a shipped file is, what made it, from which data, and what it scored."""

import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

from engine.core.errors import IntegrityError, unknown_name
from engine.core.paths import CACHED_MODELS


@dataclasses.dataclass(frozen=True)
class ModelCard:
    """One shipped artefact.

    Attributes:
        name: File name without its ending.
        title: What a visitor reads.
        kind: Group, such as ``"glue_adapter"`` or ``"table"``.
        file: File name in ``cached_models``.
        sha256: Hash of that file, checked before use.
        command: Command that made it.
        seed: Seed of that command.
        data: Data it was made from.
        licence: Licence of data and result.
        score: Measured scores by name.
        settings: Everything else that is needed to use or remake it.
    """

    name: str
    title: str
    kind: str
    file: str
    sha256: str
    command: str
    seed: int
    data: str
    licence: str
    score: dict[str, Any] = dataclasses.field(default_factory=dict)
    settings: dict[str, Any] = dataclasses.field(default_factory=dict)


def _read(path: Path) -> ModelCard:
    try:
        return ModelCard(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise IntegrityError(
            f"{path.name} must be a model card, got {error}; restore it from the repository"
        ) from error


@functools.lru_cache(maxsize=4)
def _all(folder: Path, _stamp: float) -> dict[str, ModelCard]:
    found = (_read(path) for path in sorted(folder.glob("*.json")))
    return {each.name: each for each in found}


def _known(folder: Path) -> dict[str, ModelCard]:
    if not folder.is_dir():
        return {}
    return _all(folder, folder.stat().st_mtime)


def cards(kind: str | None = None, *, folder: Path = CACHED_MODELS) -> tuple[ModelCard, ...]:
    """Return every card, or those of one kind, ordered by name."""
    return tuple(c for c in _known(folder).values() if kind is None or c.kind == kind)


def card(name: str, *, folder: Path = CACHED_MODELS) -> ModelCard:
    """Return the card of one artefact.

    Raises:
        NotFoundError: If no card has this name; a name is looked up, never joined to a path.
    """
    known = _known(folder)
    if name not in known:
        raise unknown_name("shipped artefact", name, known)
    return known[name]

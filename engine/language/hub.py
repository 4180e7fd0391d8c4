"""Models of the Hugging Face hub that are on this machine already; nothing here uses the network.

A hub model is named ``owner/name`` or ``owner/name@revision``. It is found in the hub's own cache
(``HF_HUB_CACHE``, else ``HF_HOME/hub``); :mod:`engine.language.hub_download` puts it there, and
only when a visitor asks for it.
"""

import dataclasses
import os
import re
from pathlib import Path

from engine.core.errors import IntegrityError, NotFoundError, OfflineError
from engine.language.checkpoint import WEIGHTS_FILE, open_checkpoint
from engine.language.family import FAMILY, FamilyMember, family_member
from engine.language.models import Encoder, ModelEntry
from engine.language.outside import outside_encoder, outside_entry

_PART = r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?"
_ID = re.compile(rf"{_PART}/{_PART}")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TRUE = ("1", "on", "yes", "true")


@dataclasses.dataclass(frozen=True)
class HubName:
    """A checked hub id.

    Attributes:
        repository: ``owner/name``.
        revision: Branch, tag or commit.
    """

    repository: str
    revision: str = "main"

    def __str__(self) -> str:
        return self.repository + ("" if self.revision == "main" else f"@{self.revision}")


def hub_name(text: str) -> HubName:
    """Return the hub id in a text, checked letter by letter.

    Raises:
        ValueError: If it is not ``owner/name`` or ``owner/name@revision``.

    >>> hub_name("google/bert_uncased_L-2_H-128_A-2@main").repository
    'google/bert_uncased_L-2_H-128_A-2'
    >>> hub_name("../../etc/passwd")
    Traceback (most recent call last):
    ValueError: a hub id must look like owner/name, got '../../etc/passwd'; copy it from the ...
    """
    repository, _, revision = text.strip().partition("@")
    doubled = any(pair in text for pair in ("..", "--", "//"))
    if doubled or not _ID.fullmatch(repository):
        raise ValueError(
            f"a hub id must look like owner/name, got {text[:80]!r}; copy it from the model's "
            "page, for example google-bert/bert-base-uncased"
        )
    if revision and not _REVISION.fullmatch(revision):
        raise ValueError(
            f"a revision must be a branch, tag or commit, got {revision[:80]!r}; leave it out "
            "for the newest"
        )
    return HubName(repository, revision or "main")


def is_offline() -> bool:
    """Return whether ``HF_HUB_OFFLINE`` or ``TRANSFORMERS_OFFLINE`` forbids the network."""
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    return any(os.environ.get(name, "").lower() in _TRUE for name in names)


def hub_cache() -> Path:
    """Return the folder of the hub's cache, read from the environment at every call."""
    if named := os.environ.get("HF_HUB_CACHE"):
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME")
    base = Path(home).expanduser() if home else Path.home() / ".cache" / "huggingface"
    return base / "hub"


def cached_folder(name: HubName) -> Path | None:
    """Return the folder with a model's files when weights and config are in the cache."""
    from huggingface_hub import try_to_load_from_cache

    found = [
        try_to_load_from_cache(
            name.repository, file, cache_dir=hub_cache(), revision=name.revision
        )
        for file in (WEIGHTS_FILE, "config.json")
    ]
    paths = [Path(each) for each in found if isinstance(each, str)]
    return paths[0].parent if len(paths) == 2 else None


def need_cached_folder(name: HubName) -> Path:
    """Return the folder with a model's files.

    Raises:
        OfflineError: If the model is not in the cache and the network is forbidden.
        NotFoundError: If the model is not in the cache and could be downloaded.
    """
    folder = cached_folder(name)
    if folder is not None:
        return folder
    if is_offline():
        raise OfflineError(
            f"the model {name} is not on this machine, and HF_HUB_OFFLINE forbids a download; "
            "unset it, put the model's folder under MODELARIUM_MODELS, or use the embedded minilm"
        )
    raise NotFoundError(
        f"the model {name} is not on this machine; start its download, or use the embedded minilm"
    )


def _family_entry(member: FamilyMember) -> ModelEntry:
    return ModelEntry(
        name=member.name,
        title=member.title,
        source="hub",
        layers=member.layers,
        hidden=member.hidden,
        parameters=member.parameters - member.hidden**2 - member.hidden,
        licence="Apache-2.0",
        summary=f"{member.title}, from the hub.",
    )


def hub_entry(text: str) -> ModelEntry:
    """Return the line of the model list for a hub id.

    Raises:
        ValueError: If the id is malformed.
        NotFoundError: If the model is neither of the BERT family nor in the cache.
        OfflineError: The same, while the network is forbidden.
    """
    name = hub_name(text)
    member = family_member(name.repository)
    if member is not None:
        return dataclasses.replace(_family_entry(member), name=str(name))
    checkpoint = open_checkpoint(need_cached_folder(name))
    return outside_entry(checkpoint, name=str(name), title=name.repository, source="hub")


def family_entries() -> tuple[ModelEntry, ...]:
    """Return the model list's lines of the whole BERT family, downloaded or not."""
    return tuple(_family_entry(member) for member in FAMILY)


def load_hub_encoder(text: str) -> Encoder:
    """Load a hub model from the cache.

    Raises:
        ValueError: If the id is malformed or the config absurd.
        NotFoundError: If the model is not in the cache.
        OfflineError: The same, while the network is forbidden.
        UnsafeFileError: If a file is malformed.
        IntegrityError: If the weights are not those that the hub sent.
    """
    name = hub_name(text)
    folder = need_cached_folder(name)
    member = family_member(name.repository)
    title = member.title if member else name.repository
    encoder = outside_encoder(folder, name=str(name), title=title, source="hub")
    _check_hash(folder / WEIGHTS_FILE, encoder.sha256)
    return encoder


def _check_hash(weights: Path, sha256: str) -> None:
    """Compare with the hub's own hash: the cache names a large file by its SHA-256."""
    blob = weights.resolve().name
    if _SHA256.fullmatch(blob) and blob != sha256:
        raise IntegrityError(
            f"{weights.name} must have sha256 {blob[:12]}..., got {sha256[:12]}...; "
            "remove it from the hub's cache and download it again"
        )

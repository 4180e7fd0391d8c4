"""Which place a model's name points to: the hub, the operator's folder, or an upload."""

from pathlib import Path

from engine.core.errors import unknown_name
from engine.language.folder import folder_entry, folder_model, load_folder_encoder
from engine.language.hub import hub_entry, hub_name, load_hub_encoder, need_cached_folder
from engine.language.models import MODELS, Encoder, ModelEntry
from engine.language.upload import load_upload_encoder, upload_entry
from engine.language.upload_store import stored_folder

_LOADERS = {
    "hub": load_hub_encoder,
    "folder": load_folder_encoder,
    "upload": load_upload_encoder,
}


def entry_elsewhere(name: str) -> ModelEntry:
    """Return the line of the model list for ``owner/name``, ``folder:...`` or ``upload:...``.

    Raises:
        NotFoundError: If there is no such model.
        ValueError: If a hub id is malformed.
        UnsafeFileError: If the model's files are malformed.
    """
    if name.startswith("folder:"):
        return folder_entry(name)
    if name.startswith("upload:"):
        return upload_entry(name)
    if "/" in name:
        return hub_entry(name)
    raise unknown_name("model", name, (entry.name for entry in MODELS))


def load_elsewhere(entry: ModelEntry) -> Encoder:
    """Load a model that does not ship with the engine; see the three modules for the errors."""
    return _LOADERS[entry.source](entry.name)


def folder_elsewhere(name: str) -> Path:
    """Return the folder with the files of a model that does not ship with the engine.

    Raises:
        NotFoundError: If there is no such model on this machine.
        OfflineError: If it would have to be downloaded and the network is forbidden.
        ValueError: If a hub id is malformed.
    """
    if name.startswith("folder:"):
        return folder_model(name).path
    if name.startswith("upload:"):
        return stored_folder(name)
    return need_cached_folder(hub_name(name))

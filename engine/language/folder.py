"""Models in a local folder that the operator names at start-up with ``MODELARIUM_MODELS``.

Each sub-folder with ``model.safetensors`` and ``config.json`` is one model, named
``folder:<sub-folder>``. A visitor picks a name from the list; a name is compared with the list
and never becomes a path.
"""

import dataclasses
import os
from pathlib import Path

from engine.core.errors import EngineError, NotFoundError, unknown_name
from engine.language.checkpoint import WEIGHTS_FILE, open_checkpoint
from engine.language.models import Encoder, ModelEntry
from engine.language.outside import outside_encoder, outside_entry

PREFIX = "folder:"
MOST_MODELS = 500


@dataclasses.dataclass(frozen=True)
class FolderModel:
    """One sub-folder that looks like a model; its files are not checked yet.

    Attributes:
        name: ``folder:<sub-folder>``.
        title: Name of the sub-folder.
        path: The sub-folder.
    """

    name: str
    title: str
    path: Path


def models_folder() -> Path | None:
    """Return the folder named by ``MODELARIUM_MODELS``, or None without one."""
    named = os.environ.get("MODELARIUM_MODELS")
    if not named:
        return None
    folder = Path(named).expanduser()
    return folder if folder.is_dir() else None


def folder_models() -> tuple[FolderModel, ...]:
    """Return the models of the operator's folder in order of name; none without a folder."""
    folder = models_folder()
    if folder is None:
        return ()
    found = [
        FolderModel(PREFIX + path.name, path.name, path)
        for path in sorted(folder.iterdir())
        if path.name.isprintable()
        and all((path / name).is_file() for name in (WEIGHTS_FILE, "config.json"))
    ]
    return tuple(found[:MOST_MODELS])


def folder_model(name: str) -> FolderModel:
    """Return one model of the operator's folder.

    Raises:
        NotFoundError: If no folder is named or it has no such model.
    """
    models = folder_models()
    for model in models:
        if model.name == name:
            return model
    if models_folder() is None:
        raise NotFoundError(
            "no folder of models is set; start the app with MODELARIUM_MODELS=/path/of/a/folder "
            "whose sub-folders hold model.safetensors, config.json and tokenizer.json"
        )
    raise unknown_name("model in the folder", name, (model.name for model in models))


def folder_entry(name: str) -> ModelEntry:
    """Return the line of the model list for one model of the folder.

    Raises:
        NotFoundError: If there is no such model.
        UnsafeFileError: If a file is malformed or of an unsupported kind.
    """
    model = folder_model(name)
    checkpoint = open_checkpoint(model.path)
    return outside_entry(checkpoint, name=model.name, title=model.title, source="folder")


def folder_entries() -> tuple[tuple[ModelEntry, ...], dict[str, str]]:
    """Return the lines of all sound models, and why each other one cannot be used.

    One broken sub-folder never hides the others.
    """
    entries, refused = [], {}
    for model in folder_models():
        try:
            entries.append(folder_entry(model.name))
        except (EngineError, ValueError, OSError) as error:
            refused[model.name] = str(error)
    return tuple(entries), refused


def load_folder_encoder(name: str) -> Encoder:
    """Load a model of the operator's folder.

    Raises:
        NotFoundError: If there is no such model or it has no tokenizer.
        UnsafeFileError: If a file is malformed or of an unsupported kind.
        IntegrityError: If its files do not belong together.
        ValueError: If a number in its config is absurd.
    """
    model = folder_model(name)
    return outside_encoder(model.path, name=model.name, title=model.title, source="folder")

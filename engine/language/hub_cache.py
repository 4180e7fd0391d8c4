"""The hub models that lie on this machine already, so that a list can offer them."""

import contextlib

from engine.core.errors import EngineError
from engine.language.checkpoint import open_checkpoint
from engine.language.hub import cached_folder, hub_cache, hub_entry, hub_name
from engine.language.models import ModelEntry

MOST_MODELS = 200
_PREFIX = "models--"


def cached_entries() -> tuple[ModelEntry, ...]:
    """Return the model list's lines of every sound BERT-like model in the hub's cache, by name.

    A broken model, or one of another kind, is left out and hides no other one.
    """
    folder = hub_cache()
    if not folder.is_dir():
        return ()
    found = []
    for path in sorted(folder.glob(f"{_PREFIX}*--*"))[:MOST_MODELS]:
        repository = path.name.removeprefix(_PREFIX).replace("--", "/")
        with contextlib.suppress(EngineError, ValueError, OSError):
            model = cached_folder(hub_name(repository))
            if model is not None:
                open_checkpoint(model)
                found.append(hub_entry(repository))
    return tuple(found)

"""Encoders that do not ship with the engine: one way to load them, from wherever they come."""

from pathlib import Path

from engine.language.checkpoint import Checkpoint, load_network, open_checkpoint
from engine.language.models import Encoder, ModelEntry
from engine.language.tokenizer_files import load_tokenizer


def outside_entry(
    checkpoint: Checkpoint, *, name: str, title: str, source: str, licence: str = "unknown"
) -> ModelEntry:
    """Return the line of the model list for a checked model."""
    from engine.language.architectures import sizes_of

    sizes = sizes_of(checkpoint.architecture, checkpoint.config)
    parameters = sum(
        info.elements for info in checkpoint.tensors if ".pooler." not in f".{info.name}"
    )
    return ModelEntry(
        name=name,
        title=title,
        source=source,
        layers=sizes["layers"],
        hidden=sizes["hidden"],
        parameters=parameters,
        licence=licence,
        summary=f"{checkpoint.architecture.title}, {sizes['layers']} layers of width "
        f"{sizes['hidden']}.",
    )


def outside_encoder(folder: Path, *, name: str, title: str, source: str) -> Encoder:
    """Load a model and its tokenizer from a folder, with every check.

    Raises:
        NotFoundError: If a file is missing.
        UnsafeFileError: If a file is malformed or of an unsupported kind.
        IntegrityError: If the files do not belong together.
        ValueError: If a number in the config is absurd.
    """
    from engine.zoo.store import file_sha256

    checkpoint = open_checkpoint(folder)
    tokenizer = load_tokenizer(folder, checkpoint.architecture, checkpoint.config)
    return Encoder(
        name=name,
        title=title,
        network=load_network(checkpoint),
        tokenizer=tokenizer,
        sha256=file_sha256(checkpoint.weights),
        source=source,
    )

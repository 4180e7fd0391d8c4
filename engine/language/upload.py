"""A visitor's own model: safetensors, config and tokenizer, checked before they are kept."""

import dataclasses
import io

import numpy as np
from jaxtyping import Float32

from engine.core.errors import EngineError, UnsafeFileError, unknown_name
from engine.language.architectures import architecture_of
from engine.language.checkpoint import CONFIG_LIMIT, WEIGHTS_FILE, check_fit, open_checkpoint
from engine.language.models import Encoder, ModelEntry
from engine.language.outside import outside_encoder, outside_entry
from engine.language.safetensors_header import (
    FLOATING,
    TensorInfo,
    parse_header,
    read_header,
    strict_json,
)
from engine.language.tokenizer_files import SIZE_LIMIT, load_tokenizer
from engine.language.upload_store import PREFIX, UploadFiles, store, stored_folder

__all__ = [
    "PREFIX",
    "UploadFiles",
    "UploadedModel",
    "accept_upload",
    "check_size",
    "load_upload_encoder",
    "upload_entry",
    "upload_matrix",
    "uploaded_model",
]

LIMIT_BYTES = 150_000_000
HEADER_LIMIT = 2_000_000


@dataclasses.dataclass(frozen=True)
class UploadedModel:
    """A checked upload.

    Attributes:
        name: ``upload:<hash>``, to be used like any model's name.
        title: What a visitor reads.
        tensors: All tensors, in the file's order, with their names kept.
        architecture: ``BERT or MiniLM`` and so on, or ``weights only``.
        runs: Whether sentences can be put through it (needs a config and a tokenizer).
        notice: Why it cannot, and what to add; empty when it can.
    """

    name: str
    title: str
    tensors: tuple[TensorInfo, ...]
    architecture: str
    runs: bool
    notice: str

    @property
    def matrices(self) -> tuple[TensorInfo, ...]:
        """The two-dimensional tensors of floating-point numbers, which can be quantized."""
        return tuple(
            info
            for info in self.tensors
            if len(info.shape) == 2 and info.elements and info.dtype in FLOATING
        )


def check_size(name: str, size: int, *, limit_bytes: int = LIMIT_BYTES) -> None:
    """Refuse a file by its declared size, before a byte of it is read.

    Args:
        name: ``config.json``, a tokenizer's file, or anything else for weights.
        size: Declared size in bytes.
        limit_bytes: Largest weight file.

    Raises:
        UnsafeFileError: If it is too large.

    >>> check_size("model.safetensors", 300_000_000)
    Traceback (most recent call last):
    engine.core.errors.UnsafeFileError: model.safetensors must have at most 150 MB, got 300.0 ...
    """
    limits = {"config.json": CONFIG_LIMIT, "tokenizer.json": SIZE_LIMIT, "vocab.txt": SIZE_LIMIT}
    limit = limits.get(name, limit_bytes)
    if size > limit:
        raise UnsafeFileError(
            f"{name[:80]} must have at most {limit / 1e6:g} MB, got {size / 1e6:.1f} MB; put a "
            "larger model's folder under MODELARIUM_MODELS"
        )


def _describe(name: str, title: str) -> UploadedModel:
    """Return what an upload that is kept can do; faults of config or tokenizer are its notice."""
    folder = stored_folder(name)
    tensors = read_header(folder / WEIGHTS_FILE, limit=HEADER_LIMIT)
    architecture, notice = "weights only", ""
    try:
        checkpoint = open_checkpoint(folder)
        architecture = checkpoint.architecture.title
        load_tokenizer(folder, checkpoint.architecture, checkpoint.config)
    except (EngineError, ValueError) as error:
        notice = str(error)
    return UploadedModel(name, title, tensors, architecture, not notice, notice)


def accept_upload(
    files: UploadFiles, *, title: str = "", limit_bytes: int = LIMIT_BYTES
) -> UploadedModel:
    """Check a visitor's files, keep them, and say what can be done with them.

    Sizes are checked first, then the header of the weights, then whether a config of a known
    architecture can belong to them; only then is anything written.

    Args:
        files: The bytes.
        title: What the visitor calls it, at most 60 characters are kept.
        limit_bytes: Largest weight file.

    Raises:
        UnsafeFileError: If a file is too large or malformed.
        IntegrityError: If the weights are fewer than the config asks for.
        ValueError: If a number in the config is absurd.
    """
    for name, content in files.parts().items():
        check_size(name, len(content), limit_bytes=limit_bytes)
    tensors = parse_header(io.BytesIO(files.weights), len(files.weights), limit=HEADER_LIMIT)
    if files.config is not None:
        config = strict_json(files.config, "config.json")
        if architecture_of(config) is not None:
            check_fit(config, tensors)
    name = store(files)
    readable = "".join(letter for letter in title if letter.isprintable())[:60]
    return _describe(name, readable or name)


def uploaded_model(name: str) -> UploadedModel:
    """Return an upload that is still kept.

    Raises:
        NotFoundError: If it is not kept any more, or never was.
    """
    return _describe(name, name)


def upload_matrix(name: str, tensor: str) -> Float32[np.ndarray, "rows columns"]:
    """Return one matrix of an upload.

    Args:
        name: The upload's name.
        tensor: Name of one of its ``matrices``.

    Raises:
        NotFoundError: If the upload or the matrix is not there.
    """
    from safetensors import safe_open

    matrices = [info.name for info in uploaded_model(name).matrices]
    if tensor not in matrices:
        raise unknown_name("matrix", tensor, matrices[:10])
    with safe_open(stored_folder(name) / WEIGHTS_FILE, framework="pt") as file:
        return file.get_tensor(tensor).float().numpy()


def upload_entry(name: str) -> ModelEntry:
    """Return the line of the model list for an upload with a config.

    Raises:
        NotFoundError: If it is not kept any more or has no config.
    """
    checkpoint = open_checkpoint(stored_folder(name))
    return outside_entry(checkpoint, name=name, title=name, source="upload")


def load_upload_encoder(name: str) -> Encoder:
    """Load an upload that has a config and a tokenizer.

    Raises:
        NotFoundError: If it is not kept any more, or has no config or tokenizer.
        UnsafeFileError: If a file is malformed or of an unsupported kind.
        IntegrityError: If its files do not belong together.
        ValueError: If a number in its config is absurd.
    """
    return outside_encoder(stored_folder(name), name=name, title=name, source="upload")

"""From a verified weight file and a checked config to a network, without running foreign code."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.core.errors import IntegrityError, NotFoundError, UnsafeFileError
from engine.language.architectures import (
    Architecture,
    architecture_of,
    build_config,
    least_elements,
    network_class,
    sizes_of,
)
from engine.language.safetensors_header import FLOATING, TensorInfo, read_header, strict_json

if TYPE_CHECKING:
    import torch
    from torch import nn

CONFIG_LIMIT = 1_000_000
WEIGHTS_FILE = "model.safetensors"
_LEGACY = (("LayerNorm.gamma", "LayerNorm.weight"), ("LayerNorm.beta", "LayerNorm.bias"))
_HEAD_NAMES = {
    "masked_words": "masked-word head; choose a model that was trained on masked words, such as "
    "google-bert/bert-base-uncased",
    "question_answering": "question-answering head; choose a model that was trained on SQuAD",
}


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """A weight file and its config, both checked, nothing loaded.

    Attributes:
        weights: Path of the safetensors file.
        architecture: What the config names.
        config: The raw config.
        tensors: What the file's header lists.
    """

    weights: Path
    architecture: Architecture
    config: dict[str, Any]
    tensors: tuple[TensorInfo, ...]


def read_config(path: Path) -> dict[str, Any]:
    """Return a ``config.json`` as a dictionary.

    Raises:
        UnsafeFileError: If it is too long or no JSON object.
    """
    size = path.stat().st_size
    if size > CONFIG_LIMIT:
        raise UnsafeFileError(
            f"config.json must have at most {CONFIG_LIMIT} bytes, got {size}; "
            "is it the right file?"
        )
    return strict_json(path.read_bytes(), "config.json")


def check_fit(config: dict[str, Any], tensors: tuple[TensorInfo, ...]) -> Architecture:
    """Return the architecture when the config and the file can belong together.

    The file must hold at least as many weights as the config asks for: so no config can make us
    allocate more than a few times the size of the file.

    Raises:
        UnsafeFileError: If the architecture is not one of ours.
        ValueError: If a size in the config is absurd.
        IntegrityError: If the file holds fewer weights than the config asks for.
    """
    architecture = architecture_of(config)
    if architecture is None:
        raise UnsafeFileError(
            "model_type in config.json must be bert, distilbert, roberta, mpnet or electra, got "
            f"{repr(config.get('model_type'))[:60]}; its weights alone can still be shown"
        )
    wanted = least_elements(sizes_of(architecture, config))
    held = sum(info.elements for info in tensors if info.dtype in FLOATING)
    if wanted > held:
        raise IntegrityError(
            f"config.json asks for at least {wanted:,} weights, the file holds {held:,}; "
            "do they belong to the same model?"
        )
    return architecture


def open_checkpoint(folder: Path) -> Checkpoint:
    """Check ``model.safetensors`` and ``config.json`` of a folder.

    Raises:
        NotFoundError: If one of them is missing.
        UnsafeFileError: If one of them is malformed or the architecture is not supported.
        IntegrityError: If they do not fit together.
    """
    for name in (WEIGHTS_FILE, "config.json"):
        if not (folder / name).is_file():
            raise NotFoundError(f"{name} is missing; a model needs it beside its other files")
    tensors = read_header(folder / WEIGHTS_FILE)
    config = read_config(folder / "config.json")
    return Checkpoint(folder / WEIGHTS_FILE, check_fit(config, tensors), config, tensors)


def _tidy(name: str) -> str:
    for old, new in _LEGACY:
        name = name.replace(old, new)
    return name


def _names(checkpoint: Checkpoint, wanted: set[str]) -> dict[str, TensorInfo]:
    """Return the network's parameter name of each tensor that it can take."""
    found = {}
    for info in checkpoint.tensors:
        name = _tidy(info.name)
        prefix = checkpoint.architecture.prefix
        for guess in (name, prefix + name, name.removeprefix(prefix)):
            if guess in wanted:
                found[guess] = info
    return found


def _blank(checkpoint: Checkpoint, head: str | None, *, pooler: bool) -> "nn.Module":
    options = {}
    if head is None and checkpoint.architecture.pooler:
        options = {"add_pooling_layer": pooler}
    config = build_config(checkpoint.architecture, checkpoint.config)
    return network_class(checkpoint.architecture, head)(config, **options)


def _check_shapes(network: "nn.Module", found: dict[str, TensorInfo], head: str | None) -> None:
    base = f"{getattr(network, 'base_model_prefix', '')}."
    wanted = dict(network.named_parameters(remove_duplicate=False))
    given = {id(wanted[name]) for name in found if name in wanted}
    missing = [name for name, each in wanted.items() if id(each) not in given]
    if missing and head is not None and not any(name.startswith(base) for name in missing):
        raise NotFoundError(f"this model has no {_HEAD_NAMES[head]}")
    if missing:
        raise IntegrityError(
            f"the file lacks {len(missing)} of the network's tensors, such as {missing[0]}; "
            "is config.json that of this model?"
        )
    for name, info in found.items():
        if name in wanted and tuple(wanted[name].shape) != info.shape:
            raise IntegrityError(
                f"{name} must have the shape {tuple(wanted[name].shape)} by config.json, "
                f"got {info.shape}; is config.json that of this model?"
            )


def _tensors(checkpoint: Checkpoint, found: dict[str, TensorInfo]) -> "dict[str, torch.Tensor]":
    """Return copies in single precision, so that a change of the file cannot reach a network."""
    import torch
    from safetensors import safe_open

    with safe_open(checkpoint.weights, framework="pt") as file:
        return {
            name: file.get_tensor(info.name).to(torch.float32, copy=True)
            for name, info in found.items()
        }


def _fill_buffers(network: "nn.Module") -> None:
    """Give the two buffers of BERT-like embeddings their constant values."""
    import torch

    for module in network.modules():
        for name, buffer in module.named_buffers(recurse=False):
            made = torch.zeros(buffer.shape, dtype=buffer.dtype)
            if name == "position_ids":
                made = torch.arange(buffer.shape[-1]).expand(buffer.shape).clone()
            module.register_buffer(name, made, persistent=False)


def load_network(checkpoint: Checkpoint, *, head: str | None = None) -> "nn.Module":
    """Return the network in evaluation mode, float32.

    Args:
        checkpoint: A checked file with its config.
        head: None for the bare encoder, ``masked_words`` or ``question_answering``.

    Raises:
        NotFoundError: If the file has no such head.
        IntegrityError: If tensors are missing or have other shapes than the config says.
    """
    import torch

    pooler = any(".pooler." in f".{info.name}" for info in checkpoint.tensors)
    with torch.device("meta"):  # no random start: every weight comes from the file
        network = _blank(checkpoint, head, pooler=pooler)
    parameters = {name for name, _ in network.named_parameters(remove_duplicate=False)}
    found = _names(checkpoint, parameters)
    _check_shapes(network, found, head)
    network.load_state_dict(_tensors(checkpoint, found), strict=False, assign=True)
    if head == "masked_words":
        network.tie_weights()  # ty: ignore[not-callable]
    _fill_buffers(network)
    return network.eval().requires_grad_(requires_grad=False)

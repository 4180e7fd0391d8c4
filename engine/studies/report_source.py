"""The model that a report is about: an embedded one, a folder in Hugging Face's layout, or a file.

Of a folder or file only the weights are read, tensor by tensor after a check of the header; no
code of the model is needed or run, so any architecture can be reported.
"""

import dataclasses
import re
from pathlib import Path

from torch import nn

from engine.core.errors import NotFoundError
from engine.language.checkpoint import WEIGHTS_FILE, read_config
from engine.language.models import MODELS, load_encoder
from engine.language.safetensors_header import FLOATING, TensorInfo, read_header
from engine.zoo.store import file_sha256

_TABLES = re.compile(r"\w*embeddings?|embed_\w+|wte|wpe|shared|relative_attention_bias")
"""Last part of a table's path. ALBERT's ``embedding_hidden_mapping_in`` is none, nor ELECTRA's
``embeddings_project``."""
_TRANSPOSED = ("c_attn", "c_fc", "c_proj", "q_attn")
"""Layers that GPT-2 keeps as (inputs, outputs)."""


@dataclasses.dataclass(frozen=True)
class ReportedModel:
    """A model whose weights can be analysed.

    Attributes:
        title: What a reader sees.
        source: Where it came from.
        sha256: Hash of its weight file.
        network: A module tree that holds at least its weight matrices.
        kind: ``model_type`` of its config, empty without one.
    """

    title: str
    source: str
    sha256: str
    network: nn.Module
    kind: str = ""


def open_model(where: str) -> ReportedModel:
    """Open an embedded model by name, or a folder or safetensors file by path.

    Raises:
        NotFoundError: If it is none of these, or a folder lacks a file.
        UnsafeFileError: If a file is malformed.
        IntegrityError: If an embedded model is not the expected one.
    """
    if where in {entry.name for entry in MODELS}:
        encoder = load_encoder(where)
        return ReportedModel(encoder.title, "embedded", encoder.sha256, encoder.network, "bert")
    path = Path(where).expanduser()
    if path.is_dir():
        path = _snapshot(path)
        _check_complete(path)
        kind = str(read_config(path / "config.json").get("model_type", ""))
        weights = path / WEIGHTS_FILE
        return ReportedModel(
            path.resolve().name, "folder", file_sha256(weights), _tree(weights, kind), kind
        )
    if path.is_file():
        return ReportedModel(path.name, "file", file_sha256(path), _tree(path, ""))
    names = ", ".join(entry.name for entry in MODELS)
    raise NotFoundError(
        f"{where[:80]!r} is no folder, no safetensors file and no embedded model ({names})"
    )


def _snapshot(folder: Path) -> Path:
    """Return the downloaded revision inside a folder of the hub's cache, else the folder."""
    revisions = folder / "snapshots"
    if not revisions.is_dir():
        return folder
    main = folder / "refs" / "main"
    named = [revisions / main.read_text("utf-8").strip()] if main.is_file() else []
    return next((each for each in (*named, *sorted(revisions.iterdir())) if each.is_dir()), folder)


def _check_complete(folder: Path) -> None:
    """Raise ``NotFoundError``, with the way out, unless both files are there."""
    for name in (WEIGHTS_FILE, "config.json"):
        if (folder / name).is_file():
            continue
        advice = "save the model with save_pretrained"
        if (folder / f"{WEIGHTS_FILE}.index.json").is_file():
            advice = "its weights lie in several files: save it with a larger max_shard_size"
        elif (folder / "pytorch_model.bin").is_file():
            advice = "pickled weights are never opened: save it with save_pretrained"
        raise NotFoundError(
            f"{folder.name} must hold {WEIGHTS_FILE} and config.json, {name} is missing; {advice}"
        )


def _tree(path: Path, kind: str) -> nn.Module:
    """Return modules at the paths of the file's weight matrices, memory-mapped where possible."""
    from safetensors import safe_open

    root = nn.Module()
    matrices = [each for each in read_header(path) if _is_matrix(each)]
    if not matrices:
        raise NotFoundError(
            f"{path.name} must hold a floating-point weight matrix, got none; "
            "is it a file of codes, or of an optimizer?"
        )
    with safe_open(path, framework="pt") as file:
        for info in matrices:
            weight = file.get_tensor(info.name)
            name = info.name.removesuffix(".weight")
            last = name.rpartition(".")[2]
            transposed = kind == "gpt2" and last in _TRANSPOSED and weight.ndim == 2
            module = _holder(name, weight.ndim)
            weight = weight.T if transposed else weight
            module.weight = nn.Parameter(weight.float().contiguous(), requires_grad=False)
            _place(root, name, module)
    return root


def _is_matrix(info: TensorInfo) -> bool:
    named = info.name.endswith(".weight") or info.name == "weight"
    return named and info.dtype in FLOATING and 2 <= len(info.shape) <= 4 and info.elements > 0


def _holder(name: str, axes: int) -> nn.Module:
    """Return an empty layer of the kind that a weight of this name and rank belongs to."""
    if axes == 4:
        return nn.Conv2d(1, 1, 1, bias=False, device="meta")
    if axes == 3:
        return nn.Conv1d(1, 1, 1, bias=False, device="meta")
    if _TABLES.fullmatch(name.rpartition(".")[2]):
        return nn.Embedding(1, 1, device="meta")
    return nn.Linear(1, 1, bias=False, device="meta")


def _place(root: nn.Module, name: str, module: nn.Module) -> None:
    *parents, last = name.split(".")
    here = root
    for part in parents:
        if part not in here._modules:
            here.add_module(part, nn.Module())
        here = here.get_submodule(part)
    here.add_module(last, module)

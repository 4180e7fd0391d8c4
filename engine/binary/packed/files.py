"""Packed weights in a safetensors file: one bit a weight, nothing between the channels."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from engine.binary.convolution import KernelShape
from engine.binary.packed.bit_maps import pack_signs, unpack_signs
from engine.binary.packed.convolution import PackedConvolution
from engine.core.errors import EngineError


def tight_bits(layer: PackedConvolution) -> UInt8[np.ndarray, "outgoing bytes"]:
    """Return the bits of each output's weights without the words' empty bits."""
    signs = unpack_signs(layer.words, layer.ingoing // layer.shape.groups)
    return np.packbits(signs.reshape(len(signs), -1) > 0, axis=1, bitorder="little")


def packed_bytes(layers: Mapping[str, PackedConvolution]) -> int:
    """Return the bytes that the weights take in a file, its header aside."""
    return sum(tight_bits(layer).nbytes for layer in layers.values())


def save_packed(path: Path, layers: Mapping[str, PackedConvolution]) -> int:
    """Write layers, and return the size of the file in bytes."""
    texts = {
        name: json.dumps(
            {
                "ingoing": layer.ingoing,
                "border": layer.border,
                "shape": dataclasses.asdict(layer.shape),
            }
        )
        for name, layer in layers.items()
    }
    save_file({name: tight_bits(layer) for name, layer in layers.items()}, path, metadata=texts)
    return path.stat().st_size


def load_packed(path: Path) -> dict[str, PackedConvolution]:
    """Read layers that :func:`save_packed` wrote.

    Raises:
        EngineError: If the file is not one of packed layers.
    """
    try:
        with safe_open(path, framework="numpy") as stored:
            texts = stored.metadata() or {}
            return {name: _layer(stored.get_tensor(name), texts[name]) for name in stored.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise EngineError(
            f"{path.name} must be a file of packed layers, got {type(error).__name__}: {error}; "
            "write it with save_packed"
        ) from error


def _layer(rows: np.ndarray, text: str) -> PackedConvolution:
    facts = json.loads(text)
    shape = KernelShape(**facts["shape"])
    each = facts["ingoing"] // shape.groups
    count = each * shape.kernel**2
    if rows.dtype != np.uint8 or rows.ndim != 2 or rows.shape[1] != -(-count // 8):
        raise ValueError(f"bits of {count} weights need {-(-count // 8)} bytes, got {rows.shape}")
    signs = 2 * np.unpackbits(rows, axis=1, bitorder="little", count=count).astype(np.int8) - 1
    words = pack_signs(signs.reshape(len(rows), shape.kernel, shape.kernel, each))
    return PackedConvolution(words, facts["ingoing"], shape, facts["border"])

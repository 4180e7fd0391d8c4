"""One quantized layer as it lies in a file: packed codes, scales, and what they mean."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int16, Shaped
from torch import Tensor

from engine.core.errors import IntegrityError, UnsafeFileError
from engine.core.params import settings_dict
from engine.quantization.base import Quantized
from engine.quantization.folding import correct_rows, fold_columns
from engine.quantization.grid import GRANULARITIES, block_count, dequantize
from engine.quantization.network import LayerResult
from engine.quantization.packing import pack_codes, pack_rows, unpack_codes, unpack_rows

DTYPES = {
    str(each).removeprefix("torch."): each
    for each in (torch.float32, torch.float64, torch.float16, torch.bfloat16)
}
_MOST_AXES = 8
_BYTES = ("codes", "offset", "row_bits")
_KEYS = ("codes", "step", "offset", "row_bits", "row_shift", "row_gain")


@dataclasses.dataclass(frozen=True)
class LayerEntry:
    """What the header says about one layer.

    Attributes:
        name: Path of its module.
        kind: Kind of layer.
        role: Role of layer.
        tied: Other modules with the same weight.
        method: Settings of the method.
        code_shape: Shape of the codes, rows first, appended columns included.
        bits: Bits of a code.
        signed: Whether codes are signed (no offset).
        granularity: What shares a step.
        split_columns: Originals of the appended columns.
        stored_bits: Bits of codes and scales.
        dtype: Type of the simulated weight, one of ``DTYPES``.
    """

    name: str
    kind: str
    role: str
    tied: tuple[str, ...]
    method: dict[str, Any]
    code_shape: tuple[int, ...]
    bits: int
    signed: bool
    granularity: str
    split_columns: tuple[int, ...]
    stored_bits: int
    dtype: str

    def check(self) -> None:
        """Raise ``UnsafeFileError`` unless the fields agree with each other."""
        columns = self.code_shape[1] - len(self.split_columns) if len(self.code_shape) > 1 else 0
        sound = (
            2 <= len(self.code_shape) <= _MOST_AXES
            and min(self.code_shape) >= 1
            and columns >= 1
            and 1 <= self.bits <= 8
            and self.granularity in GRANULARITIES
            and self.dtype in DTYPES
            and all(0 <= column < columns for column in self.split_columns)
        )
        if not sound:
            raise UnsafeFileError(
                f"the header's entry for layer {self.name[:80]!r} contradicts itself; "
                "export the network again"
            )


@dataclasses.dataclass(frozen=True)
class StoredLayer:
    """One layer read back from a file.

    Attributes:
        entry: Its entry in the header.
        codes: Integer codes, rows first, appended columns included.
        step: Distance between levels of each block.
        offset: Integer that is added to the codes of each block.
        row_shift: Bias correction's shift of each row, or None.
        row_gain: Bias correction's gain of each row, or None.
        row_bits: Bits of each row where they differ, or None.
    """

    entry: LayerEntry
    codes: Int16[Tensor, "rows expanded_columns *kernel"]
    step: Float[Tensor, " blocks"]
    offset: Shaped[Tensor, " blocks"]
    row_shift: Float[Tensor, " rows"] | None = None
    row_gain: Float[Tensor, " rows"] | None = None
    row_bits: Shaped[Tensor, " rows"] | None = None

    @property
    def weight(self) -> Float[Tensor, "rows columns *kernel"]:
        """Weight, rows first, to the last bit what the method returned."""
        wide = dequantize(self.codes, self.step, self.offset, self.entry.granularity)
        folded = fold_columns(wide, self.entry.split_columns)
        return correct_rows(folded, self.row_gain, self.row_shift)


def entry_of(result: LayerResult, quantized: Quantized, dtype: torch.dtype) -> LayerEntry:
    """Return the header's entry for a layer whose simulated weight has this type."""
    layer = result.layer
    return LayerEntry(
        name=layer.name,
        kind=layer.kind,
        role=layer.role,
        tied=layer.tied,
        method=settings_dict(result.method),
        code_shape=tuple(quantized.codes.shape),
        bits=quantized.bits,
        signed=quantized.symmetric and bool((quantized.codes < 0).any()),
        granularity=quantized.granularity,
        split_columns=quantized.split_columns,
        stored_bits=quantized.stored_bits,
        dtype=str(dtype).removeprefix("torch."),
    )


def layer_tensors(entry: LayerEntry, quantized: Quantized) -> dict[str, Shaped[Tensor, "..."]]:
    """Return what the file holds for a layer, by tensor name."""
    codes = quantized.codes.cpu().numpy()
    if quantized.row_bits is None:
        packed = pack_codes(codes, entry.bits, signed=entry.signed)
    else:
        packed = pack_rows(codes, quantized.row_bits.cpu().numpy(), signed=entry.signed)
    parts = {"codes": torch.from_numpy(packed), "step": quantized.step}
    if not quantized.symmetric:
        parts["offset"] = (-quantized.offset).to(torch.uint8)  # -(2^bits - 1) to 0
    if quantized.row_bits is not None:
        parts["row_bits"] = quantized.row_bits.to(torch.uint8)
    for key in ("row_shift", "row_gain"):
        value = getattr(quantized, key)
        if value is not None:
            parts[key] = value
    return {f"{entry.name}.{key}": value.contiguous().cpu() for key, value in parts.items()}


def stored_layer(entry: LayerEntry, tensors: Mapping[str, Shaped[Tensor, "..."]]) -> StoredLayer:
    """Unpack a layer.

    Args:
        entry: Its entry in the header.
        tensors: What the file holds, by tensor name.

    Raises:
        IntegrityError: If a tensor is missing or has another size than the entry says.
    """
    rows = entry.code_shape[0]
    own = {key: tensors.get(f"{entry.name}.{key}") for key in _KEYS}
    step, packed, offset = own["step"], own["codes"], own["offset"]
    if step is None or packed is None or not step.is_floating_point():
        raise IntegrityError(f"codes and steps of layer {entry.name} are missing from the file")
    if any(part is not None and part.dtype != torch.uint8 for part in map(own.get, _BYTES)):
        raise IntegrityError(f"codes of layer {entry.name} must be bytes; export it again")
    blocks = block_count(entry.code_shape, entry.granularity)
    sizes = {"step": blocks, "offset": blocks}
    for key, value in own.items():
        if key != "codes" and value is not None and value.shape != (sizes.get(key, rows),):
            raise IntegrityError(
                f"{entry.name}.{key} has {value.numel()} values, not the header's"
            )
    try:
        codes = _unpack(entry, packed.numpy(), own["row_bits"])
    except ValueError as error:
        raise IntegrityError(f"layer {entry.name} does not fit its header: {error}") from error
    zero = torch.zeros(blocks, dtype=torch.int32)
    return StoredLayer(
        entry=entry,
        codes=torch.from_numpy(codes).reshape(entry.code_shape),
        step=step,
        offset=zero if offset is None else -offset.to(torch.int32),
        row_shift=own["row_shift"],
        row_gain=own["row_gain"],
        row_bits=own["row_bits"],
    )


def _unpack(
    entry: LayerEntry, packed: np.ndarray, row_bits: Tensor | None
) -> Int16[np.ndarray, "..."]:
    if row_bits is None:
        count = math.prod(entry.code_shape)
        return unpack_codes(packed, count, entry.bits, signed=entry.signed)
    return unpack_rows(packed, entry.code_shape, row_bits.numpy(), signed=entry.signed)

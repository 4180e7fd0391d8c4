"""The arithmetic of single weights: full value, code, step, dequantized value, error."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int
from torch import Tensor

from engine.quantization import Quantized
from engine.quantization.grid import block_count

SIDE = 12


@dataclasses.dataclass(frozen=True)
class Window:
    """A small square of a matrix, one entry for each weight.

    Attributes:
        row: Row of each weight in the whole matrix.
        column: Column of each weight.
        full: Full-precision value.
        value: Dequantized value.
        code: Integer code; the codes of split halves are joined by a plus sign.
        step: Distance between two levels for this weight.
        formula: The arithmetic as one line of text.
    """

    row: Int[np.ndarray, " weights"]
    column: Int[np.ndarray, " weights"]
    full: Float[np.ndarray, " weights"]
    value: Float[np.ndarray, " weights"]
    code: tuple[str, ...]
    step: Float[np.ndarray, " weights"]
    formula: tuple[str, ...]


def cut_window(
    weight: Float[Tensor, "rows columns"],
    quantized: Quantized,
    corner: tuple[int, int],
    side: int = SIDE,
) -> Window:
    """Return the square around ``corner``, moved inward where it would leave the matrix.

    Args:
        weight: The full-precision matrix.
        quantized: What a method made of it.
        corner: Row and column that must be in the square.
        side: Rows and columns of the square.
    """
    starts = [
        int(np.clip(at - side // 2, 0, max(0, size - side)))
        for at, size in zip(corner, weight.shape, strict=True)
    ]
    rows, columns = (
        np.arange(start, min(start + side, size))
        for start, size in zip(starts, weight.shape, strict=True)
    )
    row, column = (each.ravel() for each in np.meshgrid(rows, columns, indexing="ij"))
    full = weight.numpy()[row, column]
    value = quantized.weight.numpy()[row, column]
    codes, steps, offsets = _stored(quantized, row, column)
    limits = _limits(quantized)
    formulas = tuple(
        _formula(float(w), float(q), code, float(step), int(offset), limits)
        for w, q, code, step, offset in zip(full, value, codes, steps, offsets, strict=True)
    )
    joined = tuple(" + ".join(map(str, each)) for each in codes)
    return Window(row, column, full, value, joined, steps, formulas)


def _stored(
    quantized: Quantized, row: Int[np.ndarray, " weights"], column: Int[np.ndarray, " weights"]
) -> tuple[list[list[int]], Float[np.ndarray, " weights"], Int[np.ndarray, " weights"]]:
    """Return the codes of every copy of each weight, its step and its offset."""
    wide = quantized.codes.numpy()
    originals = wide.shape[1] - len(quantized.split_columns)
    copies: dict[int, list[int]] = {int(each): [int(each)] for each in np.unique(column)}
    for place, original in enumerate(quantized.split_columns, start=originals):
        if original in copies:
            copies[original].append(place)
    codes = [
        [int(wide[r, place]) for place in copies[int(c)]] for r, c in zip(row, column, strict=True)
    ]
    if quantized.granularity == "tensor":
        block = np.zeros_like(row)
    elif quantized.granularity == "row":
        block = row
    else:
        in_row = block_count((1, wide.shape[1]), quantized.granularity)
        block = row * in_row + column // int(quantized.granularity.removeprefix("group"))
    return codes, quantized.step.numpy()[block], quantized.offset.numpy()[block]


def _limits(quantized: Quantized) -> tuple[int, int]:
    if not quantized.symmetric:
        return 0, 2**quantized.bits - 1
    high = 2 ** (quantized.bits - 1) - 1
    return -high - 1, high


def _formula(
    full: float,
    value: float,
    codes: list[int],
    step: float,
    offset: int,
    limits: tuple[int, int],
) -> str:
    error = f"error {value - full:+.5f}"
    if len(codes) > 1:
        parts = " + ".join(map(str, codes))
        return f"{len(codes)} copies: ({parts}) * {step:.5f} = {value:.5f}, {error}"
    scaled = full / step - offset
    nearest = round(scaled)
    clamped = "" if limits[0] <= nearest <= limits[1] else f", clamped to {codes[0]}"
    shift = f" - ({offset})" if offset else ""
    back = f"({codes[0]} + {offset})".replace("+ -", "- ") if offset else str(codes[0])
    return (
        f"{full:.5f} / {step:.5f}{shift} = {scaled:.2f} → {nearest}{clamped}; "
        f"{back} * {step:.5f} = {value:.5f}, {error}"
    )

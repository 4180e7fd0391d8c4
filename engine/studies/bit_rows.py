"""A dot product of two rows of 64 signs as XNOR and popcount, every step in the open."""

import dataclasses

import numpy as np
from jaxtyping import Bool

from engine.binary.packed import PackedConvolution, pack_signs, packed_product

SIGNS = 64
DIGITS = SIGNS // 4


@dataclasses.dataclass(frozen=True, eq=False)
class BitProduct:
    """The steps of one dot product.

    Attributes:
        first: Bits of the first row, true for +1.
        second: Bits of the second row.
        equal: XNOR: true where both are the same, that is where the product is +1.
        ones_by_byte: Ones of the XNOR in each of its eight bytes.
        ones: Popcount: ones in the XNOR.
        result: ``2 ones - 64``.
        float_result: Sum of the 64 float products.
        packed_result: What the compiled kernel of ``engine.binary.packed`` gives.
    """

    first: Bool[np.ndarray, "64"]
    second: Bool[np.ndarray, "64"]
    equal: Bool[np.ndarray, "64"]
    ones_by_byte: tuple[int, ...]
    ones: int
    result: int
    float_result: float
    packed_result: int


def row_bits(text: str) -> Bool[np.ndarray, "64"]:
    """Return the bits of a row that is written as 16 hexadecimal digits, first sign first.

    Args:
        text: Digits; spaces and underscores between them do not count.

    Raises:
        ValueError: If there are not 16 digits, or something else stands among them.

    >>> row_bits("8000 0000 0000 0001").nonzero()[0].tolist()
    [0, 63]
    """
    digits = text.replace(" ", "").replace("_", "").lower()
    if len(digits) != DIGITS or set(digits) - set("0123456789abcdef"):
        raise ValueError(
            f"a row must be {DIGITS} hexadecimal digits, 4 signs each, got {text[:40]!r} with "
            f"{len(digits)} characters; write digits 0 to 9 and a to f only"
        )
    return np.unpackbits(np.frombuffer(bytes.fromhex(digits), np.uint8)).astype(bool)


def row_text(bits: Bool[np.ndarray, "64"]) -> str:
    """Return a row as 16 hexadecimal digits, the inverse of :func:`row_bits`."""
    return np.packbits(bits).tobytes().hex()


def bit_product(first: Bool[np.ndarray, "64"], second: Bool[np.ndarray, "64"]) -> BitProduct:
    """Return every step of the dot product of two rows of signs (arXiv 1603.05279).

    Args:
        first: True for +1, false for -1.
        second: The same.

    >>> bit_product(row_bits("f" * 16), row_bits("0" * 16)).result
    -64
    """
    equal = ~(first ^ second)
    by_byte = equal.reshape(8, 8).sum(axis=1)
    ones = int(by_byte.sum())
    rows = [2 * each.astype(np.float32) - 1 for each in (first, second)]
    layer = PackedConvolution.packed(rows[1][None, :, None, None])
    packed = packed_product(pack_signs(rows[0][None]), layer)
    return BitProduct(
        first,
        second,
        equal,
        tuple(int(each) for each in by_byte),
        ones,
        2 * ones - SIGNS,
        float(rows[0] @ rows[1]),
        int(packed[0, 0]),
    )

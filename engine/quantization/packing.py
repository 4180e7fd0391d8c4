"""Integer codes of 1 to 8 bits, packed without a gap into bytes and back.

Code ``i`` fills the bits ``i * bits`` to ``(i + 1) * bits - 1`` of one long little-endian bit
string, so eight codes fill exactly ``bits`` bytes and any length is padded by less than a byte.
Signed codes are stored as two's complement of ``bits`` bits.
"""

import math

import numpy as np
from jaxtyping import Int16, Integer, UInt8

_CODES_IN_A_GROUP = 8


def packed_size(count: int, bits: int) -> int:
    """Return how many bytes ``count`` codes of ``bits`` bits take.

    >>> packed_size(10, 3)
    4
    """
    _check_bits(bits)
    return (count * bits + 7) // 8


def pack_codes(
    codes: Integer[np.ndarray, "..."], bits: int, *, signed: bool
) -> UInt8[np.ndarray, " bytes"]:
    """Pack integer codes, read in row-major order, to ``bits`` bits each.

    Args:
        codes: Integers of any shape.
        bits: Bits of one code, 1 to 8.
        signed: Whether codes lie in -2^(bits-1)..2^(bits-1)-1 rather than 0..2^bits-1.

    Raises:
        ValueError: If a code does not fit.

    >>> pack_codes(np.array([1, -1]), 4, signed=True).tolist()
    [241]
    """
    _check_bits(bits)
    low, high = code_limits(bits, signed=signed)
    if codes.size and not low <= codes.min() <= codes.max() <= high:
        raise ValueError(
            f"codes of {bits} bits must lie between {low} and {high}, "
            f"got {codes.min()} to {codes.max()}; pack with more bits"
        )
    groups = -(-codes.size // _CODES_IN_A_GROUP)
    padded = np.zeros((groups, _CODES_IN_A_GROUP), np.uint8)
    padded.reshape(-1)[: codes.size] = codes.reshape(-1).astype(np.uint8)
    if bits < 8:
        padded &= np.uint8(2**bits - 1)
    words = np.zeros(groups, np.uint64)
    for place in range(_CODES_IN_A_GROUP):
        words |= padded[:, place].astype(np.uint64) << np.uint64(place * bits)
    stream = words.astype("<u8").view(np.uint8).reshape(groups, 8)[:, :bits]
    return np.ascontiguousarray(stream).reshape(-1)[: packed_size(codes.size, bits)]


def unpack_codes(
    packed: UInt8[np.ndarray, " bytes"], count: int, bits: int, *, signed: bool
) -> Int16[np.ndarray, " count"]:
    """Return the ``count`` codes that :func:`pack_codes` packed, as int16.

    Args:
        packed: The bytes.
        count: How many codes they hold.
        bits: Bits of one code, 1 to 8.
        signed: Whether the codes were packed as signed.

    Raises:
        ValueError: If the number of bytes is not what ``count`` codes take.

    >>> unpack_codes(np.array([241], np.uint8), 2, 4, signed=True).tolist()
    [1, -1]
    """
    wanted = packed_size(count, bits)
    if packed.size != wanted:
        raise ValueError(f"{count} codes of {bits} bits take {wanted} bytes, got {packed.size}")
    groups = -(-count // _CODES_IN_A_GROUP)
    stream = np.zeros(groups * bits, np.uint8)
    stream[: packed.size] = packed
    wide = np.zeros((groups, 8), np.uint8)
    wide[:, :bits] = stream.reshape(groups, bits)
    words = wide.reshape(-1).view("<u8")
    codes = np.empty((groups, _CODES_IN_A_GROUP), np.int16)
    mask = np.uint64(2**bits - 1)
    for place in range(_CODES_IN_A_GROUP):
        codes[:, place] = (words >> np.uint64(place * bits)) & mask
    flat = codes.reshape(-1)[:count]
    if signed:
        flat[flat >= 2 ** (bits - 1)] -= 2**bits
    return flat


def pack_rows(
    codes: Integer[np.ndarray, "rows ..."], row_bits: Integer[np.ndarray, " rows"], *, signed: bool
) -> UInt8[np.ndarray, " bytes"]:
    """Pack rows of different widths: rows of 1 bit first, then of 2 and so on, 0 bits not at all.

    Args:
        codes: Integers, one row of any shape for each width.
        row_bits: Bits of each row, 0 to 8.
        signed: Whether codes are signed.
    """
    widths = [int(width) for width in np.unique(row_bits) if width > 0]
    parts = [pack_codes(codes[row_bits == width], width, signed=signed) for width in widths]
    return np.concatenate([np.zeros(0, np.uint8), *parts])


def unpack_rows(
    packed: UInt8[np.ndarray, " bytes"],
    shape: tuple[int, ...],
    row_bits: Integer[np.ndarray, " rows"],
    *,
    signed: bool,
) -> Int16[np.ndarray, "..."]:
    """Return the codes of the given shape that :func:`pack_rows` packed; rows of 0 bits are 0.

    Raises:
        ValueError: If the number of bytes is not what the rows take.
    """
    length = math.prod(shape[1:])
    counts = {int(w): int((row_bits == w).sum()) * length for w in np.unique(row_bits) if w > 0}
    wanted = sum(packed_size(count, width) for width, count in counts.items())
    if packed.size != wanted:
        raise ValueError(f"rows of these widths take {wanted} bytes, got {packed.size}")
    codes = np.zeros(shape, np.int16)
    start = 0
    for width, count in counts.items():
        stop = start + packed_size(count, width)
        part = unpack_codes(packed[start:stop], count, width, signed=signed)
        codes[row_bits == width] = part.reshape(-1, *shape[1:])
        start = stop
    return codes


def code_limits(bits: int, *, signed: bool) -> tuple[int, int]:
    """Return the lowest and the highest code of ``bits`` bits.

    >>> code_limits(3, signed=True)
    (-4, 3)
    """
    _check_bits(bits)
    return (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)


def _check_bits(bits: int) -> None:
    if not 1 <= bits <= 8:
        raise ValueError(f"bits must lie between 1 and 8, got {bits!r}")

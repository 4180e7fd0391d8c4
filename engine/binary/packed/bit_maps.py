"""Maps and weights as bits: 64 channels in a word, +1 as one and -1 as zero."""

import numpy as np
from jaxtyping import Float32, Int32, Int64, Shaped, UInt64

from engine.binary.packed.compiling import compiled

WORD_BITS = 64
MINUS_ONE, PLUS_ONE, REPLICATE = 0, 1, 2


def word_count(channels: int) -> int:
    """Return how many words hold the channels.

    >>> word_count(65)
    2
    """
    return -(-channels // WORD_BITS)


def pack_signs(
    values: Shaped[np.ndarray, "*shape channels"],
) -> UInt64[np.ndarray, "*shape words"]:
    """Return the signs along the last axis, zero as +1; bits beyond the channels are zero.

    >>> pack_signs(np.array([[1.0, -1.0, 0.0]])).tolist()
    [[5]]
    """
    channels = values.shape[-1]
    padded = np.zeros((*values.shape[:-1], word_count(channels) * WORD_BITS), dtype=bool)
    padded[..., :channels] = values >= 0
    return np.packbits(padded, axis=-1, bitorder="little").view("<u8").astype(np.uint64)


def unpack_signs(
    words: UInt64[np.ndarray, "*shape words"], channels: int
) -> Float32[np.ndarray, "*shape channels"]:
    """Return -1 and +1 for the first ``channels`` bits.

    >>> unpack_signs(np.array([[5]], dtype=np.uint64), 3).tolist()
    [[1.0, -1.0, 1.0]]
    """
    as_bytes = np.ascontiguousarray(words.astype("<u8")).view(np.uint8)
    bits = np.unpackbits(as_bytes, axis=-1, bitorder="little", count=channels)
    return 2 * bits.astype(np.float32) - 1


@compiled
def pack_maps(
    maps: Float32[np.ndarray, "samples channels height width"],
    packed: UInt64[np.ndarray, "samples tall wide words"],
    sizes: tuple[int, int],
) -> None:
    """Write the signs of maps inside a border that is left alone.

    Args:
        maps: Any numbers; zero counts as +1.
        packed: Zeros, which receive the bits, words of one group side by side.
        sizes: Margin, groups.
    """
    margin, groups = sizes
    samples, channels, height, width = maps.shape
    each = channels // groups
    words = packed.shape[3] // groups
    pixels = height * width
    plane = np.empty(pixels, np.uint64)
    for sample in range(samples):
        flat = maps[sample].reshape(channels, pixels)
        for place in range(packed.shape[3]):
            group, word = place // words, place % words
            first = group * each + word * 64
            count = min(64, each - word * 64)
            plane[:] = 0
            for bit in range(0, count - 3, 4):  # four channels at a time, each read in one run
                a, b = flat[first + bit], flat[first + bit + 1]
                c, d = flat[first + bit + 2], flat[first + bit + 3]
                for pixel in range(pixels):
                    ones = np.int32(a[pixel] >= 0) | np.int32(b[pixel] >= 0) << np.int32(1)
                    ones |= np.int32(c[pixel] >= 0) << np.int32(2)
                    ones |= np.int32(d[pixel] >= 0) << np.int32(3)
                    plane[pixel] |= np.uint64(ones) << np.uint64(bit)
            for bit in range(count // 4 * 4, count):
                values = flat[first + bit]
                for pixel in range(pixels):
                    plane[pixel] |= np.uint64(values[pixel] >= 0) << np.uint64(bit)
            for row in range(height):
                part = plane[row * width : (row + 1) * width]
                packed[sample, row + margin, margin : margin + width, place] = part


@compiled
def fill_border(
    packed: UInt64[np.ndarray, "samples tall wide words"], sizes: tuple[int, int, int, int]
) -> None:
    """Fill the border of packed maps whose border is zeros, that is -1.

    Args:
        packed: Maps, changed in place.
        sizes: Margin, kind of border, groups, channels of a group.
    """
    margin, kind, groups, channels = sizes
    samples, tall, wide, words = packed.shape
    full = np.empty(words, np.uint64)
    for place in range(words):
        count = min(64, channels - place % (words // groups) * 64)
        full[place] = np.uint64(0xFFFFFFFFFFFFFFFF) >> np.uint64(64 - count)
    for sample in range(samples):
        for row in range(tall):
            near = min(max(row, margin), tall - 1 - margin)
            for column in range(wide):
                beside = min(max(column, margin), wide - 1 - margin)
                if near != row or beside != column:
                    for place in range(words):
                        copy = packed[sample, near, beside, place]
                        packed[sample, row, column, place] = full[place] if kind == 1 else copy


@compiled
def add_missing(
    out: Int32[np.ndarray, "samples pixels outgoing"],
    pixels: Int64[np.ndarray, " edge"],
    missing: Int32[np.ndarray, "edge outgoing"],
) -> None:
    """Add what taps outside the map took away as -1, so that they count as 0.

    Args:
        out: Sums, changed in place.
        pixels: Those that have such taps.
        missing: What each of them lacks.
    """
    for sample in range(out.shape[0]):
        for place in range(pixels.size):
            pixel = pixels[place]
            for each in range(out.shape[2]):
                out[sample, pixel, each] += missing[place, each]

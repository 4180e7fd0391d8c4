"""Packed layers: convolution and dense product of signs, exact sums in int32."""

import dataclasses
import functools

import numpy as np
from jaxtyping import Float, Float32, Int32, Int64, Shaped, UInt64

from engine.binary.convolution import KernelShape
from engine.binary.packed.bit_maps import (
    MINUS_ONE,
    PLUS_ONE,
    REPLICATE,
    add_missing,
    fill_border,
    pack_maps,
    pack_signs,
    unpack_signs,
    word_count,
)
from engine.binary.packed.kernels import convolve

_KINDS = {"minus_one": MINUS_ONE, "plus_one": PLUS_ONE, "replicate": REPLICATE, "zero": MINUS_ONE}
PACKED_BORDERS = tuple(_KINDS)
_SIDE_BY_SIDE = 8


@dataclasses.dataclass(frozen=True)
class PackedConvolution:
    """Convolution of one-bit maps and weights by XNOR and popcount (arXiv 1603.05279).

    ``sum = products - 2 popcount(map XOR weight)``, an int32 that equals the float convolution
    of -1 and +1 exactly. The kernel walks through the packed map, so no patches are copied. A
    border of zeros is packed as -1, and what it took away is added again.

    Attributes:
        words: Signs of the weights, (outgoing, kernel, kernel, words of a group).
        ingoing: Channels of the maps.
        shape: Geometry.
        border: What stands around the map: one of ``PACKED_BORDERS``.
    """

    words: UInt64[np.ndarray, "outgoing kernel kernel words"]
    ingoing: int
    shape: KernelShape
    border: str

    def __post_init__(self) -> None:
        """Check the border and lay the weights out for the loop.

        Raises:
            ValueError: If the border has no such rule.
        """
        if self.border not in _KINDS:
            raise ValueError(f"border must be one of {PACKED_BORDERS}, got {self.border!r}")
        groups, outgoing = self.shape.groups, self.words.shape[0]
        each = outgoing // groups
        padded = -(-each // _SIDE_BY_SIDE) * _SIDE_BY_SIDE
        rows = np.zeros((groups, padded, self.words[0].size), dtype=np.uint64)
        rows[:, :each] = self.words.reshape(groups, each, -1)
        blocks = rows.reshape(groups, padded // _SIDE_BY_SIDE, _SIDE_BY_SIDE, -1)
        object.__setattr__(self, "_blocks", np.ascontiguousarray(blocks.swapaxes(2, 3)))
        object.__setattr__(self, "_kept", None)

    @classmethod
    def packed(
        cls,
        weight: Float[np.ndarray, "outgoing ingoing kernel kernel"],
        shape: KernelShape | None = None,
        *,
        border: str = "minus_one",
    ) -> "PackedConvolution":
        """Pack the signs of weights.

        Args:
            weight: Latent or binary weights, the ingoing channels of one group; zero is +1.
            shape: Geometry; its kernel must be the weights'.
            border: One of ``PACKED_BORDERS``.

        Raises:
            ValueError: If the kernel differs or the groups do not divide the outgoing channels.
        """
        shape = shape or KernelShape(weight.shape[2])
        if weight.shape[2] != shape.kernel or weight.shape[0] % shape.groups:
            raise ValueError(
                f"weights must have a kernel of {shape.kernel} and outputs that {shape.groups} "
                f"groups divide, got {weight.shape}; change the shape or the weights"
            )
        words = pack_signs(np.moveaxis(weight, 1, -1))
        return cls(words, weight.shape[1] * shape.groups, shape, border)

    @property
    def products(self) -> int:
        """Products in one sum."""
        return self.ingoing // self.shape.groups * self.shape.kernel**2

    @property
    def margin(self) -> int:
        """Rows and columns of border on each side."""
        return self.shape.dilation * (self.shape.kernel // 2)

    def pack(
        self, maps: Float32[np.ndarray, "samples ingoing height width"]
    ) -> UInt64[np.ndarray, "samples tall wide words"]:
        """Return the signs of maps with their border.

        Raises:
            ValueError: If the channels are not those of the layer.
        """
        if maps.shape[1] != self.ingoing or not maps.size:
            raise ValueError(
                f"maps must have {self.ingoing} channels and a positive size, got {maps.shape}"
            )
        groups, margin = self.shape.groups, self.margin
        each = self.ingoing // groups
        sides = (maps.shape[2] + 2 * margin, maps.shape[3] + 2 * margin)
        packed = np.zeros((len(maps), *sides, groups * word_count(each)), dtype=np.uint64)
        pack_maps(np.ascontiguousarray(maps), packed, (margin, groups))
        kind = _KINDS[self.border]
        if margin and kind != MINUS_ONE:
            fill_border(packed, (margin, kind, groups, each))
        return packed

    def sums(
        self, packed: UInt64[np.ndarray, "samples tall wide words"]
    ) -> Int32[np.ndarray, "samples outgoing out_height out_width"]:
        """Return the sums of packed maps; outputs lie innermost in memory."""
        shape, outgoing = self.shape, self.words.shape[0]
        samples, tall, wide, words = packed.shape
        reach = shape.dilation * (shape.kernel - 1)
        sides = [(side - reach - 1) // shape.stride + 1 for side in (tall, wide)]
        blocks = self._blocks  # ty: ignore[missing-attribute] - set in __post_init__
        groups, each = shape.groups, outgoing // shape.groups
        out = np.empty((samples, *sides, groups, blocks.shape[1] * _SIDE_BY_SIDE), np.int32)
        convolve(
            packed,
            blocks,
            _offsets(shape, wide, words, self.words.shape[3]),
            out,
            (shape.stride, self.products, self.words.shape[3]),
        )
        found = out[..., :each].reshape(samples, *sides, outgoing)
        if self.border == "zero" and self.margin:
            pixels, missing = self._missing((tall, wide), (sides[0], sides[1]))
            add_missing(found.reshape(samples, -1, outgoing), pixels, missing)
        return found.transpose(0, 3, 1, 2)

    def __call__(
        self, maps: Float32[np.ndarray, "samples ingoing height width"]
    ) -> Int32[np.ndarray, "samples outgoing out_height out_width"]:
        """Return the convolution of the signs of maps."""
        return self.sums(self.pack(maps))

    def _missing(
        self, sides: tuple[int, int], out: tuple[int, int]
    ) -> tuple[Int64[np.ndarray, " edge"], Int32[np.ndarray, "edge outgoing"]]:
        """Return the sums with taps in the border, and their weights there; the last is kept."""
        kept = self._kept  # ty: ignore[missing-attribute] - set in __post_init__
        if kept is not None and kept[0] == sides:
            return kept[1]
        taps = np.arange(self.shape.kernel) * self.shape.dilation
        rows, columns = (
            (at < self.margin) | (at >= side - self.margin)
            for side, at in (
                (side, np.arange(count)[:, None] * self.shape.stride + taps)
                for side, count in zip(sides, out, strict=True)
            )
        )
        outside = rows[:, None, :, None] | columns[None, :, None, :]
        outside = outside.reshape(out[0] * out[1], -1)
        pixels = np.flatnonzero(outside.any(axis=1))
        signs = unpack_signs(self.words, self.ingoing // self.shape.groups).sum(axis=3)
        missing = outside[pixels] @ signs.reshape(len(signs), -1).T
        found = (pixels, np.ascontiguousarray(missing.astype(np.int32)))
        object.__setattr__(self, "_kept", (sides, found))
        return found


@functools.lru_cache(256)
def _offsets(
    shape: KernelShape, wide: int, words: int, group_words: int
) -> Int64[np.ndarray, " taps"]:
    """Return how many bytes each word of the kernel lies behind its pixel's first one."""
    taps = np.arange(shape.kernel) * shape.dilation
    places = (taps[:, None, None] * wide + taps[:, None]) * words + np.arange(group_words)
    return 8 * places.ravel()


def packed_product(
    rows: Shaped[np.ndarray, "rows words"], weights: PackedConvolution
) -> Int32[np.ndarray, "rows outgoing"]:
    """Return the dense product of packed rows (``pack_signs``) and a packed 1x1 kernel."""
    return weights.sums(rows[None, None])[0, :, 0].T

"""Packed inference: one bit a weight, one bit an activation, XNOR and popcount.

Importing this package brings numba; :mod:`engine.binary` does not.
"""

from engine.binary.packed.bit_maps import pack_signs, unpack_signs
from engine.binary.packed.convolution import (
    PACKED_BORDERS,
    PackedConvolution,
    packed_product,
)

__all__ = [
    "PACKED_BORDERS",
    "PackedConvolution",
    "pack_signs",
    "packed_product",
    "unpack_signs",
]

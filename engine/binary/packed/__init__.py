"""Packed inference: one bit a weight, one bit an activation, XNOR and popcount.

Importing this package brings numba; :mod:`engine.binary` does not.
"""

from engine.binary.packed.bit_maps import pack_signs, unpack_signs
from engine.binary.packed.convolution import (
    PACKED_BORDERS,
    PackedConvolution,
    packed_product,
)
from engine.binary.packed.files import load_packed, packed_bytes, save_packed
from engine.binary.packed.network import packed_layers, packed_network
from engine.binary.packed.thresholds import Thresholds, folded

__all__ = [
    "PACKED_BORDERS",
    "PackedConvolution",
    "Thresholds",
    "folded",
    "load_packed",
    "pack_signs",
    "packed_bytes",
    "packed_layers",
    "packed_network",
    "packed_product",
    "save_packed",
    "unpack_signs",
]

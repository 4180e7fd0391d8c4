"""How many bytes a network takes when its float parameters are stored in fewer bits."""

import dataclasses

from engine.cost.network import NetworkCost

PRECISIONS = {"float32": 32, "float16": 16, "bfloat16": 16, "int8": 8, "int4": 4}
MEBIBYTE = 2**20


@dataclasses.dataclass(frozen=True)
class Size:
    """Stored size of a network.

    Attributes:
        precision: Type of the parameters that are not binary.
        binary_bytes: Bytes of the one-bit weights, eight to a byte.
        other_bytes: Bytes of everything else; scales of int8 and int4 are not included.
    """

    precision: str
    binary_bytes: float
    other_bytes: float

    @property
    def total_bytes(self) -> float:
        """All bytes."""
        return self.binary_bytes + self.other_bytes

    @property
    def mebibytes(self) -> float:
        """All bytes over 2**20, the "MB" of the BoolNet and MeliusNet tables."""
        return self.total_bytes / MEBIBYTE

    @property
    def megabytes(self) -> float:
        """All bytes over 10**6."""
        return self.total_bytes / 1e6


def size(cost: NetworkCost, precision: str = "float32", *, unpacked: bool = False) -> Size:
    """Return the stored size; each binary weight takes one bit.

    Args:
        cost: From :func:`engine.cost.measure`.
        precision: Type of the parameters that are not binary; layers that already store fewer
            bits keep theirs.
        unpacked: Store the binary weights like the others, as training does.

    Raises:
        ValueError: If the precision is unknown.

    >>> from torch import nn
    >>> from engine.cost import measure
    >>> size(measure(nn.Linear(7, 1), (7,)), "int8").total_bytes
    8.0
    """
    if precision not in PRECISIONS:
        known = ", ".join(PRECISIONS)
        raise ValueError(f"precision must be one of {known}, got {precision!r}")
    bits = PRECISIONS[precision]
    binary = other = 0
    for layer in cost.layers:
        other += layer.other_parameters * min(bits, layer.other_bits)
        if layer.weight_bits == 1 and not unpacked:
            binary += layer.weights
        else:
            stored = bits if layer.weight_bits == 1 else min(bits, layer.weight_bits)
            other += layer.weights * stored
    return Size(precision, binary / 8, other / 8)

"""Boolean gates on -1 and +1, which stand for false and true."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

Gate = Callable[[Tensor, Tensor], Tensor]


def xnor_gate(
    first: Float[Tensor, "*shape"], second: Float[Tensor, "*shape"]
) -> Float[Tensor, "*shape"]:
    """Return true where both are equal: the product."""
    return first * second


def xor_gate(
    first: Float[Tensor, "*shape"], second: Float[Tensor, "*shape"]
) -> Float[Tensor, "*shape"]:
    """Return true where they differ: the negative product."""
    return -first * second


def or_gate(
    first: Float[Tensor, "*shape"], second: Float[Tensor, "*shape"]
) -> Float[Tensor, "*shape"]:
    """Return true where at least one is true.

    Written as clamp(a + b + 1, -1, 1), which is the maximum on -1 and +1, so that both inputs
    have a gradient unless both are true.

    >>> or_gate(torch.tensor([-1.0, -1.0, 1.0, 1.0]), torch.tensor([-1.0, 1.0, -1.0, 1.0]))
    tensor([-1.,  1.,  1.,  1.])
    """
    return (first + second + 1).clamp(-1, 1)


def and_gate(
    first: Float[Tensor, "*shape"], second: Float[Tensor, "*shape"]
) -> Float[Tensor, "*shape"]:
    """Return true where both are true: the minimum on -1 and +1."""
    return (first + second - 1).clamp(-1, 1)


GATES: dict[str, Gate] = {"or": or_gate, "xnor": xnor_gate, "xor": xor_gate, "and": and_gate}


def truth_table(gate: str) -> tuple[tuple[bool, bool, bool], ...]:
    """Return (first, second, result) for all four inputs.

    Args:
        gate: A key of ``GATES``.

    >>> truth_table("and")[-1]
    (True, True, True)
    """
    rows = [(a, b) for a in (False, True) for b in (False, True)]
    signed = 2 * torch.tensor(rows, dtype=torch.float32) - 1
    results = GATES[gate](signed[:, 0], signed[:, 1]) > 0
    return tuple((a, b, bool(each)) for (a, b), each in zip(rows, results, strict=True))

"""A copy of a module that can be run without touching the original, and its inputs."""

import copy
import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

LARGEST_INPUT = 2**28


def input_tensors(
    module: nn.Module, shape: Sequence[int] | None, inputs: Sequence[Tensor] | None
) -> list[Tensor]:
    """Return the tensors to run a module on; from a shape, one input without memory.

    Args:
        module: What will run; its first float parameter gives the input's type.
        shape: Shape without the batch, or None.
        inputs: The tensors themselves, or None.

    Raises:
        ValueError: If both or none are given, or the shape is not positive or too large.
    """
    if (shape is None) == (inputs is None):
        raise ValueError("give either input_shape or inputs, not both and not neither")
    if inputs is not None:
        return list(inputs)
    sides = tuple(shape or ())
    if not sides or any(isinstance(s, bool) or not isinstance(s, int) or s < 1 for s in sides):
        raise ValueError(
            f"input_shape must be positive whole numbers without the batch, got {sides}"
        )
    if math.prod(sides) > LARGEST_INPUT:
        shown = "x".join(map(str, sides))
        raise ValueError(
            f"an input may have at most {LARGEST_INPUT} numbers, got {shown}; use a smaller one"
        )
    kinds = (each.dtype for each in module.parameters() if each.is_floating_point())
    return [torch.zeros(1, *sides, dtype=next(kinds, torch.float32), device="meta")]


def moved(tensor: Tensor, device: str) -> Tensor:
    """Return a tensor on a device; one without memory becomes zeros."""
    if tensor.device.type == "meta" and device != "meta":
        return torch.zeros(tensor.shape, dtype=tensor.dtype)
    return tensor.to(device)


def twin_of(module: nn.Module, device: str) -> nn.Module:
    """Return a copy in evaluation mode; on "cpu" it shares the parameters, only read."""
    memory: dict[int, Any] = {}
    for parameter in module.parameters():
        if device == "meta":
            empty = torch.empty_like(parameter, device="meta")
            memory[id(parameter)] = nn.Parameter(empty, requires_grad=False)
        else:
            memory[id(parameter)] = parameter
    if device == "meta":
        memory.update({id(buffer): buffer.to("meta") for buffer in module.buffers()})
    return copy.deepcopy(module, memory).eval()

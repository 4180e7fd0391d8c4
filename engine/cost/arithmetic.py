"""What one tensor operation costs: multiply-adds from shapes alone."""

import dataclasses
import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from engine.core.errors import EngineError

aten = torch.ops.aten


@dataclasses.dataclass(frozen=True)
class Operation:
    """One counted operation.

    Attributes:
        kind: "convolution", "linear", "matmul" (two activations) or "normalization".
        multiply_adds: Multiplications that are followed by an addition; biases are not counted.
        input_values: Numbers that it reads, without its weights.
        output_values: Numbers that it writes.
        groups: Groups of a convolution, else 1.
    """

    kind: str
    multiply_adds: int
    input_values: int
    output_values: int
    groups: int = 1


def _convolution(arguments: Sequence[Any], output: Tensor) -> Operation:
    values, weight, transposed, groups = arguments[0], arguments[1], arguments[6], arguments[8]
    steps = values if transposed else output
    work = steps.numel() * math.prod(weight.shape[1:])
    return Operation("convolution", work, values.numel(), output.numel(), groups)


def _product(first: Tensor, second: Tensor, output: Tensor) -> Operation:
    work = output.numel() * first.shape[-1]
    if isinstance(second, nn.Parameter) or isinstance(second._base, nn.Parameter):
        return Operation("linear", work, first.numel(), output.numel())
    return Operation("matmul", work, first.numel() + second.numel(), output.numel())


def _attention(arguments: Sequence[Any], output: Any) -> Operation:  # noqa: ANN401
    query, key, value = arguments[:3]
    written = query.numel() // query.shape[-1] * value.shape[-1]
    pairs = query.numel() // query.shape[-1] * key.shape[-2]
    read = query.numel() + key.numel() + value.numel()
    del output
    return Operation("matmul", pairs * (query.shape[-1] + value.shape[-1]), read, written)


def _linear(arguments: Sequence[Any], output: Tensor) -> Operation:
    values = arguments[0]
    work = output.numel() * values.shape[-1]
    return Operation("linear", work, values.numel(), output.numel())


Rule = Callable[[Sequence[Any], Any], Operation]

RULES: dict[Any, Rule] = {
    aten.convolution: _convolution,
    aten.mm: lambda a, out: _product(a[0], a[1], out),
    aten.addmm: lambda a, out: _product(a[1], a[2], out),
    aten.bmm: lambda a, out: _product(a[0], a[1], out),
    aten.baddbmm: lambda a, out: _product(a[1], a[2], out),
    aten.mv: lambda a, out: _product(a[0], a[1].unsqueeze(1), out),
    aten.linear: _linear,
    aten._scaled_dot_product_flash_attention_for_cpu: _attention,
    aten._scaled_dot_product_flash_attention: _attention,
    aten._scaled_dot_product_efficient_attention: _attention,
    aten._scaled_dot_product_fused_attention_overrideable: _attention,
}
NORMALIZATIONS = ("batch_norm", "layer_norm", "group_norm", "instance_norm")
HIDDEN = ("_native_multi_head_attention", "_transformer_encoder_layer_fwd", "rnn_layer")

KEEP_SHAPE = (
    aten.relu, aten.hardswish, aten.hardsigmoid, aten.hardtanh, aten.sigmoid, aten.tanh,
    aten.gelu, aten.silu, aten.sign, aten.clamp, aten.detach, aten.native_batch_norm,
    aten._native_batch_norm_legit_no_training,
)  # fmt: skip


def quick_output(function: Any, arguments: Sequence[Any]) -> Any:  # noqa: ANN401
    """Return the output of an elementwise operation or batch norm on a meta tensor, else None.

    PyTorch finds these shapes through Python, which takes most of a measurement's time.

    Args:
        function: The operator overload.
        arguments: Its positional arguments.
    """
    packet = getattr(function, "overloadpacket", function)
    if packet not in KEEP_SHAPE or len(arguments) == 0:
        return None
    values = arguments[0]
    if not isinstance(values, Tensor) or values.device.type != "meta":
        return None
    if "batch_norm" not in str(packet):
        return torch.empty_like(values)
    if packet is aten.native_batch_norm and arguments[5]:
        return None  # training changes the running statistics
    empty = values.new_empty(0)
    return torch.empty_like(values), empty, empty


def counted(function: Any, arguments: Sequence[Any], output: Any) -> Operation | None:  # noqa: ANN401
    """Return what a dispatched operation costs, or None where it has no multiply-adds.

    Args:
        function: The operator overload, such as ``torch.ops.aten.mm.default``.
        arguments: Its positional arguments.
        output: What it returned.

    Raises:
        EngineError: For a fused operation whose insides are hidden.
    """
    packet = getattr(function, "overloadpacket", function)
    rule = RULES.get(packet)
    if rule is not None:
        return rule(arguments, output)
    name = str(packet)
    if any(each in name for each in NORMALIZATIONS) and isinstance(arguments[0], Tensor):
        values = arguments[0].numel()
        return Operation("normalization", values, values, values)
    if any(each in name for each in HIDDEN):
        raise EngineError(
            f"the multiply-adds of the fused operation {name} cannot be seen; "
            "measure the module in training mode or without the fused layer"
        )
    return None

"""Turn what was seen during a run into one row for each layer."""

import dataclasses

from torch import Tensor, nn

from engine.cost.arithmetic import Operation
from engine.cost.network import LayerCost


@dataclasses.dataclass(frozen=True)
class Seen:
    """What happened under one module.

    Attributes:
        operations: Its own counted operations, in order.
        shape: Shape of its last output without the batch, or None.
        calls: How often it ran.
        given: Numbers in the tensors that it was called with, all calls together.
    """

    operations: tuple[Operation, ...] = ()
    shape: tuple[int, ...] | None = None
    calls: int = 0
    given: int = 0


def layer_rows(
    module: nn.Module, seen: dict[str, Seen], last: str | None
) -> tuple[LayerCost, ...]:
    """Return a row for each module with parameters of its own or operations of its own.

    Args:
        module: The network that ran.
        seen: What was noted under each module's path.
        last: Path of the module that did the last multiply-adds, or None.
    """
    counted: set[int] = set()
    classifier = _classifier(module, last)
    rows = []
    for name, each in module.named_modules():
        own = {
            key: value
            for key, value in each.named_parameters(recurse=False)
            if id(value) not in counted
        }
        counted.update(id(value) for value in own.values())
        noted = seen.get(name, Seen())
        if own or noted.operations:
            row = _row(name, each, own, noted)
            rows.append(dataclasses.replace(row, classifier=name == classifier))
    return tuple(rows)


def _row(name: str, module: nn.Module, own: dict[str, nn.Parameter], noted: Seen) -> LayerCost:
    weight = getattr(module, "weight", None)
    weight = weight if isinstance(weight, Tensor) else None
    bits = 8 * weight.element_size() if weight is not None else 32
    others = [value for key, value in own.items() if key != "weight"]
    work = [each for each in noted.operations if each.kind != "normalization"]
    normalized = [each for each in noted.operations if each.kind == "normalization"]
    return LayerCost(
        name=name,
        module=type(module).__name__,
        kind=next((each.kind for each in [*work, *normalized]), "other"),
        output_shape=noted.shape,
        weight_shape=None if weight is None else tuple(weight.shape),
        groups=work[0].groups if work else 1,
        weight_bits=int(getattr(module, "weight_bits", bits)),
        activation_bits=int(getattr(module, "activation_bits", bits)),
        weights=own["weight"].numel() if "weight" in own else 0,
        other_parameters=sum(each.numel() for each in others),
        other_bits=8 * others[0].element_size() if others else 32,
        multiply_adds=sum(each.multiply_adds for each in work),
        normalized_values=sum(each.multiply_adds for each in normalized),
        input_values=_read(work, noted),
        output_values=sum(each.output_values for each in work),
        calls=max(1, noted.calls),
    )


def _read(work: list[Operation], noted: Seen) -> int:
    """Return the numbers that come from other layers: a border added inside is not one."""
    one_each = len(work) == noted.calls and all(each.kind != "matmul" for each in work)
    return noted.given if one_each else sum(each.input_values for each in work)


def _classifier(module: nn.Module, last: str | None) -> str | None:
    """Return the path of the last linear layer, if it does the network's last multiply-adds."""
    named = dict(module.named_modules())
    declared = [name for name, each in named.items() if getattr(each, "is_classifier", False)]
    if declared:
        return declared[-1]
    return last if last is not None and isinstance(named[last], nn.Linear) else None

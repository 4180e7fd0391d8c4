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
    """

    operations: tuple[Operation, ...] = ()
    shape: tuple[int, ...] | None = None


def layer_rows(module: nn.Module, seen: dict[str, Seen]) -> tuple[LayerCost, ...]:
    """Return a row for each module with parameters of its own or operations of its own.

    Args:
        module: The network that ran.
        seen: What was noted under each module's path, in order of first use.
    """
    counted: set[int] = set()
    classifier = _classifier(module, seen)
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
        input_values=sum(each.input_values for each in work),
        output_values=sum(each.output_values for each in work),
    )


def _classifier(module: nn.Module, seen: dict[str, Seen]) -> str | None:
    """Return the path of the last linear layer, if it does the network's last multiply-adds."""
    named = dict(module.named_modules())
    declared = [name for name, each in named.items() if getattr(each, "is_classifier", False)]
    if declared:
        return declared[-1]
    working = [
        name
        for name, noted in seen.items()
        if any(each.kind != "normalization" for each in noted.operations)
    ]
    if working and isinstance(named[working[-1]], nn.Linear):
        return working[-1]
    return None

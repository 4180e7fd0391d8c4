"""Feed a network with batches of any kind, and look only at what a reader would count.

A batch is a tensor, a tuple of positional arguments, or a mapping of keyword arguments such as a
tokenizer returns. Where a mapping holds an ``attention_mask``, outputs at padded positions are
left out: no result depends on them.
"""

from collections.abc import Mapping

from jaxtyping import Float, Shaped
from torch import Tensor, nn

Batch = Tensor | tuple | Mapping


def run(module: nn.Module, batch: Batch) -> Float[Tensor, "..."]:
    """Call the network and return its main output.

    Raises:
        ValueError: If the output holds no tensor.
    """
    if isinstance(batch, Mapping):
        return main_output(module(**batch))
    return main_output(module(*batch) if isinstance(batch, tuple) else module(batch))


def main_output(output: object) -> Float[Tensor, "..."]:
    """Return the logits of an output if it has them, else its first floating-point tensor.

    Raises:
        ValueError: If there is none.
    """
    if isinstance(output, Tensor):
        return output
    logits = getattr(output, "logits", None)
    if isinstance(logits, Tensor):
        return logits
    if isinstance(output, Mapping):
        values = list(output.values())
    else:
        values = list(output) if isinstance(output, (tuple, list)) else []
    for value in values:
        if isinstance(value, Tensor) and value.is_floating_point():
            return value
    raise ValueError(f"the network must return a tensor, got {type(output).__name__}")


def attended(batch: Batch, values: Shaped[Tensor, "..."]) -> Shaped[Tensor, "..."]:
    """Return ``values`` without padded positions, as (positions, ...) if there are any.

    Values that are neither (batch, positions, features, ...) nor whole numbers for each position
    (word ids) are returned as they are: a pooled output may happen to have the mask's shape.
    """
    mask = batch.get("attention_mask") if isinstance(batch, Mapping) else None
    if not isinstance(mask, Tensor) or mask.ndim != 2:
        return values
    ids = values.ndim == 2 and not values.is_floating_point()
    if (values.ndim < 3 and not ids) or values.shape[:2] != mask.shape:
        return values
    return values[mask.bool()]

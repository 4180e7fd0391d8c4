"""Outlier channel splitting as it would really run: more inputs, gathered by index.

A split column needs its input twice, ``x' = x[gather]``, and a weight with the copy appended
(arXiv 2210.16621 after Zhao et al., 1901.09504). Weight-only simulation folds the copies back
into the original column; this module shows that both are the same network. In grouped
convolutions a column is an input of every group. A look-up table has no input axis to widen:
its split columns are added up after the look-up.
"""

import copy
from collections.abc import Mapping
from typing import cast

import torch
from jaxtyping import Float, Int, Num
from torch import Tensor, nn

from engine.quantization.base import Quantized
from engine.quantization.grid import dequantize
from engine.quantization.layout import from_rows, layer_kind, to_rows
from engine.quantization.network import QuantizedNetwork

_CHANNEL_AXIS = {"Linear": -1, "HFConv1D": -1, "Conv1d": -2, "Conv2d": -3, "ConvTranspose2d": -3}
_INPUT_COUNT = {"Linear": "in_features", "HFConv1D": "nx", "Embedding": "embedding_dim"}


class ExpandedLayer(nn.Module):
    """A layer with an expanded weight behind the gather (or before the sum) that it needs.

    Attributes:
        inner: The layer with its expanded weight.
        gather: Index of the original input channel of every expanded one; for a table, of the
            original column of every expanded one.
    """

    gather: Int[Tensor, " expanded"]

    def __init__(
        self,
        layer: nn.Module,
        expanded: Float[Tensor, "rows expanded_columns *kernel"],
        split_columns: tuple[int, ...],
    ) -> None:
        """Build from a layer and the expanded weight in rows-first order.

        Args:
            layer: The original; it is left as it is.
            expanded: Its weight with the copies appended, as :func:`halves` returns it.
            split_columns: For each appended column, the original one.

        Raises:
            ValueError: If the number of columns is not that of the layer plus the copies.
        """
        super().__init__()
        self.kind = str(layer_kind(layer))
        weight = cast("Tensor", layer.weight)
        self.columns = columns = to_rows(layer, weight).shape[1]
        if expanded.shape[1] != columns + len(split_columns):
            raise ValueError(
                f"expanded must have {columns} + {len(split_columns)} columns, "
                f"got {expanded.shape[1]}"
            )
        wide = nn.Parameter(from_rows(layer, expanded).to(weight.dtype), requires_grad=False)
        shared: dict[int, object] = {id(each): each for each in layer.parameters()}
        self.inner = copy.deepcopy(layer, shared | {id(weight): wide})
        groups = int(getattr(layer, "groups", 1))
        count = _INPUT_COUNT.get(self.kind, "in_channels")
        setattr(self.inner, count, expanded.shape[1] * groups)
        one_group = torch.tensor([*range(columns), *split_columns])
        starts = torch.arange(groups) * columns
        index = (starts[:, None] + one_group).reshape(-1).to(weight.device)
        self.register_buffer("gather", index, persistent=False)

    def forward(self, x: Num[Tensor, "..."], *rest: object) -> Float[Tensor, "..."]:
        """Return what the original layer would return, up to rounding."""
        if self.kind == "Embedding":
            wide = self.inner(x)  # (..., columns + splits)
            folded = wide[..., : self.columns].clone()
            return folded.index_add_(-1, self.gather[self.columns :], wide[..., self.columns :])
        return self.inner(x.index_select(_CHANNEL_AXIS[self.kind], self.gather), *rest)


def halves(
    rows: Float[Tensor, "rows columns *kernel"], split_columns: tuple[int, ...]
) -> Float[Tensor, "rows expanded_columns *kernel"]:
    """Split columns in halves without rounding; the larger copy of a column is split again.

    Args:
        rows: The weight in rows-first order.
        split_columns: Columns to split, in order; one may come more than once.

    >>> halves(torch.tensor([[8.0, 1.0]]), (0, 0))
    tensor([[2., 1., 4., 2.]])
    """
    source = list(range(rows.shape[1]))
    factor = [1.0] * len(source)
    for column in split_columns:
        copies = [place for place, each in enumerate(source) if each == column]
        if not copies:
            raise ValueError(f"split columns must be below {rows.shape[1]}, got {column}")
        largest = max(copies, key=factor.__getitem__)
        factor[largest] /= 2
        source.append(column)
        factor.append(factor[largest])
    scale = torch.tensor(factor, dtype=rows.dtype, device=rows.device)
    wide = rows.detach()[:, source]
    return wide * scale.reshape(1, -1, *[1] * (rows.ndim - 2))


def expanded_weight(
    quantized: Quantized,
) -> Float[Tensor, "rows expanded_columns *kernel"]:
    """Return the dequantized weight before folding, bias correction included.

    The gain of a row applies to every copy, the shift only to the original columns: it is added
    once after folding.
    """
    wide = dequantize(quantized.codes, quantized.step, quantized.offset, quantized.granularity)
    across = (-1, *[1] * (wide.ndim - 1))
    if quantized.row_gain is not None:
        wide = wide * quantized.row_gain.reshape(across).to(wide.dtype)
    if quantized.row_shift is not None:
        columns = quantized.weight.shape[1]
        wide[:, :columns] += quantized.row_shift.reshape(across).to(wide.dtype)
    return wide


def expand_network(
    module: nn.Module, quantized: QuantizedNetwork, *, rounded: bool = True
) -> nn.Module:
    """Return the network with every split layer in its expanded form.

    Args:
        module: The original network; parameters that are not quantized are shared with it.
        quantized: What ``quantize_network`` made of it, with codes kept.
        rounded: With the quantized weights, so that it equals ``quantized.module``; else with
            unrounded halves of the original weights, so that it equals ``module``.

    Raises:
        ValueError: If the codes were not kept.
    """
    modules = dict(module.named_modules())
    replaced: dict[str, nn.Module] = {}
    for each in quantized.layers:
        if each.quantized is None:
            raise ValueError("codes must be kept to expand; quantize with keep_codes=True")
        for name in (each.layer.name, *each.layer.tied):
            layer, columns = modules[name], each.quantized.split_columns
            original = to_rows(layer, cast("Tensor", layer.weight))
            wide = expanded_weight(each.quantized) if rounded else halves(original, columns)
            replaced[name] = ExpandedLayer(layer, wide, columns)
    return _with_modules(module, replaced)


def identity_gap(
    layer: nn.Module, split_columns: tuple[int, ...], inputs: Num[Tensor, "..."]
) -> float:
    """Return max|y - y'| between a layer and its split, unrounded form, computed in float64.

    In float32 the longer sum alone, added up in another order, moves outputs in their seventh
    digit: 5e-5 where a BERT's outputs reach the hundreds. In float64 the identity shows.

    Args:
        layer: Any layer that can be quantized; it is left as it is.
        split_columns: Columns to split.
        inputs: What the layer is called with (ids for a table).
    """
    layer = copy.deepcopy(layer).double()
    rows = to_rows(layer, cast("Tensor", layer.weight))
    x = inputs.double() if inputs.is_floating_point() else inputs
    with torch.no_grad():
        whole = layer(x)
        split = ExpandedLayer(layer, halves(rows, split_columns), split_columns)(x)
    return float((whole - split).abs().max())


def _with_modules(module: nn.Module, replaced: Mapping[str, nn.Module]) -> nn.Module:
    modules = dict(module.named_modules())
    memo: dict[int, object] = {id(each): each for each in module.parameters()}
    memo |= {id(modules[name]): each for name, each in replaced.items()}
    return copy.deepcopy(module, memo)

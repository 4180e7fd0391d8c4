"""From expanded, dequantized codes back to a weight: add split halves up, correct the rows."""

import torch
from jaxtyping import Float
from torch import Tensor


def fold_columns(
    expanded: Float[Tensor, "rows expanded_columns *kernel"], split_columns: tuple[int, ...]
) -> Float[Tensor, "rows columns *kernel"]:
    """Add each appended column onto the column that it was split from."""
    if not split_columns:
        return expanded
    columns = expanded.shape[1] - len(split_columns)
    folded = expanded[:, :columns].clone()
    index = torch.tensor(split_columns, device=expanded.device)
    return folded.index_add_(1, index, expanded[:, columns:])


def correct_rows(
    weight: Float[Tensor, "rows columns *kernel"],
    row_gain: Float[Tensor, " rows"] | None,
    row_shift: Float[Tensor, " rows"] | None,
) -> Float[Tensor, "rows columns *kernel"]:
    """Return ``row_gain * weight + row_shift``, bias correction's last step; None leaves out."""
    shape = (-1, *(1,) * (weight.ndim - 1))
    if row_gain is not None:
        weight = weight * row_gain.reshape(shape)
    return weight if row_shift is None else weight + row_shift.reshape(shape)

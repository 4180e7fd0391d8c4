"""One view of every layer's weight: rows = outputs, columns = inputs, then the kernel.

Quantizers know only ``(rows, columns, *kernel)``. Each kind of layer keeps its weight another
way, and channel splitting is right only on the true input axis: torch's transposed convolution
has it on dimension 0 (and folds the groups into it), the Conv1D of GPT-2 is (inputs, outputs).
"""

from jaxtyping import Float
from torch import Tensor, nn

KINDS = ("Linear", "Embedding", "Conv1d", "Conv2d", "ConvTranspose2d", "HFConv1D")


def layer_kind(module: nn.Module) -> str | None:
    """Return the kind of a layer whose weight can be quantized, or None.

    >>> layer_kind(nn.Linear(2, 3)), layer_kind(nn.LayerNorm(2))
    ('Linear', None)
    """
    weight = module._parameters.get("weight")
    if weight is None or not weight.is_floating_point():
        return None
    plain = {
        "Linear": nn.Linear,
        "Embedding": nn.Embedding,
        "Conv1d": nn.Conv1d,
        "Conv2d": nn.Conv2d,
        "ConvTranspose2d": nn.ConvTranspose2d,
    }
    for kind, cls in plain.items():
        if isinstance(module, cls):
            return kind
    return "HFConv1D" if type(module).__name__ == "Conv1D" and weight.ndim == 2 else None


def to_rows(module: nn.Module, weight: Float[Tensor, "..."]) -> Float[Tensor, "rows columns ..."]:
    """Return ``weight`` of ``module`` as (outputs, inputs, *kernel), a view where possible.

    >>> to_rows(nn.ConvTranspose2d(4, 6, 3, groups=2), nn.ConvTranspose2d(4, 6, 3, groups=2).weight
    ... ).shape
    torch.Size([6, 2, 3, 3])
    """
    kind = _known_kind(module)
    if kind == "HFConv1D":
        return weight.T
    if kind == "ConvTranspose2d":
        groups = _groups(module)
        inputs, outputs, *kernel = weight.shape  # inputs of all groups, outputs of one
        split = weight.reshape(groups, inputs // groups, outputs, *kernel)
        return split.transpose(1, 2).reshape(groups * outputs, inputs // groups, *kernel)
    return weight


def from_rows(module: nn.Module, rows: Float[Tensor, "rows columns ..."]) -> Float[Tensor, "..."]:
    """Undo :func:`to_rows`; the number of columns may have grown by channel splitting."""
    kind = _known_kind(module)
    if kind == "HFConv1D":
        return rows.T.contiguous()
    if kind == "ConvTranspose2d":
        groups = _groups(module)
        outputs, inputs, *kernel = rows.shape  # outputs of all groups, inputs of one
        split = rows.reshape(groups, outputs // groups, inputs, *kernel)
        whole = split.transpose(1, 2).reshape(groups * inputs, outputs // groups, *kernel)
        return whole.contiguous()
    return rows


def _known_kind(module: nn.Module) -> str:
    kind = layer_kind(module)
    if kind is None:
        known = ", ".join(KINDS)
        raise ValueError(f"a layer must be one of {known}, got {type(module).__name__}")
    return kind


def _groups(module: nn.Module) -> int:
    return int(getattr(module, "groups", 1))

"""Signs with a straight-through estimator, and the multi-slice sign (arXiv 2106.06991)."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

SLICES = (1, 2, 4, 8)
GRADIENTS = ("clip", "piecewise")
ACTIVATION_CLIP = 1.0
MELIUS_CLIP = 1.3


class _StraightThroughSign(torch.autograd.Function):
    """Sign forwards; backwards the identity's gradient or a tent's, within the clip."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, clip: float, gradient: str) -> Tensor:  # noqa: ANN401
        ctx.save_for_backward(values)
        ctx.clip, ctx.gradient = clip, gradient
        if values.is_meta:  # only the shape is wanted
            return torch.empty_like(values)
        return torch.where(values >= 0, 1.0, -1.0).to(values.dtype)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor, None, None]:  # noqa: ANN401
        (values,) = ctx.saved_tensors
        if ctx.gradient == "piecewise":
            slope = (1 - values.abs() / ctx.clip).clamp(min=0) * (2 / ctx.clip)
        else:
            slope = values.abs() <= ctx.clip
        return grad_outputs[0] * slope, None, None


def sign(
    values: Float[Tensor, "*shape"], clip: float = 1.0, *, gradient: str = "clip"
) -> Float[Tensor, "*shape"]:
    """Return -1 or +1; zero gives +1, so that every result is one bit.

    PyTorch's own sign gives 0 for 0. The gradient is that of the identity within the clip and 0
    outside (straight-through estimator, arXiv 1602.02830), or Bi-Real's tent ``2 - 2|x|``, the
    slope of a sign made of two parabolas (arXiv 1808.00278, equation 7), as wide as the clip.

    Args:
        values: Any numbers.
        clip: Largest magnitude through which a gradient passes.
        gradient: "clip" or "piecewise".

    Raises:
        ValueError: If the gradient is unknown or the clip is not positive.

    >>> sign(torch.tensor([-0.5, 0.0, 2.0]))
    tensor([-1.,  1.,  1.])
    """
    if gradient not in GRADIENTS or not clip > 0:
        raise ValueError(
            f"gradient must be one of {', '.join(GRADIENTS)} and clip positive, got "
            f"{gradient!r} and {clip}"
        )
    return _StraightThroughSign.apply(values, clip, gradient)


def slice_thresholds(slices: int) -> tuple[float, ...]:
    """Return what is added before each slice's sign: uniform steps in -1..1 without 0.

    Args:
        slices: 1 for the plain sign, or an even number.

    Raises:
        ValueError: If the number of slices is neither 1 nor even.

    >>> [round(each, 3) for each in slice_thresholds(4)]
    [-0.667, -0.333, 0.333, 0.667]
    """
    if slices == 1:
        return (0.0,)
    if slices < 1 or slices % 2:
        raise ValueError(f"slices must be 1 or an even number, got {slices}")
    half = slices // 2
    return tuple(step / (half + 1) for step in range(-half, half + 1) if step)


class Sign(nn.Module):
    """The sign as a layer."""

    def __init__(self, clip: float = ACTIVATION_CLIP, *, gradient: str = "clip") -> None:
        """Keep the clip and the form of the gradient."""
        super().__init__()
        self.clip, self.gradient = clip, gradient

    def forward(self, values: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """Return -1 or +1 for each value."""
        return sign(values, self.clip, gradient=self.gradient)


class MultiSliceSign(nn.Module):
    """Several signs of one map at different thresholds: MS(k) of arXiv 2106.06991.

    >>> MultiSliceSign(2)(torch.tensor([[[[0.2]]]])).flatten()
    tensor([-1.,  1.])
    """

    thresholds: Tensor

    def __init__(self, slices: int, clip: float = ACTIVATION_CLIP) -> None:
        """Place the thresholds; the clip belongs to the straight-through estimator."""
        super().__init__()
        self.slices, self.clip, self.gradient = slices, clip, GRADIENTS[0]
        steps = torch.tensor(slice_thresholds(slices)).reshape(1, -1, 1, 1, 1)
        self.register_buffer("thresholds", steps, persistent=False)

    def forward(
        self, maps: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, "samples slices channels height width"]:
        """Return slice i as the sign of ``maps + thresholds[i]``."""
        return sign(maps.unsqueeze(1) + self.thresholds, self.clip, gradient=self.gradient)

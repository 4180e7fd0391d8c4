"""Straight-through estimators: functions whose slope stands in for the derivative of the sign.

``engine.binary.sign`` multiplies gradients with these slopes; here stand the functions they belong
to, for those who want to see them, and the switch that gives a built network another one.
"""

import dataclasses
from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

from engine.binary.sign import MultiSliceSign, Sign
from engine.core.errors import unknown_name


@dataclasses.dataclass(frozen=True)
class Estimator:
    """A stand-in for the sign, used only backwards.

    Attributes:
        title: What a visitor reads.
        paper: arXiv identifier.
        stand_in: ``(values, clip) -> numbers``: the function whose slope is used.
    """

    title: str
    paper: str
    stand_in: Callable[[Tensor, float], Tensor]


def clipped_identity(
    values: Float[Tensor, "*shape"], clip: float = 1.0
) -> Float[Tensor, "*shape"]:
    """Return the values, cut off at -clip and clip: slope 1 within, 0 outside (1602.02830)."""
    return values.clamp(-clip, clip)


def approximate_sign(
    values: Float[Tensor, "*shape"], clip: float = 1.0
) -> Float[Tensor, "*shape"]:
    """Return Bi-Real's ApproxSign of ``u = values / clip`` (arXiv 1808.00278, equation 7).

    ``2u + u^2`` from -1 to 0, ``2u - u^2`` from 0 to 1, the sign outside; its slope is a tent.
    """
    scaled = (values / clip).clamp(-1, 1)
    return scaled * (2 - scaled.abs())


# the keys are those of engine.binary.sign.GRADIENTS
ESTIMATORS: dict[str, Estimator] = {
    "clip": Estimator("identity within the clip", "1602.02830", clipped_identity),
    "piecewise": Estimator("ApproxSign of Bi-Real", "1808.00278", approximate_sign),
}


def use_estimator(module: nn.Module, estimator: str, clip: float | None = None) -> None:
    """Give every sign of feature maps in a module this estimator.

    Args:
        module: Any module; it is changed.
        estimator: A key of ``ESTIMATORS``.
        clip: Clip of the estimator, or None to keep each sign's own.

    Raises:
        NotFoundError: If there is no such estimator.
    """
    if estimator not in ESTIMATORS:
        raise unknown_name("estimator", estimator, ESTIMATORS)
    for each in module.modules():
        if isinstance(each, (Sign, MultiSliceSign)):
            each.gradient = estimator
            each.clip = each.clip if clip is None else clip

"""Post-training quantization: one small file for each method, one entry each in METHODS."""

from engine.core.errors import unknown_name
from engine.quantization.aciq import Aciq
from engine.quantization.base import Method, Quantized
from engine.quantization.channel_splitting import OutlierChannelSplitting
from engine.quantization.deviations import StandardDeviations
from engine.quantization.kullback_leibler import KullbackLeibler
from engine.quantization.linear import LinearQuantization
from engine.quantization.mean_squared import MinimumMeanSquaredError
from engine.quantization.percentile import Percentile

METHODS: tuple[type[Method], ...] = (
    LinearQuantization,
    Aciq,
    MinimumMeanSquaredError,
    KullbackLeibler,
    Percentile,
    StandardDeviations,
    OutlierChannelSplitting,
)

__all__ = [
    "METHODS",
    "Aciq",
    "KullbackLeibler",
    "LinearQuantization",
    "Method",
    "MinimumMeanSquaredError",
    "OutlierChannelSplitting",
    "Percentile",
    "Quantized",
    "StandardDeviations",
    "method_named",
]


def method_named(name: str) -> type[Method]:
    """Return the method class with this class name or short title.

    Args:
        name: Such as ``"LinearQuantization"`` or ``"LQ"``.

    Raises:
        NotFoundError: If there is none; the message lists those there are.

    >>> method_named("LQ").__name__
    'LinearQuantization'
    """
    for each in METHODS:
        if name in (each.__name__, each.title):
            return each
    raise unknown_name("method", name, [each.__name__ for each in METHODS])

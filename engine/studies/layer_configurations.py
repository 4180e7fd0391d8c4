"""The methods that the layer studies compare, each without its bit width and granularity."""

import dataclasses
import functools
from typing import Any

from engine.core.errors import unknown_name
from engine.quantization import Method, method_named
from engine.quantization.grid import GRANULARITIES


@dataclasses.dataclass(frozen=True)
class Configuration:
    """A method with its settings, whose bits and granularity are still open.

    Attributes:
        title: Short name, unique among the configurations.
        method: The method; its own bits and granularity do not matter here.
    """

    title: str
    method: Method

    def at(self, bits: int, granularity: str) -> Method:
        """Return the method with this width and granularity.

        Raises:
            ValueError: If either is out of range.
        """
        return dataclasses.replace(self.method, bits=bits, granularity=granularity)


_OPEN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("LQ", "LinearQuantization", {}),
    ("ACIQ", "Aciq", {}),
    ("MMSE", "MinimumMeanSquaredError", {}),
    ("KL", "KullbackLeibler", {}),
    ("Percentile", "Percentile", {}),
    ("N-std", "StandardDeviations", {}),
    ("OCS", "OutlierChannelSplitting", {"clip_rule": "none"}),
    ("OCS + MMSE", "OutlierChannelSplitting", {"clip_rule": "mmse"}),
)
TITLES = tuple(title for title, _, _ in _OPEN)
WIDTHS = (2, 3, 4, 5, 6, 7, 8)
EVERY_GRANULARITY = GRANULARITIES
QUICK_TITLES = ("LQ", "ACIQ", "MMSE", "OCS")
"""What a live analysis of another model compares: one method of each kind."""


@functools.cache
def configuration(title: str) -> Configuration:
    """Return the configuration with this title.

    Raises:
        NotFoundError: If there is none; the message lists those there are.

    >>> configuration("LQ").at(3, "row").bits
    3
    """
    for known, name, settings in _OPEN:
        if known == title:
            return Configuration(title, method_named(name)(**settings))
    raise unknown_name("configuration", title, TITLES)

"""Which items a data set has, before the first one is drawn."""

import dataclasses
from typing import Any

import numpy as np

from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.documents.export.source import ProceduralSource, Source

SPLITS = ("train", "val")
VALIDATION_SHARE = 0.1
VERSION = 1


@dataclasses.dataclass(frozen=True)
class ItemPlan:
    """One item to come.

    Attributes:
        index: Place in the set, from 0.
        seed: Seed of its page.
        split: "train" or "val".
        graphic: Whether it must show a graphic.
    """

    index: int
    seed: int
    split: str
    graphic: bool

    @property
    def name(self) -> str:
        """File name without ending."""
        return f"{self.index:06d}"


@dataclasses.dataclass(frozen=True)
class SetPlan(Settings):
    """A data set to be written.

    Attributes:
        source: Where pages come from.
    """

    count: int = param(100, 1, 100_000, "pages in the set", step=1)
    seed: int = param(0, 0, 2**31 - 1, "seed of the first page", step=1)
    balanced: bool = param(False, meaning="a graphic on at least every second page")
    source: Source = dataclasses.field(default_factory=ProceduralSource)

    def items(self) -> tuple[ItemPlan, ...]:
        """Return the items: one tenth for validation, drawn by the seed."""
        held = max(1, round(VALIDATION_SHARE * self.count)) if self.count > 1 else 0
        order = numpy_generator(self.seed).permutation(self.count)
        validation = np.zeros(self.count, bool)
        validation[order[:held]] = True
        return tuple(
            ItemPlan(k, self.seed + k, SPLITS[int(validation[k])], self.balanced and k % 2 == 1)
            for k in range(self.count)
        )

    def description(self) -> dict[str, Any]:
        """Return what identifies the set, ready for JSON."""
        return {
            "version": VERSION, "count": self.count, "seed": self.seed,
            "balanced": self.balanced, **self.source.description(),
        }  # fmt: skip

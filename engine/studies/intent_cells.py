"""The shipped cells of CLINC150: labeled by unlabeled sets, and what order they come out in."""

import dataclasses
from typing import TYPE_CHECKING

from engine import zoo
from engine.discovery.splits import LEVELS
from engine.studies.intent_features import CELLS

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class CellOrder:
    """How often similarity by construction orders what is measured.

    Attributes:
        sets: Unlabeled sets, each seen with a near, a half near and a far labeled set.
        flow: Sets in which transfer flow falls from high through medium to low.
        accuracy: Sets in which discovery accuracy does.
        labels_helped: Cells in which the labels made discovery more accurate.
        advised_right: Cells in which pseudo transfer flow says so rightly.
        cells: All cells.
    """

    sets: int
    flow: int
    accuracy: int
    labels_helped: int
    advised_right: int
    cells: int

    @property
    def words(self) -> str:
        """The order in one sentence."""
        return (
            f"High > medium > low holds for transfer flow in {self.flow} of {self.sets} unlabeled "
            f"sets, for discovery accuracy in {self.accuracy} of {self.sets}."
        )


def intent_cells(name: str = CELLS) -> "pd.DataFrame":
    """Return the shipped cells of a benchmark, by the name of its table.

    Raises:
        NotFoundError: If they do not ship.
    """
    return zoo.table(name)


def cell_order(frame: "pd.DataFrame") -> CellOrder:
    """Return how often the levels order flow and accuracy, seeds averaged."""
    means = frame.groupby(["split", "unlabeled", "level"])[["flow", "accuracy"]].mean()
    falls = {}
    for name in ("flow", "accuracy"):
        wide = means[name].unstack("level")
        high, medium, low = (wide[level] for level in LEVELS)
        falls[name] = int(((high > medium) & (medium > low)).sum())
    helped = frame["accuracy"] > frame["plain_accuracy"]
    advised = frame["pseudo_flow"] > frame["plain_pseudo_flow"]
    return CellOrder(
        sets=len(means) // len(LEVELS),
        labels_helped=int(helped.sum()),
        advised_right=int((helped == advised).sum()),
        cells=len(frame),
        **falls,
    )


def start_spread(frame: "pd.DataFrame") -> float:
    """Return how far another start of k-means moves accuracy at most, features unchanged.

    The label-free features of a set are the same in all of its cells, so two seeds differ in the
    start of k-means alone.
    """
    starts = frame.groupby(["split", "unlabeled"])["plain_accuracy"]
    return float((starts.max() - starts.min()).max())

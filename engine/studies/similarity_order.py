"""Whether transfer flow and discovery accuracy come out in the order of similarity."""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Shaped

from engine.core.random import numpy_generator
from engine.discovery.rank_correlation import RankCorrelation, rank_correlation
from engine.discovery.splits import LEVELS
from engine.studies.similarity_cells import judged

if TYPE_CHECKING:
    import pandas as pd

FEWEST_SETS = 4
"""Unlabeled sets below which an interval over them says nothing."""


@dataclasses.dataclass(frozen=True)
class MeanInterval:
    """A mean over unlabeled sets, with the 95 % interval over resampled sets.

    Attributes:
        mean: Mean of the sets' means.
        low: Lower end; NaN with fewer than ``FEWEST_SETS`` sets.
        high: Upper end.
        groups: Number of sets.
    """

    mean: float
    low: float
    high: float
    groups: int


def mean_interval(
    values: Float[np.ndarray, " cells"], groups: Shaped[np.ndarray, " cells"], *, draws: int = 2000
) -> MeanInterval:
    """Return the mean of the groups' means; whole groups are drawn anew for the interval.

    >>> mean_interval(np.array([1.0, 1.0, 3.0]), np.array(["a", "a", "b"])).mean
    2.0
    """
    names, places = np.unique(groups, return_inverse=True)
    means = np.bincount(places, weights=values) / np.bincount(places)
    low = high = float("nan")
    if len(names) >= FEWEST_SETS:
        chosen = numpy_generator(0).integers(len(names), size=(draws, len(names)))
        low, high = map(float, np.quantile(means[chosen].mean(axis=1), [0.025, 0.975]))
    return MeanInterval(float(means.mean()), low, high, len(names))


def level_means(frame: "pd.DataFrame", judge: str) -> "pd.DataFrame":
    """Return one row for each unlabeled set, seeds averaged: both measures at each level.

    Columns: ``benchmark``, ``set``, ``split``, ``unlabeled``, ``flow high`` ... ``accuracy low``
    (NaN where a benchmark has no such level), ``flow holds`` and ``accuracy holds`` (whether
    each level lies above the next).
    """
    keys = ["benchmark", "set", "split", "unlabeled"]
    cells = judged(frame, judge)
    named = {"flow": "flow", "accuracy": "found"}
    means = cells.groupby([*keys, "level"], sort=False)[list(named.values())].mean()
    wide = means.unstack("level").reindex(columns=LEVELS, level="level")
    rows = wide.index.to_frame(index=False)
    for name, column in named.items():
        part = wide[column].reindex(columns=LEVELS)
        for level in LEVELS:
            rows[f"{name} {level}"] = part[level].to_numpy()
        rows[f"{name} holds"] = [_falls(row) for row in part.to_numpy()]
    return rows


def _falls(values: Float[np.ndarray, " levels"]) -> bool:
    there = values[np.isfinite(values)]
    return bool(len(there) > 1 and np.all(np.diff(there) < 0))


@dataclasses.dataclass(frozen=True)
class SimilarityFinding:
    """What the cells of one benchmark say.

    Attributes:
        benchmark: Its title.
        correlation: Rank correlation of the two measures; groups are unlabeled sets.
        sets: Unlabeled sets.
        flow: Sets in which transfer flow falls from high through medium to low.
        accuracy: Sets in which discovery accuracy does.
        helped: Cells in which the labels made discovery more accurate.
        right: Cells in which pseudo transfer flow advised rightly.
        cells: All cells.
    """

    benchmark: str
    correlation: RankCorrelation
    sets: int
    flow: int
    accuracy: int
    helped: int
    right: int
    cells: int

    @property
    def too_few(self) -> bool:
        """Whether there are too few unlabeled sets for an interval."""
        return self.sets < FEWEST_SETS

    @property
    def interval(self) -> str:
        """The 95 % interval of the rank correlation in words."""
        if self.too_few:
            return f"{self.sets} unlabeled sets are too few for an interval"
        return f"95 % interval {self.correlation.low:.2f} to {self.correlation.high:.2f}"


def similarity_findings(
    frame: "pd.DataFrame", *, judge: str, across: str = "flow"
) -> tuple[SimilarityFinding, ...]:
    """Return what each benchmark says; benchmarks are never pooled.

    Their values are not on one scale: transfer flow depends on samples per class and encoder.

    Args:
        frame: Cells of ``read_cells``.
        judge: How classes were discovered.
        across: The column that is held against accuracy.
    """
    found = []
    for benchmark, part in judged(frame, judge).groupby("benchmark", sort=False):
        rows = level_means(part, judge)
        found.append(
            SimilarityFinding(
                benchmark=str(benchmark),
                correlation=rank_correlation(
                    part[across].to_numpy(float),
                    part["found"].to_numpy(float),
                    part["set"].to_numpy(object),
                ),
                sets=len(rows),
                flow=int(rows["flow holds"].sum()),
                accuracy=int(rows["accuracy holds"].sum()),
                helped=int(part["helped"].sum()),
                right=int(part["right"].sum()),
                cells=len(part),
            )
        )
    return tuple(found)

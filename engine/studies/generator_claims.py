"""The sentences of arXiv 2103.11912 beside what the shipped tables measured. Imports no torch.

A verdict is computed from rows and their intervals, never written down: other tables can turn it.
"""

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from engine import zoo
from engine.core.errors import NotFoundError
from engine.studies.claims import Claim, Evidence, verdict_of
from engine.studies.generator_plan import FULL, METRICS, TITLES

if TYPE_CHECKING:
    import pandas as pd

PAPER = "arXiv 2103.11912"
SWEEP, OUTLIERS, TIMINGS = "gan_sweep", "metric_outliers", "metric_timings"
KEPT = 0.9
"""Share of full precision's score that counts as kept."""
LOST = 0.95
MISLED, UNMOVED = 0.1, 0.05
GROWTH = {"KNN": (0.85, math.inf), "LSH+KNN": (-math.inf, 0.5), "LSH-only": (-math.inf, 0.15)}
"""Power of n that counts as O(n), O(log n) and O(1) between 1,000 and 20,000 references."""
RECONSTRUCTED = (
    "LSH metrics: our reconstruction of arXiv:2103.11912 from its abstract; parameters ours."
)


def check_generator_claims() -> tuple[Claim, ...]:
    """Return every claim with what the shipped tables say about it."""
    return (diversity(_table(SWEEP)), outliers(_table(OUTLIERS)), growth(_table(TIMINGS)))


def _table(name: str) -> "pd.DataFrame | None":
    try:
        return zoo.table(name)
    except NotFoundError:
        return None


def diversity(frame: "pd.DataFrame | None") -> Claim:
    """Return whether few bits keep precision and lose recall, by each metric.

    A setting speaks for the sentence if recall is lost, precision is kept, and the interval of the
    difference of both shares lies above 0. A collapsed generator speaks against it. Settings that
    lose no recall say nothing and are left out.

    Args:
        frame: Means over seeds of ``engine.studies.generator_sweep``, or None.
    """
    found = []
    rows = [] if frame is None else [row for _, row in frame.iterrows()]
    full = {row["generator"]: row for row in rows if row["method"] == FULL}
    for row, metric in itertools.product(rows, METRICS):
        base = full.get(row["generator"])
        if row["method"] == FULL or base is None or base[f"{metric} recall"] == 0:
            continue
        precision = _kept(row, base, f"{metric} precision")
        recall = _kept(row, base, f"{metric} recall")
        if recall[0] > LOST and not row["collapsed"]:
            continue
        value = precision[0] - recall[0]
        half = math.hypot(precision[1], recall[1])
        agrees: bool | None = value - half > 0 if precision[0] >= KEPT else False
        if agrees is False and precision[0] >= KEPT and value + half > 0:
            agrees = None
        blank = ", collapsed to one picture" if row["collapsed"] else ""
        title = TITLES.get(row["generator"], row["generator"])
        setting = (
            f"{title}, {row['method']} per {row['granularity']}, {row['bits']} bits, "
            f"by {metric}: precision {row[f'{metric} precision']:.2f} of "
            f"{base[f'{metric} precision']:.2f}, recall {row[f'{metric} recall']:.2f} of "
            f"{base[f'{metric} recall']:.2f}{blank}"
        )
        against = False if row["collapsed"] else agrees
        found.append(
            Evidence(setting, value, value - half, value + half, int(row["seeds"]), against)
        )
    return Claim(
        "diversity",
        "Low-bit compression retains quality while sacrificing diversity",
        "share of precision kept minus share of recall kept",
        0.0,
        verdict_of(found),
        _best_first(found),
        f"Small generators and features of our own. {RECONSTRUCTED} Where scaling by the "
        "largest weight leaves one blank picture at 2 bits, KNN precision can be 1.00: a score "
        "alone does not show quality.",
    )


def _kept(row: "pd.Series", base: "pd.Series", name: str) -> tuple[float, float]:
    """Return the share of full precision's score, and half of its interval."""
    if base[name] == 0:
        return math.nan, math.nan
    share = float(row[name] / base[name])
    parts = []
    for each in (row, base):  # an interval cut at 0 or 1 is as wide as its longer side
        half = max(each[f"{name} high"] - each[name], each[name] - each[f"{name} low"])
        parts.append(half / max(each[name], 1e-9))
    return share, share * math.hypot(*parts)


def outliers(frame: "pd.DataFrame | None") -> Claim:
    """Return whether injected outliers move KNN and leave both hashed metrics.

    Recall is looked at for generated outliers, precision for real ones. Settings in which no
    metric moves say nothing and are left out.

    Args:
        frame: Rows of ``engine.studies.metric_tables.outlier_table``, or None.
    """
    found = []
    groups = () if frame is None else frame.groupby(["source", "side"], sort=False)
    for _, part in groups:
        source, side = part["source"].iloc[0], part["side"].iloc[0]
        score = "recall" if side == "generated" else "precision"
        clean = part[part["percent"] == 0].groupby("metric")[score].mean()
        for percent, rows in part[part["percent"] > 0].groupby("percent"):
            by_seed = rows.pivot_table(index="seed", columns="metric", values=score) - clean
            moves = by_seed.mean()
            hashed = max(abs(moves["LSH+KNN"]), abs(moves["LSH-only"]))
            if max(abs(moves["KNN"]), hashed) <= UNMOVED:
                continue
            agrees = None if abs(moves["KNN"]) <= MISLED else True
            if hashed > UNMOVED:
                agrees = False
            setting = (
                f"{percent:g} % outliers among {side}, {source}: {score} moves by "
                + ", ".join(f"{moves[each]:+.2f} ({each})" for each in METRICS)
            )
            knn = by_seed["KNN"].abs()
            found.append(Evidence(setting, knn.mean(), knn.min(), knn.max(), len(by_seed), agrees))
    return Claim(
        "outliers",
        "KNN metrics are misled by outliers, LSH metrics are not",
        "how far KNN moves, mean and range over injection seeds",
        MISLED,
        verdict_of(found),
        _best_first(found),
        "Outliers are put in on purpose, at three times the distance of the farthest sample; the "
        f"paper's arise from compression. {RECONSTRUCTED}",
    )


def growth(frame: "pd.DataFrame | None") -> Claim:
    """Return how the time for one sample grows with the references, by each metric.

    Args:
        frame: Rows of ``engine.studies.metric_tables.timing_table``, or None.
    """
    found = []
    groups = {} if frame is None else dict(iter(frame.groupby("metric")))
    for metric in METRICS if groups else ():
        rows = groups[metric]
        powers = [
            float(np.polyfit(np.log(part["references"]), np.log(part["microseconds"]), 1)[0])
            for _, part in rows.groupby("seed")
        ]
        low, high = GROWTH[metric]
        distances = rows[rows["references"] == rows["references"].max()]["distances"].mean()
        setting = (
            f"{metric}: time for one sample grows as n^{np.mean(powers):.2f}, and at "
            f"{rows['references'].max():,} references it computes {distances:,.0f} distances"
        )
        mean = float(np.mean(powers))
        found.append(
            Evidence(
                setting, mean, min(powers), max(powers), len(powers), bool(low <= mean <= high)
            )
        )
    return Claim(
        "growth",
        "Judging one sample costs O(n) by KNN, O(log n) by LSH+KNN and O(1) by LSH-only",
        "power of n, mean and range over seeds",
        0.0,
        verdict_of(found),
        tuple(found),
        f"Wall time of one thread, radii and buckets ready. {RECONSTRUCTED}",
    )


def _best_first(found: list[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(found, key=lambda each: (each.agrees is not True, -each.value)))

"""The sentences of arXiv 2209.09120 beside what the shipped cells measured. Imports no torch.

A verdict is computed from cells and their intervals, never written down: other tables can turn it.
Intervals are over unlabeled sets, since the cells of one set share their classes.
"""

import dataclasses
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engine.core.errors import NotFoundError
from engine.discovery.rank_correlation import RankCorrelation, rank_correlation
from engine.discovery.splits import LEVELS
from engine.studies.claims import Claim, Evidence, verdict_of
from engine.studies.set_benchmarks import SET_BENCHMARKS
from engine.studies.similarity_cells import decides, judged, judges_of, read_cells
from engine.studies.similarity_order import FEWEST_SETS, MeanInterval, level_means, mean_interval

if TYPE_CHECKING:
    import pandas as pd

PAPER = "arXiv 2209.09120"
OURS = (
    "Ours: small encoders on small sets of classes, not a ResNet18 on ImageNet and CIFAR-100. "
    "Intervals draw unlabeled sets anew. The paper's own numbers could not be read."
)


def check_similarity_claims(frame: "pd.DataFrame | None" = None) -> tuple[Claim, ...]:
    """Return every claim with what the cells say about it; without any cells it has no data.

    Args:
        frame: Cells as ``read_cells`` returns them; None reads all that ship.
    """
    if frame is None:
        try:
            frame = read_cells()
        except NotFoundError:
            frame = None
    parts = [] if frame is None else list(_parts(frame))
    return (_helps(parts), _metric(parts), _hurts(parts), _advice(parts))


Part = tuple[str, str, "pd.DataFrame"]


def _parts(frame: "pd.DataFrame") -> Iterator[Part]:
    """Return the cells of each benchmark and each way of discovery, with its name."""
    for benchmark, rows in frame.groupby("benchmark", sort=False):
        for judge in judges_of(rows):
            yield f"{benchmark}, {judge}", judge, judged(rows, judge)


def _helps(parts: list[Part]) -> Claim:
    """Return the claim; a step that some unlabeled set contradicts is left open."""
    found = []
    for name, judge, rows in parts:
        means = level_means(rows, judge)
        for near, far in ((0, 1), (1, 2), (0, 2)):
            first, second = (means[f"accuracy {LEVELS[each]}"] for each in (near, far))
            gap = (first - second).dropna()
            if gap.empty:
                continue
            wins = int((gap > 0).sum())
            setting = (
                f"{name}: {LEVELS[near]} ({first.mean():.1%}) above {LEVELS[far]} "
                f"({second.mean():.1%}) in {wins} of {len(gap)} unlabeled sets"
            )
            interval = mean_interval(gap.to_numpy(float), means.loc[gap.index, "set"].to_numpy())
            evidence = _evidence(setting, interval, rows=len(rows))
            if evidence.agrees and wins < len(gap):
                evidence = dataclasses.replace(evidence, agrees=None)
            found.append(evidence)
    return _claim(
        "helps",
        "New classes are discovered better the more similar the labeled classes are",
        "accuracy with the more similar set minus accuracy with the less similar one",
        found,
    )


def _metric(parts: list[Part]) -> Claim:
    found = []
    for name, _, rows in parts:
        sets = rows["set"].to_numpy(object)
        inside = rows.groupby("set")[["flow", "found"]].transform(lambda x: x - x.mean())
        pairs = {
            f"{name}: over all {len(rows)} cells": rows[["flow", "found"]],
            f"{name}: inside each unlabeled set (its own mean taken away)": inside,
        }
        for setting, pair in pairs.items():
            first, second = (pair[each].to_numpy(float) for each in ("flow", "found"))
            if np.ptp(first) and np.ptp(second):
                found.append(_correlated(setting, rank_correlation(first, second, sets)))
    return _claim(
        "metric",
        "Transfer flow is consistent with how well new classes are discovered",
        "Spearman rank correlation of transfer flow and accuracy",
        found,
    )


def _correlated(setting: str, known: RankCorrelation) -> Evidence:
    low, high = known.low, known.high
    if known.groups < FEWEST_SETS:
        low = high = math.nan
    interval = MeanInterval(known.spearman, low, high, known.groups)
    return _evidence(setting, interval, rows=known.cells)


def _hurts(parts: list[Part]) -> Claim:
    found = []
    for name, _, rows in parts:
        by_set = rows.pivot_table(index="set", columns="level", values="gain")
        if "low" not in by_set:
            continue
        low = by_set["low"].dropna()
        away = f"labels move accuracy by {100 * low.mean():+.1f} points at low similarity"
        if "high" in by_set:
            away += f", by {100 * by_set['high'].mean():+.1f} at high"
        interval = mean_interval(-low.to_numpy(float), low.index.to_numpy(object))
        found.append(_evidence(f"{name}: {away}", interval, rows=len(rows)))
    return _claim(
        "hurts",
        "Labels of dissimilar classes can harm the discovery of new ones",
        "accuracy that the labels cost at low similarity",
        found,
        more=" Without labels ours has pretrained or simple features, not SwAV: where they are "
        "strong, labels of similar classes cost accuracy too; where they are weak, even those of "
        "dissimilar classes help.",
    )


def _advice(parts: list[Part]) -> Claim:
    """Return the claim; advice no better than always saying the same stays open."""
    found = []
    for name, _, rows in parts:
        share = mean_interval(rows["right"].to_numpy(float), rows["set"].to_numpy(object))
        always = max(int(rows["helped"].sum()), int((~rows["helped"]).sum()))
        setting = (
            f"{name}: right in {int(rows['right'].sum())} of {len(rows)} cells; always giving the "
            f"same advice would be right in {always}"
        )
        evidence = _evidence(setting, share, rows=len(rows), even=0.5)
        if evidence.agrees and rows["right"].sum() <= always:
            evidence = dataclasses.replace(evidence, agrees=None)
        found.append(evidence)
    return _claim(
        "advice",
        "Pseudo transfer flow tells, without labels of the new classes, whether labels help",
        "share of cells in which the advice is right",
        found,
        expected=0.5,
    )


def _evidence(setting: str, interval: MeanInterval, *, rows: int, even: float = 0.0) -> Evidence:
    """Return one setting's answer: for above ``even``, against below it, else open."""
    agrees = None
    if interval.low > even:
        agrees = True
    elif interval.high < even:
        agrees = False
    elif math.isnan(interval.low):
        setting = f"{setting} (too few sets for an interval)"
    return Evidence(setting, interval.mean, interval.low, interval.high, rows, agrees)


def _open_if_few(each: Evidence) -> Evidence:
    """Return evidence that decides nothing where sets have too few classes."""
    few = tuple(one.title for one in SET_BENCHMARKS if not decides(one.title))
    if not each.setting.startswith(few):
        return each
    setting = f"{each.setting} (two classes a set: too few to decide)"
    return dataclasses.replace(each, setting=setting, agrees=None)


def _claim(
    key: str,
    sentence: str,
    measure: str,
    found: list[Evidence],
    *,
    expected: float = 0.0,
    more: str = "",
) -> Claim:
    rank = {True: 0, None: 1, False: 2}
    ordered = tuple(
        sorted(map(_open_if_few, found), key=lambda each: (rank[each.agrees], -each.value))
    )
    return Claim(key, sentence, measure, expected, verdict_of(ordered), ordered, OURS + more)

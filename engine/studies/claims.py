"""The sentences of arXiv 2210.16621 beside what the shipped sweep measured. Imports no torch.

A verdict is computed from rows and their intervals, never written down: another sweep can turn it.
"""

import dataclasses
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine import zoo
from engine.studies.sweep_plan import FULL, ZERO_SHOT

if TYPE_CHECKING:
    import pandas as pd

TABLE = "bert_sweep"
PAPER = "arXiv 2210.16621"
VERDICTS = ("holds here", "holds in some settings", "does not hold here", "undecided", "no data")
LOW_BITS = 4
CHANCE = 0.025
"""Share of settings without any effect whose 95 % interval lies wholly above zero."""
_SETTING = ["model", "granularity", "embeddings"]


@dataclasses.dataclass(frozen=True)
class Evidence:
    """One setting's answer to a claim.

    Attributes:
        setting: What was measured, as a visitor reads it.
        value: The number.
        low: Lower end of its 95 % interval; NaN for a count.
        high: Upper end.
        rows: Rows of the sweep behind it.
        agrees: Whether it speaks for the claim; None if its interval leaves that open.
    """

    setting: str
    value: float
    low: float
    high: float
    rows: int
    agrees: bool | None


@dataclasses.dataclass(frozen=True)
class Claim:
    """One sentence of the paper, checked.

    Attributes:
        key: Short name.
        sentence: What the paper says.
        measure: What the numbers of the evidence are.
        expected: The number that the paper's sentence asks for.
        verdict: One of ``VERDICTS``.
        evidence: What speaks for or against it, one entry a setting, the best first.
        difference: How our measurement differs from the paper's.
    """

    key: str
    sentence: str
    measure: str
    expected: float
    verdict: str
    evidence: tuple[Evidence, ...]
    difference: str


def check_claims(frame: "pd.DataFrame | None" = None) -> tuple[Claim, ...]:
    """Return every claim with what the sweep says about it.

    Args:
        frame: A table of ``engine.studies.bert_sweep``; None reads the shipped one.

    Raises:
        NotFoundError: If no table is given and none ships.
    """
    rows = zoo.table(TABLE) if frame is None else frame
    ours = (
        "Ours: a 6-layer MiniLM and its first layers with adapters, weights only, GLUE dev sets."
    )
    floor = "Guessing the larger class alone keeps most of F1 on MRPC and of accuracy on RTE."
    return (
        _retention(rows, "retains_base", "Base", 0.98, f"{ours} {floor}"),
        _retention(rows, "retains_large", "Large", 0.96, f"{ours} No Large model. {floor}"),
        _lowest_error(rows, ours),
        _beats_full(rows, f"{ours} Settings share examples, so they are not independent."),
    )


def _retention(
    frame: "pd.DataFrame", key: str, size: str, expected: float, difference: str
) -> Claim:
    rows = frame[
        (frame["method"] == "OCS") & (frame["bits"] == 3) & (frame["task"] != ZERO_SHOT)
    ].dropna(subset=["retained"])
    found = []
    for (model, granularity, embeddings), part in rows.groupby(_SETTING):
        share = float(part["retained"].mean())
        below = math.hypot(*(part["retained"] - part["retained_low"])) / len(part)
        above = math.hypot(*(part["retained_high"] - part["retained"])) / len(part)
        table = "with" if embeddings else "without"
        found.append(
            Evidence(
                f"{model}, per {granularity}, {table} embeddings, {len(part)} tasks",
                share,
                share - below,
                share + above,
                len(part),
                _reaches(share - below, share + above, expected),
            )
        )
    return Claim(
        key,
        f"OCS at 3 bits retains {expected:.0%} of the GLUE score of BERT {size}",
        "mean over tasks of score / full-precision score",
        expected,
        verdict_of(found),
        _best_first(found),
        difference,
    )


def _reaches(low: float, high: float, expected: float) -> bool | None:
    if low >= expected:
        return True
    return None if high >= expected else False


def _lowest_error(frame: "pd.DataFrame", difference: str) -> Claim:
    rows = frame[frame["method"].isin(["LQ", "ACIQ", "OCS"])]
    keys = ["model", "task", "bits", "granularity", "embeddings"]
    wide = rows.pivot_table(index=keys, columns="method", values="mean_squared_error")
    found = []
    if {"LQ", "ACIQ", "OCS"} <= set(wide.columns):
        wide = wide.dropna().reset_index()
        wide["wins"] = wide["OCS"] < wide[["LQ", "ACIQ"]].min(axis=1)
        for (granularity, bits), part in wide.groupby(["granularity", "bits"]):
            share = float(part["wins"].mean())
            agrees = True if share == 1 else (False if share == 0 else None)
            setting = f"per {granularity}, {bits} bits"
            found.append(Evidence(setting, share, math.nan, math.nan, len(part), agrees))
    return Claim(
        "lowest_error",
        "OCS surpasses the other methods in mean squared error and avoids distorting outliers",
        "share of networks in which OCS has a lower weight error than LQ and ACIQ",
        1.0,
        verdict_of(found),
        _best_first(found),
        f"{difference} ACIQ here may also choose not to clip.",
    )


def _beats_full(frame: "pd.DataFrame", difference: str) -> Claim:
    rows = frame[(frame["method"] != FULL) & (frame["bits"] <= LOW_BITS)]
    found = []
    for task, part in rows.groupby("task"):
        wins = int((part["difference_low"] > 0).sum())
        share = wins / len(part)
        # wins that chance alone brings at most, in 19 of 20 cases
        lucky = CHANCE + 1.645 * math.sqrt(CHANCE * (1 - CHANCE) / len(part))
        agrees = share > lucky if wins else False
        setting = f"{task}: {wins} of {len(part)} settings of 2 to {LOW_BITS} bits"
        found.append(Evidence(setting, share, math.nan, math.nan, len(part), agrees))
    return Claim(
        "beats_full",
        "Low-bit models beat full precision on several small tasks",
        "share of settings whose whole 95 % interval of the paired difference is above zero",
        CHANCE,
        verdict_of(found),
        _best_first(found),
        difference,
    )


def verdict_of(found: Iterable[Evidence]) -> str:
    """Return the one of ``VERDICTS`` that all pieces of evidence come to together."""
    answers = [each.agrees for each in found]
    if not answers:
        return "no data"
    if all(answers):
        return "holds here"
    if any(answers):
        return "holds in some settings"
    return "undecided" if None in answers else "does not hold here"


def _best_first(found: list[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(found, key=lambda each: -each.value))

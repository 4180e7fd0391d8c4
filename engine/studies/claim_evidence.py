"""What the shipped sweep says about the sentences of arXiv 2210.16621. Imports no torch."""

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

PAPER_METHODS = ("LQ", "ACIQ", "OCS")


@dataclasses.dataclass(frozen=True)
class Retained:
    """How much of the full-precision score a setting keeps, averaged over tasks.

    Attributes:
        granularity: What shares a step.
        share: Mean over tasks of score / full score.
        tasks: Tasks in the mean.
    """

    granularity: str
    share: float
    tasks: int


def retained(frame: "pd.DataFrame", *, model: str, method: str, bits: int) -> list[Retained]:
    """Return the retained share for each granularity, best first; empty without such rows.

    Args:
        frame: Table of ``engine.studies.bert_sweep``.
        model: Model of the rows.
        method: Title of the method.
        bits: Bits of a weight.
    """
    rows = frame[
        (frame["model"] == model)
        & (frame["method"] == method)
        & (frame["bits"] == bits)
        & ~frame["embeddings"]
        & (frame["task"] != "stsb-zero-shot")
    ]
    groups = rows.groupby("granularity")["retained"].agg(["mean", "count"])
    found = [
        Retained(str(name), float(line["mean"]), int(line["count"]))
        for name, line in groups.iterrows()
    ]
    return sorted(found, key=lambda each: -each.share)


def better_than_full(frame: "pd.DataFrame") -> tuple[int, int]:
    """Return (settings whose whole 95 % interval lies above full precision, settings in all)."""
    rows = frame[frame["method"] != "full"]
    return int((rows["difference_low"] > 0).sum()), len(rows)


def lowest_error(frame: "pd.DataFrame", method: str) -> tuple[int, int]:
    """Return (settings where ``method`` has the lowest error of LQ, ACIQ and OCS, settings).

    A setting is a model, a bit width, a granularity and a choice of embeddings; it counts once.
    """
    rows = frame[frame["method"].isin(PAPER_METHODS)]
    settings = ["model", "bits", "granularity", "embeddings"]
    errors = rows.pivot_table(index=settings, columns="method", values="mean_squared_error")
    if not set(PAPER_METHODS) <= set(errors.columns):
        return 0, 0
    errors = errors[list(PAPER_METHODS)].dropna()
    return int((errors.idxmin(axis="columns") == method).sum()), len(errors)

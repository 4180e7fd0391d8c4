"""The sentences of arXiv 2107.06777 beside what the shipped tables measured. Imports no torch.

A verdict is computed from tables and cards, never written down: other weights can turn it.
"""

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from engine import zoo
from engine.core.errors import NotFoundError
from engine.studies.claims import Claim, Evidence, verdict_of
from engine.studies.line_rows import Comparison, compared, row_title

PAPER = "arXiv 2107.06777"
CLUSTERS = "document_clusters"
RULES = "classical"
UPPER = "real"
MADE_UP = ("synthetic", "procedural")
ENOUGH = 0.9
"""Share of the band overlap of a network taught by scans that counts as competitive here."""
MISSING = (
    "Not every comparison is there yet: pages drawn by rules or by a generator, against rules and "
    "against a network taught by scans."
)
NUMBERS = "The paper's own tables could not be read; no number of it is quoted."


def check_document_claims(found: Comparison | None = None) -> tuple[Claim, ...]:
    """Return every claim with what ships; without tables it has no data.

    Args:
        found: A comparison of segmenters; None reads the shipped one.
    """
    return (_competitive(found or compared()), _any_data(), _one_pass())


def _claim(
    key: str, sentence: str, measure: str, evidence: list[Evidence], difference: str
) -> Claim:
    return Claim(
        key, sentence, measure, math.nan, verdict_of(evidence), tuple(evidence), difference
    )


def _competitive(found: Comparison | None) -> Claim:
    evidence: list[Evidence] = []
    if found is not None and found.networks:
        for row in MADE_UP:
            evidence += _row(found, row)
    whole = len(evidence) == 2 * len(MADE_UP)
    claim = _claim(
        "competitive",
        "Made-up pages alone train a competitive line segmentation",
        "line F1 above the rules (M2), and band overlap (M3) over that of the same network "
        "taught by labelled scans",
        evidence,
        "Scans of other books than any row has seen, a network of half a million weights. The "
        f"paper trains Doc-UFCN on samples of a GAN of 256 px. {NUMBERS}",
    )
    if whole or claim.verdict != "holds here":
        return claim
    return dataclasses.replace(
        claim, verdict="holds in some settings", difference=f"{MISSING} {claim.difference}"
    )


def _row(found: Comparison, row: str) -> list[Evidence]:
    """Return how a row of made-up pages stands to the rules and to scans."""
    out = []
    pairs: tuple[tuple[str, str, str, Callable[[np.ndarray, np.ndarray], float], float], ...] = (
        ("line_f1", RULES, "line F1 minus that of", _minus, 0.0),
        ("band_iou", UPPER, "band overlap over that of", _over, ENOUGH),
    )
    for measure, other, words, how, least in pairs:
        both = found.pairs(row, other, measure)
        if both is None:
            continue
        value, low, high = found.interval(how, both)
        agrees = True if low >= least else False if high < least else None
        setting = f"{row_title(row)}: {words} {row_title(other)}"
        out.append(Evidence(setting, value, low, high, len(both[0]), agrees))
    return out


def _minus(first: np.ndarray, second: np.ndarray) -> float:
    return float(first.mean() - second.mean())


def _over(first: np.ndarray, second: np.ndarray) -> float:
    return float(first.mean() / second.mean()) if second.mean() > 0 else math.nan


def _gate() -> list[Evidence]:
    """Return the agreement of labels with ink, for each shipped number of clusters."""
    try:
        card = zoo.card(CLUSTERS)
    except NotFoundError:
        return []
    least = float(card.settings.get("gate", 0.8))
    samples = int(card.settings.get("samples", 0))
    out = []
    for count, scores in card.score.items():
        value = scores.get("text_cluster_f1") if isinstance(scores, dict) else None
        if value is not None and math.isfinite(value):
            setting = f"{count} clusters, F1 of the text clusters with Sauvola ink"
            nan = math.nan
            out.append(Evidence(setting, float(value), nan, nan, samples, bool(value >= least)))
    return sorted(out, key=lambda each: -each.value)


def _any_data() -> Claim:
    evidence = _gate()
    return _claim(
        "any_data",
        "Training pages come from any set of scans, without manual annotation",
        "Agreement of labels that nobody drew with ink of the generated pictures; .80 is asked",
        evidence,
        "One set of scans (five kinds of book), clusters named by measures of the pictures and "
        "not by a person. A whole second set of scans was not tried.",
    )


def _one_pass() -> Claim:
    evidence = _gate()[:1]
    return _claim(
        "one_pass",
        "One forward pass gives the picture and its label",
        "Picture and label from the activations of the same pass; agreement with its ink",
        evidence,
        "A generator of 64 px squares instead of 256 px. Pages drawn by rules have exact labels "
        "in another way: pixels and outlines go through one map.",
    )

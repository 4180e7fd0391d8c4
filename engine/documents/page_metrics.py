"""M1 to M4: how well a class mask finds text, lines, bands and graphics on one page."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Integer, UInt8
from scipy import ndimage

MATCH = 0.5
"""Overlap from which a predicted and a true line are the same (DIVA's LinesFMeasure)."""


@dataclasses.dataclass(frozen=True)
class LineScore:
    """M2.

    Attributes:
        precision: Share of the predicted lines that match a true one.
        recall: Share of the true lines that are matched.
        f1: Harmonic mean of the two.
        matched: Matched pairs.
        predicted: Predicted lines.
        true: True lines.
    """

    precision: float
    recall: float
    f1: float
    matched: int
    predicted: int
    true: int


@dataclasses.dataclass(frozen=True)
class PageScore:
    """The measures of one page, all 0 to 1.

    Attributes:
        text_iou: M1, overlap of text area.
        text_f1: M1 as F1.
        lines: M2.
        band_iou: M3, overlap with the x-height bands.
        mean_iou: M4, mean overlap of background, text and graphic.
    """

    text_iou: float
    text_f1: float
    lines: LineScore
    band_iou: float
    mean_iou: float


Mask = Bool[np.ndarray, "rows columns"]


def overlap(predicted: Mask, true: Mask) -> float:
    """Return intersection over union; 1 where both are empty."""
    union = int(np.count_nonzero(predicted | true))
    return int(np.count_nonzero(predicted & true)) / union if union else 1.0


def f1_of(iou: float) -> float:
    """Return the F1 (Dice) that belongs to an intersection over union."""
    return 2 * iou / (1 + iou)


def mean_overlap(
    predicted: UInt8[np.ndarray, "rows columns"], true: UInt8[np.ndarray, "rows columns"]
) -> float:
    """Return the mean intersection over union of the classes that occur in either mask (M4)."""
    present = [k for k in range(3) if (predicted == k).any() or (true == k).any()]
    return float(np.mean([overlap(predicted == k, true == k) for k in present]))


def line_score(
    predicted: Mask, lines: Integer[np.ndarray, "rows columns"], ink: Mask
) -> LineScore:
    """Return M2: connected components against true lines, overlap counted on ink alone.

    A component without any ink of text is a false line. No line can overlap two components by
    more than one half; of two exact halves, one counts.

    Args:
        predicted: Predicted line map.
        lines: Number of the true line of each pixel, 0 for none.
        ink: Ink of the text: what is not ink counts neither for nor against an overlap.
    """
    labels, found = ndimage.label(predicted, np.ones((3, 3)))
    own, other = same_lines(labels, lines, ink)
    matched = min(len(np.unique(own)), len(np.unique(other)))
    return counted(matched, int(found), len(np.unique(lines[lines > 0])))


def same_lines(
    labels: Integer[np.ndarray, "rows columns"],
    lines: Integer[np.ndarray, "rows columns"],
    ink: Mask,
) -> tuple[Integer[np.ndarray, " pairs"], Integer[np.ndarray, " pairs"]]:
    """Return the numbers of the predicted and of the true lines that match each other.

    Args:
        labels: Number of the predicted line of each pixel, 0 for none.
        lines: Number of the true line of each pixel, 0 for none.
        ink: Ink of the text, on which overlaps are counted.
    """
    guess, truth = labels[ink].astype(np.int64), lines[ink].astype(np.int64)
    guess_sizes, truth_sizes = np.bincount(guess, minlength=1), np.bincount(truth, minlength=1)
    pairs, shared = np.unique(guess * len(truth_sizes) + truth, return_counts=True)
    own, other = pairs // len(truth_sizes), pairs % len(truth_sizes)
    same = shared >= MATCH * (guess_sizes[own] + truth_sizes[other] - shared)
    same &= (own > 0) & (other > 0)
    return own[same], other[same]


def counted(matched: int, predicted: int, true: int) -> LineScore:
    """Return precision, recall and F1 of counts; a page without lines, given none, scores 1."""
    if not predicted and not true:
        return LineScore(1.0, 1.0, 1.0, 0, 0, 0)
    precision, recall = matched / max(1, predicted), matched / max(1, true)
    f1 = 2 * matched / (predicted + true)
    return LineScore(precision, recall, f1, matched, predicted, true)

"""How good labels are when nobody knows the truth (none of this is in the paper)."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool

from engine.documents.cluster_measures import ink_of
from engine.documents.composition import Composed, TwoStages, enlarged
from engine.documents.generated import GeneratedPatch
from engine.documents.page import CLASSES
from engine.documents.page_metrics import f1_of
from engine.documents.sauvola import luminance

Masks = Bool[np.ndarray, "samples rows columns"]


@dataclasses.dataclass(frozen=True)
class LabelQuality:
    """Measures of many labels, all 0 to 1.

    Attributes:
        ink_agreement: F1 of the label's text with Sauvola ink outside of graphics, pooled.
        two_layers: Overlap of the text of the two fine layers, pooled.
        line_regularity: Mean over pictures with text of what rows explain of the label.
        dropped: Share of the samples that the drop rule takes.
        text: Share of the pixels that are text, kept samples only.
        graphic: Share of the pixels that are graphics, kept samples only.
    """

    ink_agreement: float
    two_layers: float
    line_regularity: float
    dropped: float
    text: float
    graphic: float


def pooled_overlap(first: Masks, second: Masks) -> float:
    """Return intersection over union of all pixels together; 1 where both are empty."""
    union = int(np.count_nonzero(first | second))
    return int(np.count_nonzero(first & second)) / union if union else 1.0


def ink_agreement(text: Masks, ink: Masks) -> float:
    """Return F1 of text and ink over all pixels together; 1 for the same masks."""
    return f1_of(pooled_overlap(text, ink))


def stability(labels: Sequence[Masks]) -> float:
    """Return the mean overlap of each pair of labellings of the same pictures.

    Args:
        labels: Text of the same pictures by several clusterings.

    Raises:
        ValueError: If there are fewer than two.
    """
    if len(labels) < 2:
        raise ValueError(f"stability needs two labellings or more, got {len(labels)}")
    pairs = [
        pooled_overlap(labels[i], labels[j]) for i in range(len(labels)) for j in range(i)
    ]  # fmt: skip
    return float(np.mean(pairs))


def line_regularity(mask: Bool[np.ndarray, "rows columns"]) -> float:
    """Return the share of a mask's variance that its rows explain.

    1 for horizontal stripes; 1 / columns on average for white noise; 0 for an empty or a full
    mask. Text lies between, and falls where lines are missed, doubled or oblique.

    >>> stripes = np.zeros((8, 8), bool)
    >>> stripes[::2] = True
    >>> line_regularity(stripes)
    1.0
    """
    share = mask.mean()
    whole = share * (1 - share)
    return float(mask.mean(axis=1).var() / whole) if whole > 0 else 0.0


def layer_text(
    patch: GeneratedPatch, layer: str, classes: Sequence[int]
) -> Bool[np.ndarray, "rows columns"]:
    """Return the pixels of one layer whose cluster stands for text, in the picture's size."""
    kinds = np.array(classes)[patch.clusters[layer]]
    return enlarged(kinds, patch.image.shape[:2]) == CLASSES.index("text")


def grey_of(patch: GeneratedPatch) -> np.ndarray:
    """Return the grey picture (uint8) of a sample."""
    if patch.image.shape[2] == 1:
        return patch.image[..., 0]
    return luminance(patch.image)


def label_quality(
    patches: Sequence[GeneratedPatch], stages: TwoStages, layers: dict[str, tuple[int, ...]]
) -> LabelQuality:
    """Return the measures of generated pictures.

    Args:
        patches: Pictures and labels.
        stages: How the labels were made.
        layers: Class of each cluster of each layer.

    Raises:
        ValueError: If there is no picture.
    """
    if not patches:
        raise ValueError("label quality needs a picture or more, got 0; draw some first")
    first, second = (
        np.stack([layer_text(each, layer, layers[layer]) for each in patches])
        for layer in (stages.fine[0], stages.fine[-1])
    )
    kept = [each for each in patches if not each.label.dropped]
    shares = dict.fromkeys(CLASSES, 0.0)
    agreement, regular = 0.0, []
    if kept:
        labels = np.stack([each.label.mask for each in kept])
        shares = {name: float((labels == k).mean()) for k, name in enumerate(CLASSES)}
        inks = np.stack([ink_of(grey_of(each)) for each in kept])
        text, graphic = (labels == CLASSES.index(name) for name in ("text", "graphic"))
        agreement = ink_agreement(text, inks & ~graphic)
        regular = [line_regularity(mask) for mask in text if mask.any()]
    return LabelQuality(
        agreement, pooled_overlap(first, second), float(np.mean(regular)) if regular else 0.0,
        1 - len(kept) / len(patches), shares["text"], shares["graphic"],
    )  # fmt: skip


def drop_reasons(labels: Sequence[Composed]) -> dict[str, int]:
    """Return why samples were dropped and how many of them, the most frequent reason first."""
    reasons = [each.dropped for each in labels if each.dropped]
    return {each: reasons.count(each) for each in sorted(set(reasons), key=reasons.count)[::-1]}

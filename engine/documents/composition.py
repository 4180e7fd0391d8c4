"""From clusters to a label in two stages (arXiv 2107.06777): coarse names, fine draws."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Bool, Int, UInt8
from scipy import ndimage

from engine.core.params import Settings, param
from engine.documents.cluster_map import ClusterMap
from engine.documents.page import CLASSES

CROSS = ndimage.generate_binary_structure(2, 1)
EIGHT = np.ones((3, 3), bool)

Mask = Bool[np.ndarray, "rows columns"]


@dataclasses.dataclass(frozen=True, eq=False)
class Composed:
    """The label of one sample.

    Attributes:
        mask: Class of each pixel; all background where the sample is dropped.
        dropped: Why the sample must not be used, or "".
        kept: Regions that are painted.
        discarded: Fine regions without a coarse one, or too small.
    """

    mask: UInt8[np.ndarray, "rows columns"]
    dropped: str
    kept: int
    discarded: int


@dataclasses.dataclass(frozen=True)
class TwoStages(Settings):
    """Labels in two stages.

    Attributes:
        coarse: Layers that decide the class: a quarter of the picture's resolution.
        fine: Layers that give the pixels: the picture's resolution; the last one is painted.
    """

    coarse: tuple[str, ...] = ("8", "9")
    fine: tuple[str, ...] = ("12", "13")
    smallest: int = param(50, 0, 1000, "regions below this area are dropped, px", step=5)
    largest: float = param(0.95, 0.1, 1.0, "box / picture that drops the sample", step=0.01)
    grown: int = param(1, 0, 3, "px by which regions grow before they are joined", step=1)

    def __call__(
        self, clusters: Mapping[str, Int[np.ndarray, "_ _"]], classes: ClusterMap
    ) -> Composed:
        """Return the label of a sample.

        Args:
            clusters: Cluster of each pixel of each layer.
            classes: Class of each cluster.
        """
        size = clusters[self.fine[-1]].shape
        found = {
            layer: enlarged(np.array(classes.layers[layer])[clusters[layer]], size)
            for layer in (*self.coarse, *self.fine)
        }
        coarse = np.zeros((len(CLASSES), *size), bool)
        fine = np.zeros(size, bool)
        for kind in range(1, len(CLASSES)):
            named = [regions(found[layer] == kind, self.grown) for layer in self.coarse]
            if all(mask.any() for mask in named):
                coarse[kind] = large(np.logical_or.reduce(named), self.smallest)
            drawn = [regions(found[layer] == kind, self.grown) for layer in self.fine]
            fine |= overlapping(drawn)
        return self._painted(coarse, fine, found[self.fine[-1]] > 0)

    def _painted(
        self, coarse: Bool[np.ndarray, "k rows columns"], fine: Mask, ink: Mask
    ) -> Composed:
        labels, count = ndimage.label(fine, EIGHT)
        mask = np.zeros(fine.shape, np.uint8)
        kept = 0
        for number, box in enumerate(ndimage.find_objects(labels), 1):
            inside = labels[box] == number
            if inside.sum() < self.smallest:
                continue
            sides = [(part.stop - part.start) / n for part, n in zip(box, fine.shape, strict=True)]
            if min(sides) > self.largest:
                reason = f"one region fills {min(sides):.0%} of both sides"
                return Composed(np.zeros_like(mask), reason, 0, count)
            shared = (coarse[(slice(None), *box)] & inside).sum(axis=(1, 2))
            if shared.any():
                mask[box][inside & ink[box]] = int(shared.argmax())
                kept += 1
        return Composed(mask, "", kept, count - kept)


def stages_for(coarse: tuple[str, ...], fine: tuple[str, ...], size: tuple[int, int]) -> TwoStages:
    """Return the stages of a generator of any size.

    The paper's numbers (50 px, grown by 1 px) belong to pictures of 256 px: areas shrink with the
    square of the side, and below 128 px nothing grows, for 1 px would join neighbouring lines.

    Args:
        coarse: Layers that decide the class.
        fine: Layers that give the pixels.
        size: Height and width of the picture in px.
    """
    side = min(size)
    return TwoStages(
        coarse=coarse, fine=fine, smallest=max(2, round(50 * (side / 256) ** 2)),
        grown=1 if side >= 128 else 0,
    )  # fmt: skip


def enlarged(
    kinds: Int[np.ndarray, "_ _"], size: tuple[int, ...]
) -> Int[np.ndarray, "rows columns"]:
    """Return the nearest neighbours of a map in another size."""
    rows, columns = (np.arange(n) * m // n for n, m in zip(size, kinds.shape, strict=True))
    return kinds[np.ix_(rows, columns)]


def regions(mask: Mask, grown: int = 1) -> Mask:
    """Return what the outer contours of a mask enclose, grown by a cross of 3 x 3.

    Args:
        mask: Pixels of one class.
        grown: How often it grows.
    """
    wide = ndimage.binary_dilation(mask, CROSS, iterations=grown) if grown else mask
    return ndimage.binary_fill_holes(wide).astype(bool)


def large(mask: Mask, smallest: int) -> Mask:
    """Return the regions of at least ``smallest`` px."""
    labels, _ = ndimage.label(mask, EIGHT)
    return (np.bincount(labels.ravel()) >= smallest)[labels] & mask


def overlapping(masks: Sequence[Mask]) -> Mask:
    """Return the union of the regions that meet a region of every other layer."""
    common = np.logical_and.reduce(masks)
    out = np.zeros_like(common)
    for mask in masks:
        labels, count = ndimage.label(mask, EIGHT)
        met = np.zeros(count + 1, bool)
        met[np.unique(labels[common])] = True
        met[0] = False
        out |= met[labels]
    return out

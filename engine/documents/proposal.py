"""Proposes what each cluster stands for, with a confidence; people correct it by clicking.

Seen from the picture, not from the activations: the share of a cluster's pixels that are ink
(Sauvola), its luminance, its contrast, and how thick its dark areas are. Ink
separates text from paper, thickness separates graphics from letters.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, Int

from engine.core.params import Settings, param
from engine.documents.cluster_map import ClusterMap
from engine.documents.cluster_measures import (
    AREA,
    CONTRAST,
    INK,
    LUMINANCE,
    THICKNESS,
    Greys,
    cluster_measures,
    ink_of,
    pixel_measures,
)
from engine.documents.composition import enlarged
from engine.documents.page import CLASSES

Clusters = Int[np.ndarray, "samples _ _"]


TEXT, GRAPHIC = CLASSES.index("text"), CLASSES.index("graphic")


@dataclasses.dataclass(frozen=True)
class Proposed:
    """What one cluster is taken for.

    Attributes:
        kind: Class number.
        confidence: Score of the class less that of the second best, 0 to 1.
        share: Share of all pixels.
        luminance: Mean grey level, 0 to 255.
        contrast: Mean deviation of grey levels in 5 x 5 px, 0 to 128.
        ink: Share of its pixels that are ink.
        thickness: Mean of the shorter run, across or down, of its dark pixels; px of a side of 64.
    """

    kind: int
    confidence: float
    share: float
    luminance: float
    contrast: float
    ink: float
    thickness: float


@dataclasses.dataclass(frozen=True)
class Proposal:
    """What every cluster is taken for.

    Attributes:
        layers: One entry for each cluster of each layer, in order.
    """

    layers: dict[str, tuple[Proposed, ...]]

    @property
    def classes(self) -> ClusterMap:
        """The map that follows."""
        return ClusterMap({name: tuple(e.kind for e in row) for name, row in self.layers.items()})

    @property
    def confidence(self) -> float:
        """Mean confidence over all pixels of all layers, 0 to 1."""
        every = [each for row in self.layers.values() for each in row]
        return float(np.average([e.confidence for e in every], weights=[e.share for e in every]))


@dataclasses.dataclass(frozen=True)
class AutomaticProposal(Settings):
    """Ink gives text, thick dark areas give graphics; fine layers only tell ink from paper."""

    graphic_thickness: float = param(
        6.0, 1.0, 30.0, "dark areas from this thickness on are graphics, px of 64", step=0.5
    )

    def __call__(
        self, greys: Greys, clusters: Mapping[str, Clusters], coarse: Sequence[str], *,
        counts: Mapping[str, int],
    ) -> Proposal:  # fmt: skip
        """Return a class for every cluster.

        Args:
            greys: Pictures.
            clusters: Cluster of each pixel of each layer.
            coarse: Layers that decide the class; only they may stand for graphics.
            counts: Clusters of each layer.
        """
        inks = np.stack([ink_of(each) for each in greys])
        measures = pixel_measures(greys, inks)
        size = greys.shape[1:]
        layers = {}
        for layer, maps in clusters.items():
            large = np.stack([enlarged(each, size) for each in maps])
            rows = cluster_measures(large, measures, counts[layer])
            whole = maps.shape[1:] == size
            layers[layer] = self._row(rows, graphics=layer in coarse, whole=whole)
        if all(any(e.kind == GRAPHIC for e in layers.get(layer, ())) for layer in coarse):
            return Proposal(layers)
        # a class that one coarse layer lacks is never painted: such clusters are text
        return Proposal({
            layer: tuple(_as_text(each) for each in row) for layer, row in layers.items()
        })  # fmt: skip

    def _row(
        self, rows: Float[np.ndarray, "clusters _"], *, graphics: bool, whole: bool
    ) -> tuple[Proposed, ...]:
        share, ink = rows[:, -1], rows[:, INK if whole else AREA]
        cut = best_cut(ink, share)
        inky = ink / np.maximum(ink + cut, 1e-9)
        thick = rows[:, THICKNESS]
        bulky = (
            thick**4 / (thick**4 + self.graphic_thickness**4) if graphics else np.zeros(len(rows))
        )
        scores = np.stack((1 - inky, inky * (1 - bulky), inky * bulky), axis=1)
        order = np.sort(scores, axis=1)
        gap = order[:, -1] - order[:, -2]
        return tuple(
            Proposed(
                int(scores[k].argmax()), float(gap[k]), float(share[k]),
                float(rows[k, LUMINANCE]), float(rows[k, CONTRAST]), float(rows[k, INK]),
                float(thick[k]),
            )
            for k in range(len(rows))
        )  # fmt: skip


def _as_text(one: Proposed) -> Proposed:
    return dataclasses.replace(one, kind=TEXT) if one.kind == GRAPHIC else one


def best_cut(ink: Float[np.ndarray, " clusters"], share: Float[np.ndarray, " clusters"]) -> float:
    """Return the share of ink from which a cluster belongs to text: it makes F1 with ink largest.

    Clusters are taken in falling order of their ink. F1 of the first n is twice their ink over
    their area plus all ink; a further cluster raises it exactly where its share of ink exceeds
    half of it, so half of the largest F1 is the cut.

    >>> float(best_cut(np.array([1.0, 0.0]), np.array([0.25, 0.75])))
    0.5
    """
    order = np.argsort(-ink, kind="stable")
    hit = np.cumsum((ink * share)[order])
    area = np.cumsum(share[order])
    if hit[-1] <= 0:
        return 1.0
    return float((hit / (area + hit[-1])).max())

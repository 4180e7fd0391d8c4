"""Pictures of a generator with their labels, both from one pass through it."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float, Int, UInt8

from engine.core.jobs import Report
from engine.documents.activations import BATCH, Look, stage_layers, synthesized
from engine.documents.cluster_map import ClusterMap
from engine.documents.composition import Composed, TwoStages, stages_for
from engine.documents.page import CLASSES
from engine.documents.spherical_kmeans import assigned
from engine.generative.style_synthesis import Synthesis
from engine.generative.stylegan import StyleGenerator

Centres = Mapping[str, Float[np.ndarray, "_ _"]]


@dataclasses.dataclass(frozen=True, eq=False)
class PageLabeller:
    """A generator with the clusters of its activations and what they stand for.

    Attributes:
        generator: The generator, in evaluation mode.
        centres: Unit centres of each layer.
        classes: Class of each cluster.
        stages: How clusters become a label.
        name: Name of the generator.
        sha256: Hash of its weights.
    """

    generator: StyleGenerator
    centres: Centres
    classes: ClusterMap
    stages: TwoStages
    name: str = ""
    sha256: str = ""

    def with_classes(self, classes: ClusterMap) -> "PageLabeller":
        """Return the same with another map.

        Raises:
            ValueError: If the map lacks a layer or has another number of clusters.
        """
        for layer in (*self.stages.coarse, *self.stages.fine):
            wanted, found = len(self.centres[layer]), len(classes.layers.get(layer, ()))
            if wanted != found:
                raise ValueError(
                    f"the map must name {wanted} clusters of layer {layer}, got {found}; load a "
                    "map of this generator and this number of clusters"
                )
        return dataclasses.replace(self, classes=classes)

    @property
    def knows_graphics(self) -> bool:
        """Whether every coarse layer has a cluster that stands for graphics."""
        graphic = CLASSES.index("graphic")
        return all(graphic in self.classes.layers[layer] for layer in self.stages.coarse)


@dataclasses.dataclass(frozen=True, eq=False)
class GeneratedPatch:
    """A picture and its label.

    Attributes:
        seed: Seed of latent, second latent and noise.
        attempt: Which draw of this seed.
        image: Grey or colour picture.
        label: Class of each pixel, and why the sample is dropped if it is.
        clusters: Cluster of each pixel of each layer.
    """

    seed: int
    attempt: int
    image: UInt8[np.ndarray, "rows columns channels"]
    label: Composed
    clusters: dict[str, Int[np.ndarray, "_ _"]]

    @property
    def glyphs(self) -> Bool[np.ndarray, "rows columns"]:
        """Pixels that are ink of text, as the label says."""
        return self.label.mask == CLASSES.index("text")


def stages_of(generator: StyleGenerator) -> TwoStages:
    """Return the two stages of a generator: layers and sizes follow from its resolution."""
    coarse, fine = stage_layers(generator)
    return stages_for(coarse, fine, (generator.settings.height, generator.settings.width))


def sample_pages(
    labeller: PageLabeller, seeds: Sequence[int], look: Look, *,
    attempt: int = 0, report: Report | None = None,
) -> tuple[GeneratedPatch, ...]:  # fmt: skip
    """Return pictures with labels, both of one pass.

    Args:
        labeller: Generator, clusters and map.
        seeds: Seed of each picture.
        look: Truncation, mixing, noise.
        attempt: Which draw of each seed; 0 is the first.
        report: Progress and stop.
    """
    out: list[GeneratedPatch] = []
    with torch.inference_mode():
        for start in range(0, len(seeds), BATCH):
            if report is not None:
                report(start / len(seeds), f"picture {start + 1} of {len(seeds)}")
            some = seeds[start : start + BATCH]
            made = synthesized(labeller.generator, [(each, attempt) for each in some], look)
            out += [_labelled(labeller, made, k, (s, attempt)) for k, s in enumerate(some)]
    return tuple(out)


def sample_page(
    labeller: PageLabeller, seed: int, look: Look, *, attempt: int = 0
) -> GeneratedPatch:
    """Return the picture of a seed with its label, both of one pass."""
    return sample_pages(labeller, (seed,), look, attempt=attempt)[0]


def _labelled(
    labeller: PageLabeller, made: Synthesis, place: int, drawn: tuple[int, int]
) -> GeneratedPatch:
    clusters = {
        layer: clusters_of(made.activations[layer][place].permute(1, 2, 0).numpy(), centres)
        for layer, centres in labeller.centres.items()
    }
    grey = (made.images[place].permute(1, 2, 0).clamp(-1, 1).numpy() + 1) * 127.5
    image = np.rint(grey).astype(np.uint8)
    label = labeller.stages(clusters, labeller.classes)
    return GeneratedPatch(*drawn, image, label, clusters)


def clusters_of(
    maps: Float[np.ndarray, "rows columns channels"], centres: Float[np.ndarray, "k channels"]
) -> Int[np.ndarray, "rows columns"]:
    """Return the cluster of each pixel of a layer."""
    return assigned(maps.reshape(-1, maps.shape[-1]), centres).reshape(maps.shape[:2])

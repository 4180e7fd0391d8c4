"""Clusters of a generator's activations, and what they are proposed to stand for."""

import dataclasses

import numpy as np
import torch
from jaxtyping import Float

from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.documents.activations import BATCH, Look, synthesized
from engine.documents.cluster_map import ClusterMap
from engine.documents.generated import PageLabeller, clusters_of, stages_of
from engine.documents.page_generators import PageGenerator
from engine.documents.proposal import AutomaticProposal, Proposal
from engine.documents.sauvola import luminance
from engine.documents.spherical_kmeans import SphericalKMeans
from engine.generative.stylegan import StyleGenerator

SAMPLES = 100
PIXELS = 2048
"""Features of a layer that each sample gives to k-means, at most."""
FIRST_SEED = 1_000_000
"""Seed of the first sample: far from those that visitors pick."""


@dataclasses.dataclass(frozen=True, eq=False)
class Clusters:
    """Clusters of the layers of both stages.

    Attributes:
        centres: Unit centres of each layer.
        proposal: What each cluster is taken for.
    """

    centres: dict[str, Float[np.ndarray, "_ _"]]
    proposal: Proposal

    def labeller(self, made: PageGenerator, classes: ClusterMap | None = None) -> PageLabeller:
        """Return a labeller.

        Args:
            made: The generator that the clusters belong to.
            classes: A map other than the proposed one.
        """
        proposed = PageLabeller(
            made.network, self.centres, self.proposal.classes, stages_of(made.network),
            made.name, made.sha256,
        )  # fmt: skip
        return proposed if classes is None else proposed.with_classes(classes)


def learn_clusters(
    generator: StyleGenerator, method: SphericalKMeans, *, samples: int = SAMPLES,
    look: Look | None = None, proposal: AutomaticProposal | None = None,
    report: Report | None = None,
) -> Clusters:  # fmt: skip
    """Return clusters of each layer of the two stages, each layer on its own, and a proposal.

    Args:
        generator: The generator, in evaluation mode.
        method: How clusters are found; its seed also picks the samples.
        samples: Samples that they are learnt from.
        look: How samples are drawn; None takes no truncation, as the paper does.
        proposal: What judges the clusters.
        report: Progress and stop.
    """
    chosen = look or Look(truncation=1.0)
    seeds = [FIRST_SEED + method.seed * samples + k for k in range(samples)]
    features, greys = _features(generator, seeds, chosen, report)
    centres = {}
    for number, (layer, rows) in enumerate(features.items()):
        if report is not None:
            report(0.4 + 0.1 * number, f"clusters of layer {layer}")
        centres[layer] = method(rows)
    stages = stages_of(generator)
    clusters = {layer: [] for layer in centres}
    for start in range(0, samples, BATCH):
        if report is not None:
            report(0.8 + 0.2 * start / samples, f"sample {start + 1} of {samples}")
        for name, maps in _maps(generator, seeds[start : start + BATCH], chosen)[0].items():
            clusters[name] += [clusters_of(each, centres[name]) for each in maps]
    judged = (proposal or AutomaticProposal())(
        greys, {name: np.stack(maps) for name, maps in clusters.items()}, stages.coarse,
        counts={name: len(each) for name, each in centres.items()},
    )  # fmt: skip
    return Clusters(centres, judged)


def _maps(
    generator: StyleGenerator, seeds: list[int], look: Look
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return activations of the stage layers, channels last, and grey pictures (uint8)."""
    stages = stages_of(generator)
    with torch.inference_mode():
        made = synthesized(generator, [(each, 0) for each in seeds], look)
    wanted = (*stages.coarse, *stages.fine)
    maps = {name: made.activations[name].permute(0, 2, 3, 1).numpy() for name in wanted}
    pictures = (made.images.permute(0, 2, 3, 1).clamp(-1, 1).numpy() + 1) * 127.5
    pixels = np.rint(pictures).astype(np.uint8)
    one = pixels.shape[3] == 1
    return maps, pixels[..., 0] if one else np.stack([luminance(each) for each in pixels])


def _features(
    generator: StyleGenerator, seeds: list[int], look: Look, report: Report | None
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    random = numpy_generator(seeds[0])
    kept: dict[str, list[np.ndarray]] = {}
    greys = []
    for start in range(0, len(seeds), BATCH):
        if report is not None:
            report(0.4 * start / len(seeds), f"sample {start + 1} of {len(seeds)}")
        maps, pictures = _maps(generator, seeds[start : start + BATCH], look)
        greys.append(pictures)
        for name, values in maps.items():
            flat = values.reshape(len(values), -1, values.shape[-1])
            places = random.permutation(flat.shape[1])[:PIXELS]
            kept.setdefault(name, []).append(flat[:, places].reshape(-1, flat.shape[-1]))
    return {name: np.concatenate(rows) for name, rows in kept.items()}, np.concatenate(greys)

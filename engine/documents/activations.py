"""Activations of a style-based generator as features of pixels, and their clusters."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int

from engine.core.jobs import Report
from engine.core.random import torch_generator
from engine.documents.spherical_kmeans import SphericalKMeans, assigned
from engine.generative.stylegan import StyleGenerator

BATCH = 10


@dataclasses.dataclass(frozen=True, eq=False)
class Sampled:
    """What one pass through a generator gave: pictures and activations together.

    Attributes:
        images: Pictures in [-1, 1].
        layers: For each layer, activations with the channels last.
    """

    images: Float[np.ndarray, "samples channels height width"]
    layers: dict[str, Float[np.ndarray, "samples _ _ _"]]


def stage_layers(generator: StyleGenerator) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the coarse layers (a quarter of the resolution) and the fine ones.

    Raises:
        ValueError: If the generator doubles fewer than two times.
    """
    last = 2 * generator.settings.doublings + 1
    if generator.settings.doublings < 2:
        raise ValueError(f"a generator must double at least twice, got {(last - 1) // 2}")
    return (str(last - 5), str(last - 4)), (str(last - 1), str(last))


def sampled(
    generator: StyleGenerator, count: int, *, seed: int = 0, truncation: float = 1.0,
    layers: Sequence[str] = (), report: Report | None = None,
) -> Sampled:  # fmt: skip
    """Draw pictures and keep what the layers saw.

    Args:
        generator: The generator.
        count: Samples.
        seed: Seed of the latents.
        truncation: Pull towards the average style, 1 for none.
        layers: Layers to keep; none keeps those of the two stages.
        report: Progress and stop.
    """
    wanted = tuple(layers) or sum(stage_layers(generator), ())
    latents = torch.randn(count, generator.latent_size, generator=torch_generator(seed))
    images, kept = [], {name: [] for name in wanted}
    with torch.inference_mode():
        for start in range(0, count, BATCH):
            if report is not None:
                report(start / count, f"sample {start + 1} of {count}")
            styles = generator.layer_styles(latents[start : start + BATCH], truncation=truncation)
            made = generator.synthesize(styles)
            images.append(made.images.clamp(-1, 1).numpy())
            for name in wanted:
                maps = made.activations[name].expand(len(styles), -1, -1, -1)
                kept[name].append(maps.permute(0, 2, 3, 1).numpy())
    return Sampled(
        np.concatenate(images), {name: np.concatenate(maps) for name, maps in kept.items()}
    )


def cluster_centres(
    found: Sampled, method: SphericalKMeans, *, report: Report | None = None
) -> dict[str, Float[np.ndarray, "_ _"]]:
    """Return the centres of each layer, each clustered on its own."""
    out = {}
    for number, (name, maps) in enumerate(found.layers.items()):
        if report is not None:
            report(number / len(found.layers), f"clusters of layer {name}")
        out[name] = method(maps.reshape(-1, maps.shape[-1]))
    return out


def cluster_maps(
    found: Sampled, centres: dict[str, Float[np.ndarray, "_ _"]], sample: int
) -> dict[str, Int[np.ndarray, "_ _"]]:
    """Return the cluster of each pixel of each layer of one sample."""
    out = {}
    for name, each in centres.items():
        maps = found.layers[name][sample]
        out[name] = assigned(maps.reshape(-1, maps.shape[-1]), each).reshape(maps.shape[:2])
    return out

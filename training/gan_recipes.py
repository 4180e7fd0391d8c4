"""What each shipped generator is trained on, with which networks and settings."""

import dataclasses
from collections.abc import Callable

from torch import nn

from engine.core.params import Settings
from engine.generative.adversarial_training import AdversarialSettings
from engine.generative.dcgan import DcganDiscriminator, DcganGenerator, DcganSettings
from engine.generative.style_discriminator import StyleDiscriminator
from engine.generative.style_settings import StyleSettings
from engine.generative.stylegan import StyleGenerator


@dataclasses.dataclass(frozen=True)
class Refinement:
    """The end of a run: typical pictures only, at one rate (:mod:`training.instance_selection`).

    Attributes:
        after: Pictures seen before it begins.
        share: Share of each class that is kept, the likeliest pictures first.
        rate: Learning rate of both networks.
    """

    after: int
    share: float
    rate: float


@dataclasses.dataclass(frozen=True)
class GanRecipe:
    """One generator that ships.

    Attributes:
        name: Its name in ``cached_models``.
        title: What a visitor reads.
        data: ``"mnist"``, ``"cifar10"`` or ``"documents"``.
        family: ``"dcgan"`` or ``"stylegan"``.
        architecture: Settings of the generator.
        judge: Settings of the discriminator; their type says which one it is.
        training: Settings of the loop.
        images: Pictures in a full run, with repetition.
        refinement: How the run ends; None trains on all pictures throughout.
    """

    name: str
    title: str
    data: str
    family: str
    architecture: Settings
    judge: Settings
    training: AdversarialSettings
    images: int
    refinement: Refinement | None = None


GENERATORS: dict[str, Callable[..., nn.Module]] = {
    "dcgan": DcganGenerator,
    "stylegan": StyleGenerator,
}
JUDGES: dict[type[Settings], Callable[..., nn.Module]] = {
    DcganSettings: DcganDiscriminator,
    StyleSettings: StyleDiscriminator,
}
"""Which discriminator has these settings."""

# Weights of unit variance move slowly under Adam, so the style-based discriminator needs a faster
# rate than its generator (two rates: arXiv 1706.08500). With equal rates the generator ran from
# one picture to the next. Digits of 32 pixels collapsed with the faster rate as well: the same
# digit filled a batch after 60,000 pictures. They are judged by DCGAN's discriminator.
RECIPES = {
    each.name: each
    for each in (
        GanRecipe(
            "mnist_dcgan",
            "DCGAN of handwritten digits",
            "mnist",
            "dcgan",
            DcganSettings(size=28, channels=1, width=32),
            DcganSettings(size=28, channels=1, width=48),
            AdversarialSettings(
                batch=64,
                generator_rate=4e-4,
                discriminator_rate=4e-4,
                penalty=0.1,
                rate_halves=400_000,
            ),
            1_700_000,
            Refinement(after=1_200_000, share=0.5, rate=2e-4),
        ),
        GanRecipe(
            "cifar10_dcgan",
            "DCGAN of CIFAR-10 pictures",
            "cifar10",
            "dcgan",
            DcganSettings(size=32, channels=3, width=64, latent_size=100),
            DcganSettings(size=32, channels=3, width=64),
            AdversarialSettings(
                batch=64,
                generator_rate=3e-4,
                discriminator_rate=3e-4,
                penalty=0.1,
                mirror=True,
                half_life=20_000,
            ),
            1_500_000,
        ),
        GanRecipe(
            "mnist_stylegan",
            "StyleGAN2 of handwritten digits",
            "mnist",
            "stylegan",
            StyleSettings(mapping_layers=2, mixing=0.0),
            DcganSettings(size=32, channels=1, width=48),
            AdversarialSettings(
                batch=32,
                generator_rate=2e-3,
                discriminator_rate=5e-4,
                momentum=0.0,
                penalty=0.1,
                rate_halves=400_000,
            ),
            1_000_000,
        ),
        GanRecipe(
            "document_patches",
            "StyleGAN2 of squares of old pages",
            "documents",
            "stylegan",
            StyleSettings(
                height=64, width=64, widths=(64, 64, 64, 32, 16), mapping_layers=2, mixing=0.5
            ),
            StyleSettings(height=64, width=64, widths=(64, 64, 64, 32, 16)),
            AdversarialSettings(
                batch=16,
                generator_rate=2e-3,
                discriminator_rate=1e-2,
                momentum=0.0,
                penalty=0.3,
                rate_halves=300_000,
            ),
            1_000_000,
        ),
    )
}

"""The generators that ship, and how one is rebuilt from its card and tensors."""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine import zoo
from engine.core.errors import IntegrityError, unknown_name
from engine.core.params import Settings
from engine.generative.dcgan import DcganGenerator, DcganSettings
from engine.generative.style_settings import StyleSettings
from engine.generative.stylegan import StyleGenerator

FAMILIES: dict[str, tuple[type[Settings], Callable[..., nn.Module]]] = {
    "dcgan": (DcganSettings, DcganGenerator),
    "stylegan": (StyleSettings, StyleGenerator),
}


@dataclasses.dataclass(frozen=True)
class GeneratorEntry:
    """One generator that a visitor can pick.

    Attributes:
        name: Name in ``cached_models`` and in addresses.
        title: What a visitor reads.
        data: Image set it was trained on, ``"mnist"`` or ``"cifar10"``.
        family: ``"dcgan"`` or ``"stylegan"``.
    """

    name: str
    title: str
    data: str
    family: str


GENERATORS = (
    GeneratorEntry("mnist_dcgan", "DCGAN, handwritten digits", "mnist", "dcgan"),
    GeneratorEntry("cifar10_dcgan", "DCGAN, CIFAR-10 pictures", "cifar10", "dcgan"),
    GeneratorEntry("mnist_stylegan", "StyleGAN2, handwritten digits", "mnist", "stylegan"),
)


@runtime_checkable
class Generator(Protocol):
    """What every generator offers; it is an ``nn.Module`` besides."""

    latent_size: int
    image_shape: tuple[int, int, int]

    def draw(
        self,
        latent: Float[Tensor, "samples latent"],
        *,
        truncation: float = 1.0,
        noise_seed: int = 0,
    ) -> Float[Tensor, "samples channels height width"]:
        """Return pictures in [-1, 1], the same for the same arguments."""
        ...

    def activations(self, latent: Float[Tensor, "samples latent"]) -> dict[str, Tensor]:
        """Return hidden maps by layer name, coarse to fine."""
        ...


@dataclasses.dataclass(frozen=True)
class TrainedGenerator:
    """A generator with its weights.

    Attributes:
        entry: What it is.
        network: The network in evaluation mode; shared, so it must not be changed.
        card: Where the weights come from.
    """

    entry: GeneratorEntry
    network: nn.Module
    card: zoo.ModelCard

    @property
    def generator(self) -> Generator:
        """The network, seen as a generator."""
        return cast("Generator", self.network)


def available_generators() -> tuple[GeneratorEntry, ...]:
    """Return the entries whose weights are here."""
    shipped = {each.name for each in zoo.cards("generator")}
    return tuple(each for each in GENERATORS if each.name in shipped)


def generator_entry(name: str) -> GeneratorEntry:
    """Return the entry of this name.

    Raises:
        NotFoundError: If no generator has it.
    """
    by_name = {each.name: each for each in GENERATORS}
    if name not in by_name:
        raise unknown_name("generator", name, by_name)
    return by_name[name]


def build_generator(family: str, architecture: Mapping[str, Any]) -> nn.Module:
    """Return an untrained generator from the values on a card.

    Raises:
        NotFoundError: If the family is not known.
        ValueError: If a value is out of range.
    """
    if family not in FAMILIES:
        raise unknown_name("generator family", family, FAMILIES)
    settings, build = FAMILIES[family]
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in architecture.items()}
    return build(settings(**values)).eval().requires_grad_(False)  # noqa: FBT003


def fill(network: nn.Module, arrays: Mapping[str, np.ndarray], title: str) -> None:
    """Put arrays into a network, float32, checking names, shapes and values.

    Args:
        network: The network to fill, in place.
        arrays: Weights and running statistics by name.
        title: What the arrays are, for messages.

    Raises:
        IntegrityError: If a tensor is missing, has another shape, or holds NaN or infinity.
    """
    wanted = {k: v for k, v in network.state_dict().items() if v.is_floating_point()}
    if set(wanted) != set(arrays):
        differing = sorted(set(wanted) ^ set(arrays))[:3]
        raise IntegrityError(
            f"{title} must hold the tensors of this architecture, got a difference in "
            f"{', '.join(differing)}; choose the architecture it was trained with"
        )
    for name, value in wanted.items():
        found = torch.from_numpy(np.asarray(arrays[name], dtype=np.float32))
        if found.shape != value.shape:
            raise IntegrityError(
                f"{title}: {name} must have shape {tuple(value.shape)}, got {tuple(found.shape)}; "
                "choose the architecture it was trained with"
            )
        if not torch.isfinite(found).all():
            raise IntegrityError(f"{title}: {name} holds NaN or infinity; export it again")
        value.copy_(found)


@functools.lru_cache(maxsize=4)
def load_generator(name: str) -> TrainedGenerator:
    """Return a shipped generator, ready to draw.

    Raises:
        NotFoundError: If there is none of this name, or its file is missing.
        IntegrityError: If the file is not the one that its card describes.
    """
    entry = generator_entry(name)
    card = zoo.card(name)
    network = build_generator(card.settings["family"], card.settings["architecture"])
    fill(network, zoo.tensors(name), entry.title)
    return TrainedGenerator(entry, network, card)

"""Which architecture a generator's tensors belong to, by their names and shapes alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.core.errors import IntegrityError
from engine.generative.dcgan import DcganSettings
from engine.language.safetensors_header import TensorInfo

FAMILY_TITLES = {"dcgan": "DCGAN", "stylegan": "StyleGAN2"}
_MARKS = {"dcgan": "project.weight", "stylegan": "synthesis.constant"}
_ADVICE = (
    "train one with this project (python -m training.gans) and save generator.state_dict() with "
    "safetensors.torch.save_file"
)
SIZE_BY_LAYERS = {len(DcganSettings(size=size).widths) - 1: size for size in (28, 32)}
MOST_DOUBLINGS = 9  # from 2 to 1024 pixels
Shapes = Mapping[str, tuple[int, ...]]


def architecture_of(tensors: Sequence[TensorInfo]) -> tuple[str, dict[str, Any]]:
    """Return family and settings of the generator that these tensors seem to be.

    Args:
        tensors: What the file's header says.

    Raises:
        IntegrityError: If they are those of no generator that is known here.
    """
    shapes = {each.name: each.shape for each in tensors}
    found = [family for family, mark in _MARKS.items() if mark in shapes]
    if not found:
        raise IntegrityError(
            f"the tensors must be those of a {' or a '.join(FAMILY_TITLES.values())} of this "
            f"project, got {len(shapes):,} others such as {next(iter(shapes))[:60]!r}; {_ADVICE}"
        )
    family = found[0]
    try:
        return family, (_dcgan if family == "dcgan" else _stylegan)(shapes)
    except (KeyError, ValueError, ZeroDivisionError):
        raise IntegrityError(
            f"the file has the tensor {_MARKS[family]} of a {FAMILY_TITLES[family]}, but the "
            f"sizes of its tensors do not make one; {_ADVICE}"
        ) from None


def _dcgan(shapes: Shapes) -> dict[str, Any]:
    _, latent_size = shapes["project.weight"]
    width, channels, *_ = shapes["to_image.weight"]
    layers = sum(name.startswith("up.") for name in shapes)
    return {
        "size": SIZE_BY_LAYERS[layers],
        "channels": channels,
        "width": width,
        "latent_size": latent_size,
    }


def _stylegan(shapes: Shapes) -> dict[str, Any]:
    _, _, high, wide = shapes["synthesis.constant"]
    outputs = sum(
        name.startswith("synthesis.to_image.") and name.count(".") == 3 for name in shapes
    )
    widths = tuple(shapes[f"synthesis.layers.{2 * place}.bias"][0] for place in range(outputs))
    mapping = sum(
        name.startswith("mapping.layers.") and name.endswith(".weight") for name in shapes
    )
    style_size, latent_size = shapes["mapping.layers.0.weight"]
    (channels,) = shapes["synthesis.to_image.0.bias"]
    doublings = outputs - 1
    if not 1 <= doublings <= MOST_DOUBLINGS:
        raise ValueError(doublings)
    return {
        "height": high << doublings,
        "width": wide << doublings,
        "channels": channels,
        "constant": (high, wide),
        "widths": widths,
        "latent_size": latent_size,
        "style_size": style_size,
        "mapping_layers": mapping,
    }


def map_values(family: str, architecture: Mapping[str, Any]) -> int:
    """Return how many numbers the largest hidden map of one sample has.

    >>> map_values("dcgan", {"size": 28, "width": 32})
    25088
    """
    if family == "dcgan":
        return int(architecture["size"] ** 2 * architecture["width"])
    high, wide = architecture["constant"]
    return max(
        (high << step) * (wide << step) * width
        for step, width in enumerate(architecture["widths"])
    )

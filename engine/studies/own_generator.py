"""A visitor's own generator: a safetensors file whose tensors say which architecture they are.

Nothing is executed and no pickle is loaded: the header is checked first, sizes follow from the
tensors' names and shapes, a network without storage is compared with them, and only then are
weights read.
"""

import dataclasses
import hashlib
import io
from typing import Any, cast

from torch import nn

from engine.core.errors import EngineError, IntegrityError, UnsafeFileError
from engine.generative.models import Generator, build_generator, fill
from engine.language.safetensors_header import FLOATING, TensorInfo, parse_header
from engine.studies.generator_shapes import FAMILY_TITLES, architecture_of, map_values
from engine.studies.own_generator_subject import Subject

MOST_BYTES = 150_000_000
HEADER_LIMIT = 2_000_000
MOST_MAP_VALUES = 34_000_000  # 256 maps of 362 x 362 pixels
LARGEST_BATCH = 64
BATCH_VALUES = 8_000_000
COUNTER = "num_batches_tracked"  # what batch norm counts; it changes no picture


@dataclasses.dataclass(frozen=True, eq=False)
class OwnGenerator:
    """A generator from a visitor's file.

    Attributes:
        title: What a reader calls it.
        family: ``"dcgan"`` or ``"stylegan"``.
        architecture: Its settings.
        network: The network in evaluation mode; shared, so it must not be changed.
        sha256: Hash of the file.
    """

    title: str
    family: str
    architecture: dict[str, Any]
    network: nn.Module
    sha256: str

    @property
    def generator(self) -> Generator:
        """The network, seen as a generator."""
        return cast("Generator", self.network)

    @property
    def batch(self) -> int:
        """How many pictures are drawn at a time, so that memory stays small."""
        needed = map_values(self.family, self.architecture)
        return max(1, min(LARGEST_BATCH, BATCH_VALUES // needed))

    @property
    def rounds_activations(self) -> bool:
        """Whether activations can be calibrated in the memory at hand."""
        return self.batch == LARGEST_BATCH

    @property
    def subject(self) -> Subject:
        """What is measured of it."""
        return Subject(self.title, self.described, self.sha256, self.network, self.batch)

    @property
    def described(self) -> str:
        """Family, picture, latent and weights in one line."""
        channels, height, width = self.generator.image_shape
        colour = "grey" if channels == 1 else "colour"
        weights = sum(each.numel() for each in self.network.parameters())
        return (
            f"{FAMILY_TITLES[self.family]}, {height} x {width} pixels, {colour}, latents of "
            f"{self.generator.latent_size} numbers, {weights:,} weights"
        )


def check_size(file: str, size: int) -> None:
    """Refuse a file by its declared size, before a byte of it is read.

    Raises:
        UnsafeFileError: If it is too large.
    """
    if size > MOST_BYTES:
        raise UnsafeFileError(
            f"{file[:80]} must have at most {MOST_BYTES / 1e6:g} MB, got {size / 1e6:.1f} MB; "
            "save the generator alone, as float16, without optimizer or discriminator"
        )


def read_generator(content: bytes, file: str) -> OwnGenerator:
    """Return the generator in a safetensors file.

    Args:
        content: The file.
        file: Its name, only ever shown.

    Raises:
        UnsafeFileError: If it is too large or no sound safetensors file.
        IntegrityError: If its tensors are not those of a generator that is known here.
    """
    check_size(file, len(content))
    tensors = parse_header(io.BytesIO(content), len(content), limit=HEADER_LIMIT)
    used = tuple(each for each in tensors if not each.name.endswith(COUNTER))
    for each in used:
        if each.dtype not in FLOATING:
            raise IntegrityError(
                f"a generator's tensors must be floating-point numbers, {each.name[:60]} is "
                f"{each.dtype}; save full-precision weights, they are compressed here"
            )
    family, architecture = architecture_of(used)
    _check_shapes(family, architecture, used)
    needed = map_values(family, architecture)
    if needed > MOST_MAP_VALUES:
        raise UnsafeFileError(
            f"one picture may need maps of {MOST_MAP_VALUES / 1e6:.0f} million numbers, this "
            f"generator needs {needed / 1e6:.0f} million; upload one of fewer pixels"
        )
    network = build_generator(family, architecture)
    title = "".join(letter for letter in file if letter.isprintable())[:60] or "your generator"
    fill(network, _arrays(content, {each.name for each in used}), title)
    _check_running(network, title)
    return OwnGenerator(title, family, architecture, network, hashlib.sha256(content).hexdigest())


def _check_shapes(
    family: str, architecture: dict[str, Any], tensors: tuple[TensorInfo, ...]
) -> None:
    """Compare the file with a network that has shapes but no storage."""
    import torch

    try:
        with torch.device("meta"):
            wanted = build_generator(family, architecture).state_dict()
    except (EngineError, ValueError) as error:
        told = str(error) if "; " in str(error) else f"{error}; save the trained generator again"
        raise IntegrityError(
            f"the file looks like a {FAMILY_TITLES[family]}, but {told}"
        ) from None
    shapes = {
        name: tuple(value.shape) for name, value in wanted.items() if not name.endswith(COUNTER)
    }
    found = {each.name: each.shape for each in tensors}
    if set(found) != set(shapes):
        missing, extra = sorted(set(shapes) - set(found)), sorted(set(found) - set(shapes))
        parts = [
            f"{what} {', '.join(name[:60] for name in names[:3])}"
            for what, names in (("lacks", missing), ("also holds", extra))
            if names
        ]
        raise IntegrityError(
            f"a {FAMILY_TITLES[family]} must hold exactly its own tensors, this file "
            f"{' and '.join(parts)}; save generator.state_dict() whole and alone"
        )
    for name, shape in shapes.items():
        if found[name] != shape:
            raise IntegrityError(
                f"{name} must have the shape {shape} beside the other tensors, got {found[name]}; "
                "is the file put together from two networks?"
            )


def _arrays(content: bytes, names: set[str]) -> dict[str, Any]:
    from safetensors import torch as files

    return {
        name: value.float().numpy() for name, value in files.load(content).items() if name in names
    }


def _check_running(network: nn.Module, title: str) -> None:
    """Refuse variances below 0, whose roots would fill every picture with NaN."""
    for name, value in network.state_dict().items():
        if name.endswith("running_var") and bool((value < 0).any()):
            raise IntegrityError(
                f"{title}: {name} must not be negative; save the trained generator again"
            )

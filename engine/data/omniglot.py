"""Omniglot: handwritten characters of eight alphabets, 20 drawings of each."""

import dataclasses
import functools
import io
import re
import zipfile

import numpy as np
from jaxtyping import UInt8

from engine.core.errors import unknown_name
from engine.core.paths import need_data

FILES = ("images_background_small1.zip", "images_background_small2.zip")
_DRAWING = re.compile(r"[^/]+/([^/]+)/(character\d+)/\d+_\d+\.png")


@dataclasses.dataclass(frozen=True)
class Drawings:
    """Drawn characters with one class each.

    Attributes:
        pixels: Ink from 0 (paper) to 255.
        characters: Class of each drawing, ``alphabet/characterNN``.
    """

    pixels: UInt8[np.ndarray, "samples height width"]
    characters: tuple[str, ...]

    @property
    def alphabets(self) -> dict[str, tuple[str, ...]]:
        """Characters of each alphabet, by the alphabet's name."""
        found: dict[str, list[str]] = {}
        for each in dict.fromkeys(self.characters):
            alphabet, character = each.split("/")
            found.setdefault(alphabet, []).append(character)
        return {alphabet: tuple(each) for alphabet, each in found.items()}


@functools.cache
def _places() -> dict[str, list[tuple[str, str, str]]]:
    """Return (character, file, entry) of every drawing by alphabet; a doubled one comes once."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for file in FILES:
        earlier = set(found)
        with zipfile.ZipFile(need_data("omniglot", file)) as archive:
            for entry in sorted(archive.namelist()):
                match = _DRAWING.fullmatch(entry)
                if match and match[1] not in earlier:
                    found.setdefault(match[1], []).append((match[2], file, entry))
    return dict(sorted(found.items()))


def alphabet_names() -> tuple[str, ...]:
    """Return the names of the alphabets.

    Raises:
        NotFoundError: If the data is not on this machine.
    """
    return tuple(_places())


def load_drawings(*, alphabets: tuple[str, ...] | None = None, size: int = 32) -> Drawings:
    """Return drawings, sorted by character.

    Args:
        alphabets: Which alphabets; all of them without a choice.
        size: Height and width in pixels; the originals have 105.

    Raises:
        NotFoundError: If the data is not on this machine or has no such alphabet.
        ValueError: If the size is not between 8 and 105.
    """
    from PIL import Image, ImageOps

    if not 8 <= size <= 105:
        raise ValueError(f"size must lie between 8 and 105 pixels, got {size}")
    places = _places()
    pixels, characters = [], []
    archives = {file: zipfile.ZipFile(need_data("omniglot", file)) for file in FILES}
    try:
        for alphabet in alphabets or tuple(places):
            if alphabet not in places:
                raise unknown_name("alphabet", alphabet, places)
            for character, file, entry in places[alphabet]:
                with Image.open(io.BytesIO(archives[file].read(entry))) as image:
                    ink = ImageOps.invert(image.convert("L"))
                    pixels.append(np.asarray(ink.resize((size, size), Image.Resampling.BOX)))
                characters.append(f"{alphabet}/{character}")
    finally:
        for archive in archives.values():
            archive.close()
    return Drawings(np.stack(pixels), tuple(characters))

"""Ink on the flat sheet: words and ornaments drawn at twice the size, then worn."""

import dataclasses

import numpy as np
from jaxtyping import Float
from PIL import Image, ImageChops, ImageDraw
from scipy import ndimage

from engine.documents.fonts import face
from engine.documents.layout import Layout, Word
from engine.documents.textures import smooth_noise
from engine.documents.woodcut import drawn

SCALE = 2
"""Canvas pixels for a pixel of the sheet."""
COLOURS = ("ink", "red", "blue")

Box = tuple[int, int, int, int]


@dataclasses.dataclass(frozen=True)
class Canvas:
    """Coverage of a window of the sheet, 0 to 1, ``SCALE`` canvas pixels for each of its own.

    Attributes:
        box: Left, top, right, bottom of the window in px of the sheet.
        text: Coverage by letters of each colour in use.
        ornaments: Coverage by ornaments of each colour in use.
    """

    box: Box
    text: dict[str, Float[np.ndarray, "rows columns"]]
    ornaments: dict[str, Float[np.ndarray, "rows columns"]]


def _meets(box: Box, other: tuple[float, float, float, float]) -> bool:
    return other[0] < box[2] and other[2] > box[0] and other[1] < box[3] and other[3] > box[1]


def inked(layout: Layout, box: Box, variation: float, random: np.random.Generator) -> Canvas:
    """Return the ink inside a window of the sheet.

    Args:
        layout: What stands where.
        box: The window.
        variation: 0 (even black) to 1 (worn type, starved ink).
        random: Where the wear comes from.
    """
    text = _sheets(box)
    for line in layout.lines:
        for word in line.words:
            if _meets(box, (word.x - word.size, word.y - 2 * word.size,
                            word.x + len(word.text) * word.size, word.y + word.size)):  # fmt: skip
                _write(text, word, box, random)
    ornaments = _sheets(box)
    for each in layout.ornaments:
        if _meets(box, each.box):
            spot = (round((each.box[0] - box[0]) * SCALE), round((each.box[1] - box[1]) * SCALE))
            cut = drawn(each, SCALE)
            sheet = _sheet(ornaments, each.colour, box)
            whole = Image.new("L", sheet.size, 0)
            whole.paste(cut, spot)
            ornaments[each.colour] = ImageChops.lighter(sheet, whole)
    wear = _Wear(text, ornaments, box, variation, random)
    return Canvas(box, wear.worn(text), wear.worn(ornaments))


def _sheets(_box: Box) -> dict[str, Image.Image]:
    return {}


def _sheet(sheets: dict[str, Image.Image], colour: str, box: Box) -> Image.Image:
    size = ((box[2] - box[0]) * SCALE, (box[3] - box[1]) * SCALE)
    return sheets.setdefault(colour, Image.new("L", size, 0))


def _write(
    sheets: dict[str, Image.Image], word: Word, box: Box, random: np.random.Generator
) -> None:
    draw = ImageDraw.Draw(_sheet(sheets, word.colour, box))
    at = ((word.x - box[0]) * SCALE, (word.y - box[1]) * SCALE)
    font = face(word.font, word.size * SCALE, italic=word.italic)
    draw.text(at, word.text, fill=int(random.integers(205, 256)), font=font, anchor="ls")


class _Wear:
    def __init__(
        self, text: dict[str, Image.Image], ornaments: dict[str, Image.Image], box: Box,
        variation: float, random: np.random.Generator,
    ) -> None:  # fmt: skip
        shape = ((box[3] - box[1]) * SCALE, (box[2] - box[0]) * SCALE)
        grain = smooth_noise(shape, (3.0, 3.0), random)
        patches = smooth_noise(shape, (60.0, 60.0), random)
        self._edge = variation * (0.16 * grain + 0.06 * patches) + 0.04 * float(random.normal())
        strength = 1.0 - variation * (0.06 * np.abs(patches) + 0.06 * np.abs(grain))
        self._strength = np.clip(strength, 0.35, 1.0).astype(np.float32)

    def worn(self, sheets: dict[str, Image.Image]) -> dict[str, Float[np.ndarray, "rows columns"]]:
        """Return coverage with swollen and starved edges."""
        out = {}
        for colour, sheet in sheets.items():
            even = np.asarray(sheet, np.float32) / 255
            soft = ndimage.gaussian_filter(even, 0.8)
            edge = np.clip((soft + self._edge - 0.42) * 2.6 + 0.5, 0, 1)
            # far from a letter no noise may print
            near = np.clip(soft * 6, 0, 1)
            out[colour] = (edge * near * self._strength).astype(np.float32)
        return out

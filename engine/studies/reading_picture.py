"""The lines of a page drawn over it: outlines, baselines, bands, numbers."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float, UInt8
from PIL import Image, ImageDraw, ImageFont

from engine.documents.page import PageLine
from engine.studies.page_reading import Reading

LEAST_DRAWN = 512
"""Long side, in px, from which a picture is drawn as it is."""

Colour = tuple[int, int, int]


@dataclasses.dataclass(frozen=True)
class Layers:
    """What is drawn over a page.

    Attributes:
        outlines: The outline of each line, filled.
        baselines: Its baseline.
        bands: The map whose connected parts are the lines.
        graphics: What is read as a graphic.
        numbers: Its place in the reading order.
        opacity: Strength of all fills, 0 to 1.
    """

    outlines: bool = True
    baselines: bool = True
    bands: bool = False
    graphics: bool = True
    numbers: bool = True
    opacity: float = 0.35

    def __post_init__(self) -> None:
        """Check the strength."""
        if not 0 <= self.opacity <= 1:
            raise ValueError(f"opacity must lie between 0 and 1, got {self.opacity}; try 0.35")


@dataclasses.dataclass(frozen=True)
class Colours:
    """One colour for each meaning.

    Attributes:
        right: Lines that match, or all where no truth is known.
        wrong: Lines that match none.
        band: The map of bands.
        graphic: Graphics.
        base: Baselines.
    """

    right: Colour
    wrong: Colour
    band: Colour
    graphic: Colour
    base: Colour


def times_for(shape: tuple[int, ...]) -> int:
    """Return how many times as large a small picture is drawn, so that strokes stay thin."""
    return max(1, LEAST_DRAWN // max(shape[:2]))


def enlarged(reading: Reading, times: int) -> Reading:
    """Return a reading with its picture a whole number of times as large."""
    if times == 1:
        return reading
    rows, columns = reading.mask.shape
    picture = Image.fromarray(reading.image).resize(
        (columns * times, rows * times), Image.Resampling.BICUBIC
    )
    maps = (
        each.repeat(times, axis=0).repeat(times, axis=1)
        for each in (reading.mask, reading.bands, reading.parts, reading.labels)
    )
    lines = tuple(
        PageLine(each.polygon * times, each.baseline * times, each.text, each.kind)
        for each in reading.lines
    )
    graphics = tuple(each * times for each in reading.graphics)
    return Reading(np.asarray(picture), *maps, lines, graphics, reading.seconds)


def painted(
    image: UInt8[np.ndarray, "rows columns 3"],
    lines: Sequence[PageLine],
    right: Sequence[bool],
    maps: tuple[Bool[np.ndarray, "rows columns"], Bool[np.ndarray, "rows columns"]],
    layers: Layers,
    colours: Colours,
) -> UInt8[np.ndarray, "rows columns 3"]:
    """Return a page under its lines.

    Args:
        image: The page.
        lines: Its lines.
        right: For each line whether it is drawn in the colour of right ones.
        maps: Bands and graphics.
        layers: What is drawn.
        colours: In which colours.
    """
    filled = image.copy()
    for shown, mask, colour in (
        (layers.graphics, maps[1], colours.graphic), (layers.bands, maps[0], colours.band),
    ):  # fmt: skip
        if shown:
            filled[mask] = colour
    over = Image.fromarray(filled)
    brush = ImageDraw.Draw(over)
    if layers.outlines:
        for line, good in zip(lines, right, strict=True):
            if len(line.polygon) > 2:
                colour = colours.right if good else colours.wrong
                brush.polygon(_corners(line.polygon), fill=colour)
    picture = Image.blend(Image.fromarray(image), over, layers.opacity)
    _strokes(ImageDraw.Draw(picture), lines, right, layers, colours)
    return np.asarray(picture)


def _strokes(
    brush: ImageDraw.ImageDraw, lines: Sequence[PageLine], right: Sequence[bool],
    layers: Layers, colours: Colours,
) -> None:  # fmt: skip
    width, height = brush.im.size
    thick = max(1, max(width, height) // 500)
    size = max(9, max(width, height) // 58)
    font = ImageFont.load_default(size)
    for number, (line, good) in enumerate(zip(lines, right, strict=True), 1):
        colour = colours.right if good else colours.wrong
        if layers.outlines and len(line.polygon) > 2:
            corners = _corners(line.polygon)
            brush.line([*corners, corners[0]], fill=colour, width=1)
        if layers.baselines and len(line.baseline) > 1:
            brush.line(_corners(line.baseline), fill=colours.base, width=thick)
        if layers.numbers and len(line.polygon):
            left, middle = line.polygon[:, 0].min(), line.polygon[:, 1].mean()
            spot = (max(size * 0.7, float(left) - size * 0.8), float(middle))
            box = brush.textbbox(spot, str(number), font=font, anchor="mm")
            brush.rectangle((box[0] - 2, box[1] - 1, box[2] + 2, box[3] + 1), fill=colour)
            brush.text(spot, str(number), fill=_ink_on(colour), font=font, anchor="mm")


def _ink_on(colour: Colour) -> Colour:
    bright = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
    return (0, 0, 0) if bright > 140 else (255, 255, 255)


def _corners(points: Float[np.ndarray, "n 2"]) -> list[tuple[float, float]]:
    return [(x, y) for x, y in points.tolist()]

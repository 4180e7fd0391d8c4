"""Labels drawn over a page, for people."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image, ImageDraw

from engine.documents.page import Page

OVERLAYS = ("lines", "classes", "baselines", "ink", "none")

Colour = tuple[int, int, int]


def overlaid(
    page: Page, kind: str, opacity: float, *, text: Colour, graphic: Colour
) -> UInt8[np.ndarray, "rows columns 3"]:
    """Return the page under its labels.

    Args:
        page: The page.
        kind: One of ``OVERLAYS``.
        opacity: 0 (page alone) to 1 (labels alone).
        text: Colour of text.
        graphic: Colour of graphics.

    Raises:
        ValueError: If there is no such overlay.
    """
    if kind not in OVERLAYS:
        raise ValueError(f"an overlay must be one of {', '.join(OVERLAYS)}, got {kind!r}")
    under = Image.fromarray(page.image)
    if kind == "none":
        return np.asarray(under)
    over = under.copy()
    draw = ImageDraw.Draw(over)
    if kind in {"lines", "baselines"}:
        for graphic_outline in page.graphics:
            draw.polygon(_corners(graphic_outline), fill=graphic)
        _draw_lines(draw, page, kind, text)
    else:
        painted = np.asarray(over).copy()
        if kind == "classes":
            painted[page.classes == 1] = text
            painted[page.classes == 2] = graphic
        else:
            painted[page.ink] = text
        over = Image.fromarray(painted)
    return np.asarray(Image.blend(under, over, opacity))


def _draw_lines(draw: ImageDraw.ImageDraw, page: Page, kind: str, text: Colour) -> None:
    dark = (text[0] * 2 // 3, text[1] * 2 // 3, text[2] * 2 // 3)
    for number, line in enumerate(page.lines):
        if kind == "lines":
            # neighbours touch: two tones keep them apart
            draw.polygon(_corners(line.polygon), fill=text if number % 2 else dark)
        else:
            draw.line(_corners(line.baseline), fill=text, width=max(2, page.size[1] // 400))


def _corners(points: Float[np.ndarray, "n 2"]) -> Sequence[tuple[float, float]]:
    return [(x, y) for x, y in points.tolist()]

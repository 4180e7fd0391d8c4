"""The choices that hold for a whole page, made once from settings and seed."""

import dataclasses

import numpy as np

from engine.documents.fonts import available, family
from engine.documents.page_settings import LAYOUTS, PAPERS, PageSettings

LAYOUT_ODDS = {"prose": 4, "verse": 3, "columns": 2, "title": 1, "letter": 2, "plate": 1}
PAPER_ODDS = {"cream": 4, "tan": 2, "grey": 2, "vellum": 2, "microfilm": 1, "copy": 2}
PITCHES = {
    "prose": (0.021, 0.033), "verse": (0.021, 0.031), "columns": (0.016, 0.026),
    "title": (0.026, 0.036), "letter": (0.026, 0.045), "plate": (0.022, 0.030),
}  # fmt: skip
"""Line distance over page height, as measured by eye on scans of these kinds."""


@dataclasses.dataclass(frozen=True)
class PageStyle:
    """Resolved choices of one page.

    Attributes:
        layout: What is set.
        paper: Paper or copy.
        font: Family.
        italic: Whether the body is slanted.
        width: Page width in px.
        height: Page height in px.
        columns: Columns of text.
        pitch: Line distance in px.
        size: Em square of the body in px.
        left: Left edge of the text in px.
        right: Right edge of the text in px.
        top: Top edge of the text in px.
        bottom: Bottom edge of the text in px.
        graphics: Chance of an ornament where one may stand.
        hand: Whether it is written by hand.
        colours: Whether initials and headings may be red or blue.
    """

    layout: str
    paper: str
    font: str
    italic: bool
    width: int
    height: int
    columns: int
    pitch: float
    size: int
    left: float
    right: float
    top: float
    bottom: float
    graphics: float
    hand: bool
    colours: bool


def _drawn(odds: dict[str, int], random: np.random.Generator) -> str:
    weights = np.array(list(odds.values()), dtype=np.float64)
    return list(odds)[int(random.choice(len(weights), p=weights / weights.sum()))]


def _font(settings: PageSettings, layout: str, random: np.random.Generator) -> str:
    if settings.font != "mixed":
        return settings.font
    here = available()
    hands = [name for name in here if family(name).hand]
    if layout == "letter" and hands:
        return hands[int(random.integers(len(hands)))]
    types = [name for name in here if not family(name).hand] or ["modern"]
    return types[int(random.integers(len(types)))]


def page_style(settings: PageSettings, random: np.random.Generator) -> PageStyle:
    """Return the choices of one page.

    Args:
        settings: What the visitor asked for.
        random: Where the open choices come from.
    """
    layout = settings.layout if settings.layout in LAYOUTS[1:] else _drawn(LAYOUT_ODDS, random)
    paper = settings.paper if settings.paper in PAPERS[1:] else _drawn(PAPER_ODDS, random)
    font = _font(settings, layout, random)
    hand = family(font).hand
    height = settings.height
    width = int(height * random.uniform(0.6, 0.76))
    pitch = height * (settings.line_pitch or float(random.uniform(*PITCHES[layout])))
    margins = settings.margin * width * random.uniform(0.7, 1.4, 4)
    columns = settings.columns or (int(random.choice((2, 2, 3))) if layout == "columns" else 1)
    tight = random.uniform(0.95, 1.12) if hand else random.uniform(0.78, 0.95)
    return PageStyle(
        layout=layout,
        paper=paper,
        font=font,
        italic=not hand and random.random() < (0.75 if layout == "verse" else 0.15),
        width=width,
        height=height,
        columns=columns,
        pitch=pitch,
        size=max(5, round(pitch * tight)),
        left=float(margins[0]),
        right=float(width - margins[1]),
        top=float(0.5 * margins[2] + 0.03 * height),
        bottom=float(height - margins[3] - 0.03 * height),
        graphics=settings.graphics,
        hand=hand,
        colours=paper == "vellum" or (paper in {"cream", "tan"} and random.random() < 0.1),
    )

"""Paper, what has happened to it, and what lies around it; all in the photograph's pixels."""

import dataclasses

import numpy as np
from jaxtyping import Float
from PIL import Image, ImageDraw
from scipy import ndimage

from engine.documents.page_settings import PageSettings
from engine.documents.page_style import PageStyle
from engine.documents.textures import grown, smooth_noise

PAPERS = {
    "cream": (237, 226, 208), "tan": (211, 184, 140), "grey": (214, 211, 206),
    "vellum": (229, 215, 182), "microfilm": (226, 226, 226), "copy": (250, 250, 250),
}  # fmt: skip
INKS = {"print": (46, 40, 37), "hand": (78, 58, 42), "red": (168, 56, 40), "blue": (56, 76, 128)}
AROUND = ((34, 34, 40), (225, 223, 219), (62, 54, 46), (242, 242, 242))


@dataclasses.dataclass(frozen=True)
class Sheet:
    """Where each pixel of the photograph lies on the flat sheet.

    Attributes:
        x: Across, px.
        y: Down, px.
        style: Choices of the page.
        settings: What the visitor asked for.
    """

    x: Float[np.ndarray, "rows columns"]
    y: Float[np.ndarray, "rows columns"]
    style: PageStyle
    settings: PageSettings

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.x.shape[0], self.x.shape[1]


def paper(sheet: Sheet, random: np.random.Generator) -> Float[np.ndarray, "rows columns 3"]:
    """Return blank paper, 0 to 255."""
    shape, unit = sheet.shape, sheet.style.height / 1024
    base = np.array(PAPERS[sheet.style.paper], np.float32) + random.normal(0, 5)
    base = base + random.normal(0, 4) * np.array((0.5, 0.0, -1.0), np.float32)
    tone = (
        0.010 * smooth_noise(shape, (1.6, 1.6), random)
        + 0.005 * smooth_noise(shape, (2.0, 5 * unit + 1), random)
        + 0.006 * smooth_noise(shape, (20 * unit + 1, 20 * unit + 1), random)
        + 0.02 * smooth_noise(shape, (260 * unit + 1, 260 * unit + 1), random)
    )
    laid = 0.004 * np.sin(sheet.x / (26 * unit) * 2 * np.pi)
    out = base * (1 + tone + laid)[..., None]
    return out * _stains(sheet, random)


def _stains(sheet: Sheet, random: np.random.Generator) -> Float[np.ndarray, "rows columns 3"]:
    """Return what foxing, damp and handled edges let through, 0 to 1."""
    shape, style, strength = sheet.shape, sheet.style, sheet.settings.foxing
    unit = style.height / 1024
    depth = np.zeros(shape, np.float32)
    if strength > 0:
        spots = Image.new("L", (shape[1], shape[0]), 0)
        draw = ImageDraw.Draw(spots)
        share = shape[0] * shape[1] / (style.height * style.width)
        for _ in range(random.poisson(60 * strength * share)):
            x, y = random.uniform(0, shape[1]), random.uniform(0, shape[0])
            radius = float(random.exponential(2.2)) * unit + 0.4
            fill = int(random.integers(40, 190))
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
        depth += ndimage.gaussian_filter(np.asarray(spots, np.float32) / 255, 1.3 * unit) * 0.7
        damp = smooth_noise(shape, (300 * unit, 220 * unit), random)
        depth += 0.35 * strength * grown((damp - 1.1) * 6)
    near = np.minimum(
        np.minimum(sheet.x, style.width - sheet.x), np.minimum(sheet.y, style.height - sheet.y)
    )
    depth += (0.02 + 0.2 * strength) * np.exp(-np.maximum(near, 0) / (0.035 * style.height))
    taint = np.array((0.32, 0.42, 0.58), np.float32)
    return 1 - np.clip(depth, 0, 1)[..., None] * taint


def light(sheet: Sheet, random: np.random.Generator) -> Float[np.ndarray, "rows columns"]:
    """Return how much light reaches each pixel, about 0.4 to 1."""
    style, strength = sheet.style, sheet.settings.shadow
    angle, fall = random.uniform(0, 2 * np.pi), random.uniform(0, 0.16)
    across = (sheet.x / style.width - 0.5) * np.cos(angle)
    down = (sheet.y / style.height - 0.5) * np.sin(angle)
    out = 1 - strength * fall * (across + down + 0.5)
    gutter = 0.0 if random.random() < 0.5 else float(style.width)
    reach = float(random.uniform(0.015, 0.08)) * style.width
    return out * (1 - strength * 0.55 * np.exp(-np.abs(sheet.x - gutter) / reach))


def surroundings(
    picture: Float[np.ndarray, "rows columns 3"], sheet: Sheet, random: np.random.Generator
) -> Float[np.ndarray, "rows columns 3"]:
    """Return the page on what lies behind it: a table, the next leaf, the edge of the book."""
    style = sheet.style
    colour = np.array(AROUND[int(random.integers(len(AROUND)))], np.float32)
    if style.paper == "copy":
        colour = np.array((250.0, 250, 250) if random.random() < 0.7 else (8.0, 8, 8), np.float32)
    gaps = np.where(random.random(4) < 0.45, random.uniform(0.004, 0.03, 4), -0.05)
    gaps = gaps * style.height
    wobble = 0.0006 * style.height * smooth_noise((1, sheet.shape[1]), (1, 120), random)
    inside = np.minimum(
        np.minimum(sheet.x - gaps[0], style.width - gaps[1] - sheet.x),
        np.minimum(sheet.y - gaps[2], style.height - gaps[3] - sheet.y) + wobble,
    )
    cover = grown(np.clip(inside / 1.2, -1, 1))[..., None]
    edge = 1 - 0.35 * np.exp(-np.abs(inside) / 2.0)[..., None] * (inside < 0)[..., None]
    behind = colour * (1 + 0.02 * smooth_noise(sheet.shape, (3, 3), random))[..., None] * edge
    leaves = (np.abs(inside) % 3.2 < 1.3)[..., None] & (inside > -9)[..., None]
    if style.paper not in {"copy", "microfilm"} and random.random() < 0.5:
        behind = np.where(leaves, picture * 0.8, behind)
    return picture * cover + behind * (1 - cover)

"""Draws a page that looks old, with labels that are exact because it drew them."""

import dataclasses

import numpy as np
from jaxtyping import Float
from scipy import ndimage

from engine.core.random import numpy_generator
from engine.documents.compositions import composed
from engine.documents.geometry import Warp, area, clipped, densified, random_warp
from engine.documents.ink import SCALE, Canvas, inked
from engine.documents.layout import Layout, TextLine
from engine.documents.outlines import class_mask, line_baseline, line_outline
from engine.documents.page import Page, PageLine
from engine.documents.page_settings import PageSettings
from engine.documents.page_style import PageStyle, page_style
from engine.documents.paper import Sheet
from engine.documents.photograph import photographed

PATCH_HEIGHTS = (512, 1024)
"""Range of page heights, px, from which a patch is cut: the mixed scales of the paper."""
_SPACING = 12.0
_SMALLEST_AREA = 12.0
_TRIES = 30
"""Layouts that are drawn up, but not drawn, until one holds a graphic."""

Window = tuple[int, int, int, int]


def render_page(settings: PageSettings, seed: int, *, graphic: bool = False) -> Page:
    """Return a whole page.

    Args:
        settings: How it looks.
        seed: Seed of everything that the settings leave open.
        graphic: Whether it must show a graphic.
    """
    plan = _planned(settings, seed, graphic=graphic)
    return _rendered(plan, (0, 0, plan.style.width, plan.style.height))


def render_patch(
    settings: PageSettings, seed: int, *, size: int = 256, graphic: bool = False
) -> Page:
    """Return a square of a page of random scale; only what it shows is drawn.

    Args:
        settings: How the page looks; its height gives way to a random one.
        seed: Seed.
        size: Side in px.
        graphic: Whether it must show a graphic.
    """
    random = numpy_generator(seed + 1_000_003)
    height = int(random.integers(*PATCH_HEIGHTS))
    settings = dataclasses.replace(settings, height=max(size, height))
    plan = _planned(settings, seed, graphic=graphic)
    spare = (max(1, plan.style.width - size), max(1, plan.style.height - size))
    left, top = (int(each * random.beta(1.1, 1.1)) for each in spare)
    cuts = [each.box for each in plan.layout.ornaments if each.graphic]
    if graphic and cuts:
        left, top = _beside(cuts[int(random.integers(len(cuts)))], spare, size, random)
    return _rendered(plan, (left, top, left + size, top + size))


@dataclasses.dataclass(frozen=True)
class _Plan:
    settings: PageSettings
    seed: int
    style: PageStyle
    layout: Layout
    warp: Warp


def _beside(
    box: tuple[float, float, float, float], spare: tuple[int, int], size: int,
    random: np.random.Generator,
) -> tuple[int, int]:  # fmt: skip
    """Return a window's corner from which a random point of the box is well inside."""
    point = random.uniform(box[:2], box[2:])
    corner = np.clip(point - random.uniform(0.2, 0.8, 2) * size, 0, spare)
    return int(corner[0]), int(corner[1])


def _planned(settings: PageSettings, seed: int, *, graphic: bool = False) -> _Plan:
    random = numpy_generator(seed)
    if graphic:
        settings = dataclasses.replace(settings, graphics=1.0)
    for _ in range(_TRIES if graphic else 1):
        style = page_style(settings, random)
        layout = composed(style, random)
        if any(each.graphic for each in layout.ornaments):
            break
    warp = random_warp((style.width, style.height), settings.warp, seed)
    return _Plan(settings, seed, style, layout, warp)


def _rendered(plan: _Plan, window: Window) -> Page:
    random = numpy_generator(plan.seed + 7)
    left, top, right, bottom = window
    y, x = np.mgrid[top:bottom, left:right].astype(np.float64)
    flat = plan.warp.flat(np.stack((x, y), axis=-1) + 0.5)
    box = (
        int(flat[..., 0].min()) - 4, int(flat[..., 1].min()) - 4,
        int(flat[..., 0].max()) + 5, int(flat[..., 1].max()) + 5,
    )  # fmt: skip
    canvas = inked(plan.layout, box, plan.settings.ink_variation, random)
    text = {c: _seen(sheet, canvas, flat) for c, sheet in canvas.text.items()}
    cuts = {c: _seen(sheet, canvas, flat) for c, sheet in canvas.ornaments.items()}
    nothing = np.zeros(flat.shape[:2], np.float32)
    coverage = {c: np.maximum(text.get(c, nothing), cuts.get(c, nothing)) for c in text | cuts}
    verso = coverage.get("ink", nothing)[:, ::-1]
    sheet = Sheet(
        flat[..., 0].astype(np.float32), flat[..., 1].astype(np.float32),
        plan.style, plan.settings,
    )  # fmt: skip
    image = photographed(sheet, coverage, verso, random)
    lines, graphics = _labels(plan, window)
    size = (right - left, bottom - top)
    ink = np.maximum.reduce([nothing, *text.values()]) > 0.5
    return Page(
        image, class_mask([line.polygon for line in lines], graphics, size), ink, lines,
        graphics, plan.seed, plan.settings, plan.style.font, plan.style.layout, plan.style.paper,
    )  # fmt: skip


def _seen(
    sheet: Float[np.ndarray, "rows columns"], canvas: Canvas, flat: Float[np.ndarray, "h w 2"]
) -> Float[np.ndarray, "h w"]:
    """Return the canvas where the camera's pixels fall on it."""
    rows = (flat[..., 1] - canvas.box[1]) * SCALE - 0.5
    columns = (flat[..., 0] - canvas.box[0]) * SCALE - 0.5
    soft = ndimage.uniform_filter(sheet, SCALE)
    return ndimage.map_coordinates(soft, (rows, columns), order=1, mode="constant")


def _labels(
    plan: _Plan, window: Window
) -> tuple[tuple[PageLine, ...], tuple[Float[np.ndarray, "_ 2"], ...]]:
    size = (window[2] - window[0], window[3] - window[1])
    shown = [line for line in plan.layout.lines if _near(_reach(line), window, plan.style.height)]
    cuts = [
        each.box for each in plan.layout.ornaments
        if each.graphic and _near(each.box, window, plan.style.height)
    ]  # fmt: skip
    outlines = [line_outline(line) for line in shown]
    outlines += [np.array(((a, b), (c, b), (c, d), (a, d))) for a, b, c, d in cuts]
    closed = [densified(each, _SPACING, closed=True) for each in outlines]
    opened = [densified(line_baseline(line), _SPACING, closed=False) for line in shown]
    moved = _moved(plan.warp, closed + opened, window)
    polygons = [clipped(each, size, closed=True) for each in moved[: len(closed)]]
    lines = []
    for line, polygon, base in zip(shown, polygons, moved[len(closed) :], strict=False):
        if len(polygon) > 2 and area(polygon) >= _SMALLEST_AREA:
            baseline = clipped(base, size, closed=False)
            baseline = baseline if len(baseline) > 1 else _nearest_edge(polygon)
            lines.append(PageLine(polygon, baseline, line.text, line.kind))
    graphics = [
        each for each in polygons[len(shown) :]
        if len(each) > 2 and area(each) >= _SMALLEST_AREA
    ]  # fmt: skip
    return tuple(lines), tuple(graphics)


def _reach(line: TextLine) -> tuple[float, float, float, float]:
    """Return a box that surely holds a line, without asking the typeface."""
    first, last = line.words[0], line.words[-1]
    tall = 2 * first.size
    return first.x - tall, first.y - tall, last.x + len(last.text) * tall, last.y + tall


def _near(box: tuple[float, float, float, float], window: Window, height: int) -> bool:
    spare = 0.05 * height
    across = box[0] < window[2] + spare and box[2] > window[0] - spare
    return across and box[1] < window[3] + spare and box[3] > window[1] - spare


def _moved(
    warp: Warp, outlines: list[Float[np.ndarray, "_ 2"]], window: Window
) -> list[Float[np.ndarray, "_ 2"]]:
    """Return every outline in the window's pixels, moved in one call."""
    if not outlines:
        return []
    points = warp.warped(np.concatenate(outlines)) - np.array(window[:2], np.float64)
    return np.split(points, np.cumsum([len(each) for each in outlines])[:-1])


def _nearest_edge(polygon: Float[np.ndarray, "n 2"]) -> Float[np.ndarray, "2 2"]:
    """Return a stand-in for a baseline that lies outside the window: the polygon's lower edge."""
    bottom = polygon[:, 1].max()
    return np.array(((polygon[:, 0].min(), bottom), (polygon[:, 0].max(), bottom)))

"""Lines of an uploaded scan: ``python -m engine.documents.segment SCAN --out DIR``.

Writes ``NAME.page.xml`` (PAGE-XML 2019-07-15), ``NAME.alto.xml`` (ALTO 4) and ``NAME.mask.png``.
"""

import dataclasses
import sys

import numpy as np
from jaxtyping import Bool, Int, UInt8
from scipy import ndimage

from engine.core.errors import UnsafeFileError
from engine.core.jobs import Report
from engine.core.params import param
from engine.documents.labelled_pages import MOST_PIXELS
from engine.documents.line_network import LineNetwork
from engine.documents.line_pieces import LineRules, apart, band_lines, band_pieces, pieces_of
from engine.documents.line_shapes import baselines, line_areas, outline_of
from engine.documents.outlines import Points
from engine.documents.page import PageLine
from engine.documents.page_maps import PageMaps, page_maps, resized
from engine.documents.sauvola import luminance

Mask = Bool[np.ndarray, "rows columns"]
MOST_SCALE = 2.0


@dataclasses.dataclass(frozen=True)
class SegmentSettings(LineRules):
    """How bands become lines; tuned on scans of the training books.

    A scan is worked on at a long side of ``long_side`` px, smaller ones at their own size. Where
    its bands then turn out lower than ``lowest`` px, it is looked at again, enlarged so that they
    have that height (at most twofold).
    """

    long_side: int = param(1024, 256, 4096, "long side of the page at work, px", step=64)
    lowest: float = param(0.0, 0.0, 16.0, "bands below this height ask for a second look, px")
    graphic: float = param(0.7, 0.0, 1.0, "chance from which a pixel is a graphic", step=0.05)
    smallest: int = param(600, 0, 5000, "graphics below this area are none, px", step=50)
    tile: int = param(1024, 64, 4096, "side of a tile, px", step=64)


@dataclasses.dataclass(frozen=True, eq=False)
class Segmentation:
    """What was found on a scan, in its own pixels.

    Attributes:
        text: Where text stands, line by line in full height.
        graphic: Where a graphic is.
        bands: x-height bands of the lines.
        lines: Number of the line of each pixel, 0 for none; lines do not touch.
        outlines: Polygon and baseline of each line, from the top left.
        graphics: Outlines (x, y) of the graphics.
    """

    text: Mask
    graphic: Mask
    bands: Mask
    lines: Int[np.ndarray, "rows columns"]
    outlines: tuple[PageLine, ...]
    graphics: tuple[Points, ...]

    @property
    def classes(self) -> UInt8[np.ndarray, "rows columns"]:
        """Class mask: 0 background, 1 text, 2 graphic."""
        return np.where(self.text, 1, np.where(self.graphic, 2, 0)).astype(np.uint8)


def segment(
    image: UInt8[np.ndarray, "rows columns 3"],
    network: LineNetwork,
    *,
    settings: SegmentSettings | None = None,
    report: Report | None = None,
) -> Segmentation:
    """Return areas and lines of a scan of any size.

    Args:
        image: Scan, 1 px to 60 megapixels.
        network: A trained network in evaluation mode.
        settings: How bands become lines.
        report: Progress and stop.

    Raises:
        UnsafeFileError: If the scan is larger than that.
        ValueError: If it has no pixel.
    """
    chosen = settings or SegmentSettings()
    size = image.shape[:2]
    if min(size) < 1:
        raise ValueError(f"a scan must have at least one pixel, got {size}; choose another")
    if size[0] * size[1] > MOST_PIXELS:
        raise UnsafeFileError(
            f"a scan may have {MOST_PIXELS / 1e6:g} megapixels, got {size[0] * size[1] / 1e6:.0f};"
            " scale it down"
        )
    grey = luminance(image)
    scale = min(1.0, chosen.long_side / max(size))
    maps = page_maps(resized(grey, scale), network, tile=chosen.tile, report=report)
    factor = _second_look(maps, chosen)
    if factor > 1:
        work = resized(grey, scale * factor)
        maps = page_maps(work, network, tile=chosen.tile, report=report)
    return read_maps(maps, (size[0], size[1]), chosen)


def _second_look(maps: PageMaps, settings: SegmentSettings) -> float:
    """Return by how much the page must grow for its bands to be as high as is wanted."""
    if settings.lowest <= 0:
        return 1.0
    pieces = pieces_of(band_pieces(maps.band, settings.low, settings.high), maps.band)
    heights = [each.tall for each in pieces for _ in range(1 + each.wide // 8)]
    typical = float(np.median(heights)) if heights else settings.lowest
    return float(np.clip(settings.lowest / max(typical, 0.5), 1.0, MOST_SCALE))


def read_maps(maps: PageMaps, size: tuple[int, int], settings: SegmentSettings) -> Segmentation:
    """Return areas and lines from a network's answer.

    Args:
        maps: Chances at the working scale.
        size: Rows and columns of the scan.
        settings: How bands become lines.
    """
    bands = band_lines(maps.band, settings)
    found = baselines(bands)
    areas = line_areas(bands, found)
    classes = maps.area.argmax(0)
    sure = (classes == 2) & (maps.area[2] > settings.graphic)
    graphic = _large(sure, settings.smallest)
    scale = np.array((size[1] / bands.shape[1], size[0] / bands.shape[0]))
    lines = np.where(apart(grown := _enlarged(areas, size)), grown, 0)
    outlines = []
    for number, box in enumerate(ndimage.find_objects(areas), 1):
        if box is not None:
            corner = (box[1].start, box[0].start)
            polygon = outline_of(areas[box] == number, corner) * scale
            outlines.append(PageLine(polygon, found[number][0] * scale))
    shapes = [
        outline_of(part[box], (box[1].start, box[0].start)) * scale
        for part, box in _parts(graphic)
    ]
    return Segmentation(
        _enlarged(classes == 1, size), _enlarged(graphic, size), _enlarged(bands > 0, size),
        lines, _ordered(outlines), tuple(shapes),
    )  # fmt: skip


def _large(mask: Mask, smallest: int) -> Mask:
    labels, _ = ndimage.label(mask)
    sizes = np.bincount(labels.ravel())
    return mask & (sizes >= smallest)[labels]


def _parts(mask: Mask) -> list[tuple[Mask, tuple[slice, ...]]]:
    labels, _ = ndimage.label(mask)
    boxes = ndimage.find_objects(labels)
    return [(labels == number, box) for number, box in enumerate(boxes, 1)]


def _enlarged(values: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return the nearest neighbours of a map in another size."""
    if values.shape == size:
        return values
    rows, columns = (np.arange(n) * m // n for n, m in zip(size, values.shape, strict=True))
    return values[np.ix_(rows, columns)]


def _ordered(lines: list[PageLine]) -> tuple[PageLine, ...]:
    return tuple(sorted(lines, key=lambda each: tuple(each.baseline.mean(0)[::-1])))


if __name__ == "__main__":
    from engine.documents.segment_command import main

    sys.exit(main())

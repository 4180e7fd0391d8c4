"""What a line network says of a whole page, tile by tile."""

import dataclasses
import math

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image

from engine.core.jobs import Report
from engine.documents.line_network import LineNetwork, prepared

Chance = Float[np.ndarray, "rows columns"]


@dataclasses.dataclass(frozen=True, eq=False)
class PageMaps:
    """Chances of each pixel, 0 to 1.

    Attributes:
        area: Of background, text and graphic.
        band: Of an x-height band.
    """

    area: Float[np.ndarray, "3 rows columns"]
    band: Chance


def page_maps(
    grey: UInt8[np.ndarray, "rows columns"],
    network: LineNetwork,
    *,
    tile: int = 1024,
    report: Report | None = None,
) -> PageMaps:
    """Return the network's answer for a page of any size.

    Tiles are seen with as much around them as an answer can depend on
    (:attr:`LineNetwork.reach`), so that they fit without a seam: the answer is that for the whole
    page.

    Args:
        grey: Page at the working scale.
        network: The network, in evaluation mode.
        tile: Side of a tile in px.
        report: Progress and stop.
    """
    rows, columns = grey.shape
    seen = prepared(grey)
    stride = network.settings.stride
    margin = math.ceil(network.reach / stride) * stride
    step = max(stride, tile // stride * stride)
    out = np.empty((4, rows, columns), np.float32)
    starts = [(top, left) for top in range(0, rows, step) for left in range(0, columns, step)]
    for number, (top, left) in enumerate(starts):
        if report is not None:
            report(number / len(starts), f"tile {number + 1} of {len(starts)}")
        bottom, right = min(top + step, rows), min(left + step, columns)
        above, before = max(0, top - margin), max(0, left - margin)
        window = seen[above : min(rows, bottom + margin), before : min(columns, right + margin)]
        found = _answer(window, network)
        part = found[:, top - above : bottom - above, left - before : right - before]
        out[:, top:bottom, left:right] = part
    return PageMaps(out[:3], out[3])


def _answer(window: Chance, network: LineNetwork) -> Float[np.ndarray, "4 rows columns"]:
    stride = network.settings.stride
    short = [-n % stride for n in window.shape]
    padded = np.pad(window, ((0, short[0]), (0, short[1])), mode="edge")
    with torch.inference_mode():
        logits = network(torch.from_numpy(padded)[None, None])[0]
        chances = torch.cat((logits[:3].softmax(0), logits[3:].sigmoid()))
    return chances[:, : window.shape[0], : window.shape[1]].numpy()


def resized(
    grey: UInt8[np.ndarray, "rows columns"], scale: float
) -> UInt8[np.ndarray, "rows columns"]:
    """Return a page at another scale, one pixel at least."""
    if scale == 1:
        return grey
    size = [max(1, round(n * scale)) for n in grey.shape]
    way = Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(grey).resize((size[1], size[0]), way))

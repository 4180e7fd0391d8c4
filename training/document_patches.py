"""Grey squares cut from scans at random places and scales: what the patch generator learns.

Scans of the books that ``split_by_book`` keeps for training, and the unlabelled ones. Books of
the test side are never shown, so the evaluation on them stands for books of the same
collections that nobody trained on. Only the generator's weights ship, no square.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from engine.core.paths import need_data
from engine.core.random import numpy_generator
from engine.documents.labelled_pages import labelled_pages
from engine.documents.splits import split_by_book

SIDE = 64  # pixels
LONG_SIDES = (416, 640)  # a page is scaled to one of these, so lines are 9 to 17 pixels apart
PATCHES = 20_000
PLAIN = 8.0  # deviation of grey levels below which a square shows nothing but paper
KEPT_PLAIN = 0.25  # share of such squares that stays


def scan_files(side: str = "train") -> list[Path]:
    """Return the scans of one side of the split; the unlabelled ones belong to ``"train"``."""
    folder = need_data("documents")
    split = split_by_book(labelled_pages(folder))
    entries = split.train if side == "train" else split.test
    files = [entry.folder / f"{entry.stem}.jpg" for entry in entries]
    if side == "train":
        files += sorted((folder / "unlabelled").glob("*.jpg"))
    return files


def _squares(
    scan: Image.Image, count: int, side: int, random: np.random.Generator
) -> Iterator[UInt8[np.ndarray, "1 side side"]]:
    while count:
        long_side = int(random.integers(LONG_SIDES[0], LONG_SIDES[1] + 1))
        scale = long_side / max(scan.size)
        size = [max(side, round(each * scale)) for each in scan.size]
        pixels = np.asarray(scan.resize((size[0], size[1]), Image.Resampling.LANCZOS))
        for _ in range(min(count, 8)):
            top = int(random.integers(pixels.shape[0] - side + 1))
            left = int(random.integers(pixels.shape[1] - side + 1))
            square = pixels[top : top + side, left : left + side]
            if square.std() < PLAIN and random.random() > KEPT_PLAIN:
                continue
            count -= 1
            yield square[None].copy()


def document_patches(
    files: Sequence[Path], count: int = PATCHES, *, side: int = SIDE, seed: int = 0
) -> UInt8[np.ndarray, "patches 1 side side"]:
    """Return grey squares, about as many of each scan.

    Args:
        files: Scans.
        count: How many squares.
        side: Height and width of a square, pixels.
        seed: Seed of places and scales.
    """
    random = numpy_generator(seed)
    shares = np.diff(np.linspace(0, count, len(files) + 1).round().astype(int))
    squares = []
    for file, share in zip(files, shares, strict=True):
        with Image.open(file) as scan:
            grey = scan.convert("L")
        squares += list(_squares(grey, int(share), side, random))
    return np.stack(squares)

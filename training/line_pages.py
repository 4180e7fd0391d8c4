"""Pages that line networks learn from, drawn once and kept: ``python -m training.line_pages``."""

import argparse
from pathlib import Path

import numpy as np

from engine.core.paths import ROOT
from engine.documents.line_pairs import Pair, procedural_pairs

FOLDER = ROOT / "runs" / "lines" / "drawn"
SEED = 500_000  # far from the seeds of pages that are shown or scored


def stored(pair: Pair, path: Path) -> None:
    """Write a pair."""
    waiting = path.with_suffix(".part.npz")
    np.savez_compressed(waiting, image=pair.image, area=pair.area, bands=pair.bands)
    waiting.replace(path)


def read(path: Path) -> Pair:
    """Return a pair that was written."""
    with np.load(path) as held:
        return Pair(held["image"], held["area"], held["bands"])


def draw(count: int) -> None:
    """Draw the pages that are missing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number in range(SEED, SEED + count):
        path = FOLDER / f"{number}.npz"
        if not path.is_file():
            stored(next(procedural_pairs(1, number, 0)), path)
            print(number - SEED + 1, flush=True)


def drawn_pages(count: int) -> list[Pair]:
    """Return the first pages, as many as are there."""
    paths = [FOLDER / f"{number}.npz" for number in range(SEED, SEED + count)]
    return [read(path) for path in paths if path.is_file()]


def main() -> None:
    """Draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=240)
    draw(parser.parse_args().count)


if __name__ == "__main__":
    main()

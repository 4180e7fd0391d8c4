"""From a map of band chances to numbered lines: pieces, cut where lines touch, joined in a row."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy import ndimage

from engine.core.params import Settings, param

EIGHT = np.ones((3, 3), bool)

Numbers = Int[np.ndarray, "rows columns"]


@dataclasses.dataclass(frozen=True, eq=False)
class Piece:
    """A stretch of one band.

    Attributes:
        number: Its number in the map.
        left: First column.
        right: Column after the last one.
        first: Middle row at its left end.
        last: Middle row at its right end.
        tall: Typical height in px.
        area: Pixels.
        chance: Mean chance that its pixels are band.
    """

    number: int
    left: int
    right: int
    first: float
    last: float
    tall: float
    area: int
    chance: float

    @property
    def wide(self) -> int:
        """Width in px."""
        return self.right - self.left


def band_pieces(chance: Float[np.ndarray, "rows columns"], low: float, high: float) -> Numbers:
    """Return numbered pieces: cores above ``high``, grown to where the chance passes ``low``.

    Two lines that touch in the wider mask have two cores, and every pixel goes to the nearest.

    Args:
        chance: Chance of a band.
        low: Chance from which a pixel belongs to a band.
        high: Chance from which a pixel belongs to the core of one.
    """
    wide = chance > low
    whole, count = ndimage.label(wide, EIGHT)
    cores, found = ndimage.label(chance > max(low, high), EIGHT)
    if not found:
        return np.zeros(chance.shape, np.int64)
    held = np.zeros(count + 1, bool)
    held[np.unique(whole[cores > 0])] = True
    held[0] = False
    # within a component the nearest core of the page is nearly always one of its own
    place = ndimage.distance_transform_edt(cores == 0, return_distances=False, return_indices=True)
    nearest = cores[place[0], place[1]]
    own = whole[place[0], place[1]] == whole
    return np.where(held[whole] & own, nearest, 0).astype(np.int64)


def pieces_of(numbers: Numbers, chance: Float[np.ndarray, "rows columns"]) -> list[Piece]:
    """Return the pieces of a map, those of no pixel left out.

    Args:
        numbers: Number of the piece of each pixel, 0 for none.
        chance: Chance of a band.
    """
    out = []
    for number, box in enumerate(ndimage.find_objects(numbers), 1):
        if box is None:
            continue
        inside = numbers[box] == number
        heights = inside.sum(0)
        middles = (inside * np.arange(inside.shape[0])[:, None]).sum(0) / np.maximum(1, heights)
        filled = np.flatnonzero(heights)
        end = max(1, min(len(filled), int(np.median(heights[filled]) * 2)))
        first, last = (float(middles[part].mean()) for part in (filled[:end], filled[-end:]))
        out.append(Piece(
            number, box[1].start, box[1].stop, box[0].start + first, box[0].start + last,
            float(np.median(heights[filled])), int(inside.sum()),
            float(chance[box][inside].mean()),
        ))  # fmt: skip
    return out


def row_of_each(pieces: list[Piece], gap: float) -> dict[int, int]:
    """Return for each piece the number of the line it belongs to, the first piece's.

    A piece is joined to the nearest one on its right whose end lies at the same height (to half a
    band) and at most ``gap`` band heights away; each end is joined once.

    Args:
        pieces: Pieces of the page.
        gap: Longest gap, in heights of a band.
    """
    line = {each.number: each.number for each in pieces}
    offers = []
    for one in pieces:
        for other in pieces:
            if one is other or not _in_row(one, other, gap):
                continue
            offers.append((abs(other.left - one.right), one.number, other.number))
    used_right, used_left = set(), set()
    for _, one, other in sorted(offers):
        if one in used_right or other in used_left:
            continue
        if line[one] == line[other]:
            continue
        used_right.add(one)
        used_left.add(other)
        old, new = line[other], line[one]
        line = {number: new if value == old else value for number, value in line.items()}
    return line


def _in_row(one: Piece, other: Piece, gap: float) -> bool:
    tall = min(one.tall, other.tall)
    apart = other.left - one.right
    if not -tall <= apart <= gap * tall or other.right <= one.right or other.left <= one.left:
        return False
    return abs(one.last - other.first) <= 0.5 * tall and max(one.tall, other.tall) <= 2.5 * tall


@dataclasses.dataclass(frozen=True)
class LineRules(Settings):
    """Which pieces make a line, and which lines count."""

    low: float = param(0.4, 0.05, 0.95, "chance from which a pixel is band", step=0.05)
    high: float = param(0.7, 0.05, 0.95, "chance of the core of a band", step=0.05)
    gap: float = param(1.5, 0.0, 6.0, "longest gap in a line / band height", step=0.25)
    shortest: float = param(1.5, 0.0, 10.0, "shortest line / band height", step=0.25)
    sure: float = param(0.7, 0.0, 1.0, "lowest mean chance of a line's band", step=0.05)


def band_lines(chance: Float[np.ndarray, "rows columns"], rules: LineRules) -> Numbers:
    """Return the bands of the lines of a page, numbered from 1; 0 for none.

    Args:
        chance: Chance of a band.
        rules: Which pieces make a line, and which lines count.
    """
    numbers = band_pieces(chance, rules.low, rules.high)
    pieces = pieces_of(numbers, chance)
    line = row_of_each(pieces, rules.gap)
    usual = [each.tall for each in pieces if each.wide > 3 * each.tall]
    lowest = max(2.0, 0.4 * float(np.median(usual)) if usual else 0.0)
    kept: dict[int, int] = {}
    for number in dict.fromkeys(line.values()):
        members = [each for each in pieces if line[each.number] == number]
        areas = [each.area for each in members]
        tall = float(np.average([each.tall for each in members], weights=areas))
        sure = float(np.average([each.chance for each in members], weights=areas))
        wide = max(each.right for each in members) - min(each.left for each in members)
        if wide >= rules.shortest * tall and tall >= lowest and sure >= rules.sure:
            kept[number] = len(kept) + 1
    table = np.zeros(int(numbers.max(initial=0)) + 1, np.int64)
    for each in pieces:
        table[each.number] = kept.get(line[each.number], 0)
    return table[numbers]


def apart(numbers: Numbers) -> Bool[np.ndarray, "rows columns"]:
    """Return where lines are, without the pixels at which two lines would touch."""
    touching = np.zeros(numbers.shape, bool)
    rows, columns = numbers.shape
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        one = numbers[: rows - down, max(0, -right) : columns - max(0, right)]
        other = numbers[down:, max(0, right) : columns - max(0, -right)]
        touching[: rows - down, max(0, -right) : columns - max(0, right)] |= (
            (one != other) & (one > 0) & (other > 0)
        )
    return (numbers > 0) & ~touching

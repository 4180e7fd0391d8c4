"""Squares of pages made older, paler, harder, slanted, larger and smaller than they were."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image
from scipy import ndimage

from engine.core.params import Settings, param
from engine.documents.line_pairs import Grey, Pair
from engine.documents.sauvola import otsu_threshold
from engine.documents.textures import smooth_noise

Square = Float[np.ndarray, "side side"]


@dataclasses.dataclass(frozen=True)
class Augmentation(Settings):
    """How far squares may leave the pages that they are cut from; tone is never inverted."""

    side: int = param(256, 32, 512, "side of a square, px", step=32)
    smallest: float = param(0.55, 0.2, 4.0, "smallest scale of a page", step=0.05)
    largest: float = param(1.4, 0.2, 4.0, "largest scale of a page", step=0.05)
    slant: float = param(0.06, 0.0, 0.3, "rise / run of rows, largest", step=0.01)
    strength: float = param(1.0, 0.0, 1.0, "share of the squares that age", step=0.1)

    def __call__(self, pairs: Sequence[Pair], random: np.random.Generator) -> Pair:
        """Return a square of one of the pages.

        Args:
            pairs: Pages.
            random: Where every choice comes from.
        """
        square = self._cut(pairs[int(random.integers(len(pairs)))], random)
        if random.random() >= self.strength:
            return square
        values = square.image.astype(np.float32)
        if random.random() < 0.4:
            other = self._cut(pairs[int(random.integers(len(pairs)))], random).image
            values = shone_through(values, other, float(random.uniform(0.1, 0.6)))
        square = dataclasses.replace(square, image=aged(values, random))
        return edged(square, random) if random.random() < 0.3 else square

    def _cut(self, pair: Pair, random: np.random.Generator) -> Pair:
        scale = float(np.exp(random.uniform(np.log(self.smallest), np.log(self.largest))))
        wide, tall = scale * random.uniform(0.88, 1.14, 2)
        rows, columns = pair.image.shape
        # what a slant may bring in from beyond the square
        spare = self.slant * self.side / 2
        size = ((self.side + 2 * spare) / wide, (self.side + 2 * spare) / tall)
        left = random.uniform(min(0, columns - size[0]), max(0, columns - size[0]))
        top = random.uniform(min(0, rows - size[1]), max(0, rows - size[1]))
        box = (left, top, left + size[0], top + size[1])
        shear = tuple(random.normal(0, 0.4, 2) * self.slant)
        place = _Place(box, self.side, spare, (float(shear[0]), float(shear[1])))
        flipped = slice(None, None, -1 if random.random() < 0.3 else 1)
        image = place.taken(pair.image, smooth=True)[:, flipped]
        labels = place.taken(pair.area + 4 * pair.bands.astype(np.uint8), smooth=False)[:, flipped]
        return Pair(image, labels & 3, (labels & 4) > 0)


@dataclasses.dataclass(frozen=True)
class _Place:
    box: tuple[float, float, float, float]
    side: int
    spare: float
    shear: tuple[float, float]

    def taken(self, values: Grey, *, smooth: bool) -> UInt8[np.ndarray, "side side"]:
        """Return the square at this place; paper without ink lies beyond the page."""
        left, top = int(np.floor(self.box[0])) - 2, int(np.floor(self.box[1])) - 2
        right, bottom = int(np.ceil(self.box[2])) + 2, int(np.ceil(self.box[3])) + 2
        inside = values[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
        edges = (
            (max(0, -top), max(0, bottom - values.shape[0])),
            (max(0, -left), max(0, right - values.shape[1])),
        )
        fill = int(np.percentile(inside, 80)) if smooth else 0
        padded = np.pad(inside, edges, constant_values=fill)
        way = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
        whole = self.side + 2 * self.spare
        area = (self.box[0] - left, self.box[1] - top, self.box[2] - left, self.box[3] - top)
        picture = Image.fromarray(padded).resize((round(whole), round(whole)), way, box=area)
        across, down = self.shear
        middle = self.side / 2
        turned = picture.transform(
            (self.side, self.side), Image.Transform.AFFINE,
            (1, across, self.spare - across * middle, down, 1, self.spare - down * middle), way,
        )  # fmt: skip
        return np.asarray(turned)


def shone_through(values: Square, other: Grey, strength: float) -> Square:
    """Return a page through which the mirrored ink of another one shows."""
    verso = ndimage.gaussian_filter(other[:, ::-1].astype(np.float32), 1.2)
    paper = max(1.0, float(np.percentile(verso, 80)))
    return values * (1 - strength * np.clip(1 - verso / paper, 0, 1))


def aged(values: Square, random: np.random.Generator) -> UInt8[np.ndarray, "side side"]:
    """Return a square with other strokes, light, contrast, focus and grain."""
    chance = random.random(6)
    if chance[0] < 0.12:
        values = ndimage.minimum_filter(values, (2, 2))
    elif chance[0] < 0.24:
        values = 0.5 * values + 0.5 * ndimage.maximum_filter(values, (2, 2))
    if chance[1] < 0.5:
        values = ndimage.gaussian_filter(values, float(random.uniform(0.3, 1.4)))
    if chance[2] < 0.6:
        values = 255 * np.clip(values / 255, 0, 1) ** float(np.exp(random.normal(0, 0.4)))
    if chance[3] < 0.6:
        middle, gain = float(values.mean()), float(random.uniform(0.35, 1.3))
        values = middle + gain * (values - middle) + float(random.normal(0, 20))
    if chance[4] < 0.4:
        values = values * (1 + 0.12 * smooth_noise(values.shape, (60.0, 60.0), random))
    values = values + random.normal(0, float(random.uniform(0, 8)), values.shape)
    if chance[5] < 0.15:
        values = _hard(values, random)
    return np.clip(values, 0, 255).astype(np.uint8)


def _hard(values: Square, random: np.random.Generator) -> Square:
    """Return a black and white copy."""
    level = otsu_threshold(np.clip(values, 0, 255).astype(np.uint8)) + float(random.normal(0, 8))
    return 128 + np.clip((values - level) * float(random.uniform(4, 40)), -120, 120)


def edged(pair: Pair, random: np.random.Generator) -> Pair:
    """Return a square with the edge of a sheet in it, beyond which nothing is to be read.

    Beyond lies a desk, a scanner's lid or a stack of other leaves: any tone, with or without
    stripes along the edge; the edge itself may throw a shadow to either side.
    """
    side = pair.image.shape[0]
    across, along = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    inward = across + random.normal(0, 0.03) * along - random.uniform(0.02, 0.4) * side
    inward = np.rot90(inward, int(random.integers(4)))
    beyond = inward < 0
    tone = random.uniform(0, 255) + random.normal(0, random.uniform(1, 8), inward.shape)
    if random.random() < 0.4:
        tone = tone + random.uniform(5, 60) * np.sin(-inward / random.uniform(0.6, 4))
    values = np.where(beyond, tone, pair.image)
    depth, reach = random.uniform(-0.3, 0.8), random.uniform(0.7, 8)
    values = values * (1 - depth * np.exp(-np.abs(inward) / reach))
    image = np.clip(values, 0, 255).astype(np.uint8)
    return Pair(image, np.where(beyond, 0, pair.area).astype(np.uint8), pair.bands & ~beyond)

"""Ornaments cut by no one: hatching, scrolls and leaves from a seed."""

import math

import numpy as np
from jaxtyping import Float
from PIL import Image, ImageChops, ImageDraw, ImageOps

from engine.core.random import numpy_generator
from engine.documents.fonts import face
from engine.documents.layout import Ornament
from engine.documents.textures import smooth_noise


def drawn(ornament: Ornament, scale: int) -> Image.Image:
    """Return an ornament's ink (255) as a grey picture of its box, ``scale`` times as large."""
    left, top, right, bottom = ornament.box
    size = (max(2, round((right - left) * scale)), max(2, round((bottom - top) * scale)))
    if ornament.kind == "rule":
        return Image.new("L", size, 230)
    random = numpy_generator(ornament.seed)
    if ornament.kind == "initial":
        return _initial(ornament, size, random)
    if ornament.kind == "picture":
        return Image.fromarray(engraving((size[1], size[0]), random))
    half = (max(2, size[0] // 2), size[1])
    motif = _fleurons(size, random) if ornament.kind == "fleurons" else _scrolls(half, random)
    if ornament.kind == "fleurons":
        return motif
    out = Image.new("L", size, 0)
    out.paste(motif, (0, 0))
    out.paste(ImageOps.mirror(motif), (size[0] - half[0], 0))
    return out


def engraving(shape: tuple[int, int], random: np.random.Generator) -> np.ndarray:
    """Return a scene in hatching: sky, hills, figures, a frame (uint8, 255 = ink)."""
    rows, columns = shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    tone = 0.95 + 0.12 * smooth_noise(shape, (rows / 4, columns / 2), random)
    for hill in range(3):
        edge = rows * (0.45 + 0.15 * hill) + 0.1 * rows * smooth_noise(
            (1, columns), (1, columns / (2 + hill)), random
        )
        tone = np.where(y > edge, 0.7 - 0.13 * hill + 0.2 * (y - edge) / rows, tone)
    for _ in range(int(random.integers(3, 8))):
        tone = _figure(tone, x, y, random)
    tone = tone + 0.05 * smooth_noise(shape, (rows / 25, columns / 25), random)
    pitch = max(4.5, min(shape) / random.uniform(90, 150))
    bend = pitch * 2.0 * smooth_noise(shape, (rows / 5, columns / 5), random)
    slope = float(random.uniform(-0.6, 0.6))
    level = np.sin(2 * math.pi * (y + slope * x + bend) / pitch) * 0.5 + 0.5
    cross = np.sin(2 * math.pi * (x - slope * y + bend) / pitch) * 0.5 + 0.5
    ink = (level > tone + 0.06) | ((cross > tone + 0.45) & (tone < 0.45))
    steps = np.floor(np.clip(tone, 0, 1) * 3.4)
    ink |= (np.abs(np.diff(steps, axis=0, append=steps[-1:])) > 0) | (
        np.abs(np.diff(steps, axis=1, append=steps[:, -1:])) > 0
    )
    frame = np.minimum(np.minimum(x, columns - 1 - x), np.minimum(y, rows - 1 - y))
    thick = max(2.0, pitch / 1.5)
    ink = np.where(frame < 3 * thick, (frame < thick) | (frame > 2.4 * thick), ink)
    return np.where(ink, 255, 0).astype(np.uint8)


def _figure(
    tone: Float[np.ndarray, "rows columns"],
    x: Float[np.ndarray, "rows columns"],
    y: Float[np.ndarray, "rows columns"],
    random: np.random.Generator,
) -> Float[np.ndarray, "rows columns"]:
    """Return the scene with a standing form, lit from the left."""
    rows, columns = tone.shape
    middle, foot = random.uniform(0.12, 0.88) * columns, random.uniform(0.55, 0.95) * rows
    tall, wide = random.uniform(0.15, 0.5) * rows, random.uniform(0.03, 0.11) * columns
    body = ((x - middle) / wide) ** 2 + ((y - foot + tall / 2) / (tall / 2)) ** 4 < 1
    radius = min(wide * 0.8, tall / 4)
    head = (x - middle) ** 2 + (y - foot + tall + radius * 0.6) ** 2 < radius**2
    shade = 0.62 - 0.35 * np.clip((x - middle) / wide, -1, 1) + random.uniform(-0.15, 0.2)
    return np.where(body | head, shade.astype(np.float32), tone)


def _leaf(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], angle: float, long: float, *, fill: int
) -> None:
    wide = long * 0.28
    points = []
    for step in np.linspace(0, 2 * math.pi, 14):
        along, across = long * (0.5 - 0.5 * math.cos(step)), wide * math.sin(step)
        points.append((
            at[0] + along * math.cos(angle) - across * math.sin(angle),
            at[1] + along * math.sin(angle) + across * math.cos(angle),
        ))  # fmt: skip
    draw.polygon(points, fill=fill)


def _spiral(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, start: float, *, turn: int,
    fill: int,
) -> None:  # fmt: skip
    steps = np.linspace(0, 1, 46)
    angles = start + turn * steps * 4.2 * math.pi / 1.4
    reach = radius * (1 - steps) ** 0.8
    points = np.stack((at[0] + reach * np.cos(angles), at[1] + reach * np.sin(angles)), axis=1)
    for index in range(len(points) - 1):
        thick = max(1, round(radius * 0.13 * (1 - 0.6 * float(steps[index]))))
        draw.line([tuple(points[index]), tuple(points[index + 1])], fill=fill, width=thick)
        if index % 6 == 2 and steps[index] < 0.75:
            out = float(angles[index]) + turn * 0.5
            _leaf(draw, tuple(points[index]), out, radius * 0.42, fill=fill)
    draw.ellipse((*(np.array(at) - radius / 6), *(np.array(at) + radius / 6)), fill=fill)


def _scrolls(size: tuple[int, int], random: np.random.Generator) -> Image.Image:
    """Return half a headpiece: spirals with leaves, in black, or in white on hatching."""
    dark = bool(random.random() < 0.5)
    picture = Image.new("L", size, 0)
    if dark:
        stripes = np.zeros((size[1], size[0]), np.uint8)
        stripes[np.arange(size[1]) % 6 < 4] = 255
        picture = Image.fromarray(stripes)
    draw = ImageDraw.Draw(picture)
    fill, radius = (0 if dark else 255), size[1] * 0.4
    x, turn = size[0], int(random.choice((-1, 1)))
    while x > -radius:
        grow = float(random.uniform(0.8, 1.1))
        at = (x - radius, size[1] * float(random.uniform(0.45, 0.55)))
        _spiral(draw, at, radius * grow, float(random.uniform(0, 6.3)), turn=turn, fill=fill)
        for _ in range(3):
            spot = (float(random.uniform(x - 2 * radius, x)), float(random.uniform(0, size[1])))
            _leaf(draw, spot, float(random.uniform(0, 6.3)), radius * 0.6, fill=fill)
        x, turn = x - 1.75 * radius, -turn
    edge = max(2, size[1] // 40)
    draw.rectangle((0, 0, size[0], edge), fill=255)
    draw.rectangle((0, size[1] - edge, size[0], size[1]), fill=255)
    if dark:
        draw.rectangle((0, 0, edge, size[1]), fill=255)
    return picture


def _fleurons(size: tuple[int, int], random: np.random.Generator) -> Image.Image:
    """Return a row of one small cut, mirrored in turn."""
    tall = max(4, size[1])
    motif = Image.new("L", (tall, tall), 0)
    draw = ImageDraw.Draw(motif)
    middle = (tall / 2, tall / 2)
    _spiral(draw, middle, tall * 0.4, float(random.uniform(0, 6)), turn=1, fill=255)
    for petal in range(int(random.integers(3, 6))):
        _leaf(draw, middle, petal * 1.3 + float(random.uniform(0, 1)), tall * 0.48, fill=255)
    out = Image.new("L", size, 0)
    for index in range(math.ceil(size[0] / tall)):
        out.paste(ImageOps.mirror(motif) if index % 2 else motif, (index * tall, 0))
    return out


def _initial(
    ornament: Ornament, size: tuple[int, int], random: np.random.Generator
) -> Image.Image:
    """Return a large letter, plain or standing white in a cut block."""
    letter = Image.new("L", size, 0)
    font = face(ornament.font, max(6, round(size[1] * 1.32)))
    left, top, right, bottom = font.getbbox(ornament.letter)
    at = ((size[0] - right - left) / 2, (size[1] - bottom - top) / 2)
    ImageDraw.Draw(letter).text(at, ornament.letter, fill=255, font=font)
    if random.random() < 0.45 or min(size) < 30:
        return letter
    half = (max(2, size[0] // 2), size[1])
    block = Image.new("L", size, 0)
    motif = _scrolls(half, random)
    block.paste(motif, (0, 0))
    block.paste(ImageOps.mirror(motif), (size[0] - half[0], 0))
    halo = letter.resize(size).point(lambda value: 255 if value > 20 else 0)
    out = ImageChops.subtract(block, ImageOps.expand(halo, 3).resize(size))
    draw = ImageDraw.Draw(out)
    draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=255, width=max(2, size[1] // 30))
    return ImageChops.lighter(out, letter) if random.random() < 0.5 else out

"""Pictures of a generator as one PNG: a grid, its differences, a strip of frames, a GIF."""

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ui.theme import Palette

GAP = 1  # pixels of the pictures between two cells
TITLE_HEIGHT = 26
LABEL_WIDTH, LABEL_SIZE = 96, 30
SATURATED = 1.0  # pixel difference at which a colour is fullest, of the range 2 of a pixel


def colour(name: str) -> np.ndarray:
    """Return a colour of the palette as three numbers from 0 to 255.

    >>> colour("#FF8000").tolist()
    [255, 128, 0]
    """
    return np.array([int(name[place : place + 2], 16) for place in (1, 3, 5)], np.uint8)


def to_pixels(images: np.ndarray) -> np.ndarray:
    """Return pictures in [-1, 1] (samples channels height width) as RGB (..., 3), 0 to 255."""
    values = np.nan_to_num(np.clip((images + 1.0) * 127.5, 0.0, 255.0))
    return _as_rgb(np.rint(values).astype(np.uint8))


def differences(full: np.ndarray, compressed: np.ndarray, palette: Palette) -> np.ndarray:
    """Return what was added or lost as RGB: the first colours darker, the last brighter.

    Channels are averaged, so that a colour picture shows where it became brighter or darker.

    Args:
        full: Pictures in [-1, 1], samples channels height width.
        compressed: The same latents, compressed.
        palette: Colours of the page's mode.
    """
    ends = np.stack([colour(each) for each in palette.diverging]).astype(np.float32)
    middle = colour(palette.background).astype(np.float32)
    scale = np.concatenate([ends[:5], middle[None], ends[5:]])
    change = np.clip((compressed - full).mean(axis=1) / SATURATED, -1.0, 1.0)
    place = (change + 1.0) / 2.0 * (len(scale) - 1)
    low = np.clip(np.floor(place).astype(int), 0, len(scale) - 2)
    share = (place - low)[..., None]
    return np.rint(scale[low] * (1 - share) + scale[low + 1] * share).astype(np.uint8)


def grid(pixels: np.ndarray, columns: int, palette: Palette, *, scale: int = 1) -> np.ndarray:
    """Return RGB pictures (samples height width 3) as one picture, row by row.

    Args:
        pixels: The pictures.
        columns: Pictures in a row; the last row may be shorter.
        palette: Gives the colour between the cells.
        scale: Whole-number enlargement by nearest neighbour.
    """
    samples, height, width, _ = pixels.shape
    rows = -(-samples // columns)
    canvas = np.empty((rows, height + GAP, columns, width + GAP, 3), np.uint8)
    canvas[:] = colour(palette.background)
    for place in range(samples):
        row, column = divmod(place, columns)
        canvas[row, :height, column, :width] = pixels[place]
    whole = canvas.reshape(rows * (height + GAP), columns * (width + GAP), 3)
    return whole.repeat(scale, axis=0).repeat(scale, axis=1)


def strip(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Return several rows of frames (frames height width 3) as one picture without gaps."""
    return np.concatenate([np.concatenate(list(frames), axis=1) for frames in rows], axis=0)


def labelled(picture: np.ndarray, labels: Sequence[str], palette: Palette) -> np.ndarray:
    """Return a grid with one label in front of each of its rows."""
    height = picture.shape[0] / len(labels)
    margin = Image.new("RGB", (LABEL_WIDTH, picture.shape[0]), palette.background)
    pen, font = ImageDraw.Draw(margin), ImageFont.load_default(LABEL_SIZE)
    for row, label in enumerate(labels):
        place = (LABEL_WIDTH - 12, height * (row + 0.5))
        pen.text(place, label, fill=palette.text, font=font, anchor="rm")
    return np.concatenate([np.asarray(margin), picture], axis=1)


def titled(parts: Sequence[tuple[str, np.ndarray]], palette: Palette) -> np.ndarray:
    """Return pictures side by side, each with its title above it, for a file to take away."""
    height = max(picture.shape[0] for _, picture in parts)
    width = sum(picture.shape[1] + 12 for _, picture in parts)
    sheet = Image.new("RGB", (width, height + TITLE_HEIGHT), palette.background)
    pen, left = ImageDraw.Draw(sheet), 6
    for title, picture in parts:
        pen.text((left, 4), title, fill=palette.text, font=ImageFont.load_default(14))
        sheet.paste(Image.fromarray(picture), (left, TITLE_HEIGHT))
        left += picture.shape[1] + 12
    return np.asarray(sheet)


def png_bytes(picture: np.ndarray) -> bytes:
    """Return an RGB picture as a PNG file."""
    kept = io.BytesIO()
    Image.fromarray(picture).save(kept, "PNG", compress_level=3)
    return kept.getvalue()


def data_uri(picture: np.ndarray) -> str:
    """Return an RGB picture as text that a browser shows without asking for a file."""
    return "data:image/png;base64," + base64.b64encode(png_bytes(picture)).decode()


def gif_bytes(frames: Sequence[np.ndarray], *, milliseconds: int, scale: int = 4) -> bytes:
    """Return RGB frames (height width 3) as an endless GIF, enlarged by nearest neighbour."""
    size = frames[0].shape[1] * scale, frames[0].shape[0] * scale
    pictures = [
        Image.fromarray(frame).resize(size, Image.Resampling.NEAREST).quantize(64)
        for frame in frames
    ]
    kept = io.BytesIO()
    pictures[0].save(
        kept,
        "GIF",
        save_all=True,
        append_images=pictures[1:],
        duration=milliseconds,
        loop=0,
    )
    return kept.getvalue()


def _as_rgb(pixels: np.ndarray) -> np.ndarray:
    samples, channels, *_ = pixels.shape
    if channels not in (1, 3):
        raise ValueError(f"a picture must have 1 or 3 channels, got {channels}")
    moved = pixels.transpose(0, 2, 3, 1)
    return (
        moved if channels == 3 else moved.repeat(3, axis=3).reshape(samples, *moved.shape[1:3], 3)
    )

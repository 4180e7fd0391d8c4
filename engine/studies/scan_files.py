"""A visitor's scan from the bytes of a file, or a clear word on why it cannot be read.

Unlike :func:`engine.documents.scans.read_scan` a long scan is scaled down before it is turned into
colour: many visitors share one server.
"""

import dataclasses
import io
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import UInt8

from engine.core.errors import UnsafeFileError
from engine.documents.labelled_pages import MOST_PIXELS
from engine.documents.scans import FORMATS

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 60_000_000
LEAST_SIDE = 32
LONGEST_SIDE = 1600
"""Longer scans are scaled down to it; the lines are told in px of the file."""
SLIMMEST = 20
ENDINGS = ("jpg", "jpeg", "png", "tif", "tiff", "webp", "bmp", "gif", "jp2")


@dataclasses.dataclass(frozen=True, eq=False)
class Scan:
    """A picture of a page.

    Attributes:
        name: Its file, only ever shown.
        width: Width of the file in px, turned upright.
        height: Height of the file in px, turned upright.
        image: The picture, at most ``LONGEST_SIDE`` px long.
        notes: What was done to it that a visitor may wonder about.
    """

    name: str
    width: int
    height: int
    image: UInt8[np.ndarray, "rows columns 3"]
    notes: tuple[str, ...] = ()


def check_bytes(size: int) -> None:
    """Refuse a file by its size, before it is read.

    Raises:
        UnsafeFileError: If it is too large.
    """
    if size > MOST_BYTES:
        raise UnsafeFileError(
            f"a scan may have {MOST_BYTES / 1e6:g} MB, got {size / 1e6:.0f} MB; save it as JPEG"
        )


def read_scan(name: str, content: bytes) -> Scan:
    """Return the scan in a file.

    Args:
        name: Name of the file; its ending is not believed.
        content: Its bytes.

    Raises:
        UnsafeFileError: If it is no picture that can be read, too large, or too small.
    """
    from PIL import Image

    shown = "".join(letter for letter in name if letter.isprintable())[:80] or "the file"
    check_bytes(len(content))
    if content[:1024].lstrip()[:5] == b"%PDF-":
        raise UnsafeFileError(
            f"a scan must be a picture, {shown} is a PDF; export the page as PNG or JPEG"
        )
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            _check_size(picture.size)
            return _scan(shown, picture)
    except UnsafeFileError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnsafeFileError(
            f"a scan may have {MOST_PIXELS / 1e6:g} megapixels, {shown} has more; scale it down"
        ) from None
    except Exception as error:  # whatever a malformed picture does to its decoder
        raise UnsafeFileError(
            f"{shown} cannot be decoded as a picture ({type(error).__name__}); "
            "save it again as PNG"
        ) from None


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MOST_PIXELS:
        raise UnsafeFileError(
            f"a scan may have {MOST_PIXELS / 1e6:g} megapixels, this one has "
            f"{width * height / 1e6:.0f} ({width} x {height}); scale it down to 5,000 px"
        )
    if min(size) < LEAST_SIDE:
        raise UnsafeFileError(
            f"a scan must be at least {LEAST_SIDE} px wide and high, got {width} x {height} px; "
            "upload a picture of a page"
        )
    if max(size) > SLIMMEST * min(size):
        raise UnsafeFileError(
            f"a page may be {SLIMMEST} times as long as it is wide at most, got {width} x "
            f"{height} px; cut it into pieces"
        )


def _scan(name: str, picture: "Image") -> Scan:
    from PIL import ImageOps

    notes: list[str] = []
    if getattr(picture, "n_frames", 1) > 1:
        notes.append("The first of several pictures in the file is read.")
    size = picture.size
    if picture.format == "JPEG":  # decodes at a half or a quarter: less memory, the same lines
        picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    if min(picture.size) < 1:
        raise UnsafeFileError(f"{name} has no pixels; save it again as PNG")
    way = picture.getexif().get(0x0112, 1)
    upright = ImageOps.exif_transpose(picture)
    width, height = size[::-1] if way >= 5 else size
    if way != 1:
        notes.append("Turned upright as its file says.")
    longest = max(width, height)
    wanted = (width, height)
    if longest > LONGEST_SIDE:
        wanted = tuple(max(1, round(each * LONGEST_SIDE / longest)) for each in wanted)
        notes.append(f"Read at {wanted[0]} x {wanted[1]} px; the files tell px of the original.")
    colour = _colour(upright, (wanted[0], wanted[1]), notes)
    return Scan(name, width, height, np.asarray(colour, np.uint8), tuple(notes))


def _colour(picture: "Image", size: tuple[int, int], notes: list[str]) -> "Image":
    """Return the picture in 8-bit colour and a smaller size, clear pixels on white."""
    from PIL import Image

    if picture.mode.startswith(("I", "F")):
        wide = "16" in picture.mode
        deep = np.asarray(_resized(picture.convert("F"), size))
        deep = np.nan_to_num(deep, nan=0.0, posinf=65535.0, neginf=0.0)
        top = float(deep.max(initial=0))
        scaled = deep / 257.0 if wide or top > 255 else deep * 255.0 if top <= 1.0 else deep
        notes.append("More than 8 bits for a pixel: brought to 256 grey levels.")
        grey = np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)
        return Image.fromarray(grey).convert("RGB")
    if picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info:
        clear = _resized(picture.convert("RGBA"), size)
        white = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        notes.append("Transparent pixels are read as white paper.")
        return Image.alpha_composite(white, clear).convert("RGB")
    return _resized(picture.convert("RGB"), size)


def _resized(picture: "Image", size: tuple[int, int]) -> "Image":
    from PIL import Image

    return picture if picture.size == size else picture.resize(size, Image.Resampling.BOX)

"""One picture from the bytes of a file, or the reason why there is none."""

import dataclasses
import io
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import UInt8

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PICTURE_BYTES = 20_000_000
MOST_PIXELS = 16_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "PPM")
ENDINGS = ("png", "jpg", "jpeg", "webp", "bmp", "gif", "pgm", "ppm")


@dataclasses.dataclass(frozen=True)
class Skipped:
    """A file that gave no picture.

    Attributes:
        name: The file.
        reason: Why.
    """

    name: str
    reason: str


@dataclasses.dataclass(frozen=True, eq=False)
class Picture:
    """One picture.

    Attributes:
        name: Its file.
        pixels: Grey, RGB, or RGB and alpha values 0 to 255.
    """

    name: str
    pixels: UInt8[np.ndarray, "channels height width"]


@dataclasses.dataclass(frozen=True, eq=False)
class PictureFile:
    """A file that may hold a picture, or the reason why it is not read.

    Attributes:
        name: Its name, only ever shown.
        content: Its bytes.
        reason: Why it is skipped; empty when it is not.
    """

    name: str
    content: bytes
    reason: str = ""


def decoded(file: PictureFile) -> Picture | Skipped:
    """Return the picture in a file, or why there is none."""
    from PIL import Image

    name = "".join(letter for letter in file.name if letter.isprintable())[:120] or "unnamed"
    if file.reason:
        return Skipped(name, file.reason)
    if not file.content:
        return Skipped(name, "empty file")
    if len(file.content) > MOST_PICTURE_BYTES:
        return Skipped(name, "more than 20 MB")
    try:
        with Image.open(io.BytesIO(file.content), formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return Skipped(name, f"{width} x {height} pixels, 16 million at most")
            picture.load()
            return Picture(name, _pixels(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Skipped(name, "too many pixels, 16 million at most")
    except Exception as error:  # whatever a malformed picture does to its decoder
        return Skipped(name, f"cannot be decoded ({type(error).__name__}); save it again as PNG")


def _pixels(picture: "Image") -> UInt8[np.ndarray, "channels height width"]:
    if picture.mode.startswith(("I", "F")):  # 16 bits or floating point: to the range of 8 bits
        deep = np.asarray(picture.convert("F"))
        scaled = np.clip(deep / 257.0 if deep.max(initial=0) > 255 else deep, 0, 255)
        return np.rint(scaled).astype(np.uint8)[None]
    clear = picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info
    mode = "RGBA" if clear else "L" if picture.mode in ("1", "L") else "RGB"
    values = np.asarray(picture.convert(mode))
    return values[None] if mode == "L" else np.ascontiguousarray(values.transpose(2, 0, 1))

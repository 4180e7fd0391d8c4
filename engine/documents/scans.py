"""Reads a scan from outside as a colour picture, or says why not."""

import io
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageOps

from engine.core.errors import NotFoundError, UnsafeFileError
from engine.documents.labelled_pages import MOST_PIXELS

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "PPM", "JPEG2000")
MOST_BYTES = 150_000_000

Scan = UInt8[np.ndarray, "rows columns 3"]


def read_scan(source: Path | bytes) -> Scan:
    """Return a scan as RGB, upright; 16 bits are brought to 8, what is transparent is white.

    Args:
        source: File, or its content.

    Raises:
        NotFoundError: If there is no such file.
        UnsafeFileError: If it is no picture of these formats, broken, or too large.
    """
    content = source if isinstance(source, bytes) else _content(source)
    if not content:
        raise UnsafeFileError("a scan must be a picture, got an empty file; choose another")
    if len(content) > MOST_BYTES:
        raise UnsafeFileError(
            f"a scan may have {MOST_BYTES / 1e6:g} MB, got {len(content) / 1e6:.0f} MB; "
            "save it as JPEG"
        )
    if content[:5] == b"%PDF-":
        raise UnsafeFileError("a scan must be a picture, got a PDF; save its pages as PNG or JPEG")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnsafeFileError(_too_large(picture.width * picture.height))
            return _colours(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnsafeFileError(_too_large(None)) from None
    except UnsafeFileError:
        raise
    except Exception as error:  # whatever a malformed picture does to its decoder
        raise UnsafeFileError(
            f"a scan must be a sound picture ({', '.join(FORMATS)}), got "
            f"{type(error).__name__}; save it again as PNG"
        ) from None


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise NotFoundError(f"no scan at {path}; name a picture file")
    if path.stat().st_size > MOST_BYTES:
        size = path.stat().st_size / 1e6
        raise UnsafeFileError(
            f"a scan may have {MOST_BYTES / 1e6:g} MB, {path.name} has {size:.0f} MB"
        )
    return path.read_bytes()


def _too_large(pixels: int | None) -> str:
    found = "far more" if pixels is None else f"{pixels / 1e6:.0f}"
    return f"a scan may have {MOST_PIXELS / 1e6:g} megapixels, got {found}; scale it down"


def _colours(picture: Image.Image) -> Scan:
    if picture.mode.startswith(("I", "F")):
        deep = np.nan_to_num(np.asarray(picture, dtype=np.float64))
        wide = "16" in picture.mode or deep.max(initial=0) > 255
        grey = np.clip(np.rint(deep / 257 if wide else deep), 0, 255).astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=2)
    if picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = Image.alpha_composite(white, picture)
    return np.asarray(picture.convert("RGB"))

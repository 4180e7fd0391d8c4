"""The camera: ink on paper under light, through a lens, into a file."""

import io

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image
from scipy import ndimage

from engine.documents.paper import INKS, Sheet, light, paper, surroundings
from engine.documents.textures import smooth_noise

Coverage = dict[str, Float[np.ndarray, "rows columns"]]


def photographed(
    sheet: Sheet, coverage: Coverage, verso: Float[np.ndarray, "rows columns"],
    random: np.random.Generator,
) -> UInt8[np.ndarray, "rows columns 3"]:  # fmt: skip
    """Return the photograph of a page.

    Args:
        sheet: Where each pixel lies on the flat sheet.
        coverage: Ink of each colour, 0 to 1, as the camera sees it.
        verso: Ink of the other side, 0 to 1.
        random: Where paper, light and noise come from.
    """
    style, settings = sheet.style, sheet.settings
    unit = style.height / 1024
    picture = paper(sheet, random)
    if settings.bleed_through > 0:
        through = ndimage.gaussian_filter(verso, 1.6 * unit + 0.4)
        through = through * (0.5 + 0.4 * smooth_noise(sheet.shape, (150, 150), random))
        tint = np.array((0.42, 0.46, 0.52), np.float32) * settings.bleed_through
        picture = picture * (1 - np.clip(through, 0, 1)[..., None] * tint)
    for colour, share in coverage.items():
        pigment = INKS[("hand" if style.hand else "print") if colour == "ink" else colour]
        tone = np.array(pigment, np.float32) + random.normal(0, 7)
        share = share[..., None] * random.uniform(0.9, 1.0)
        picture = picture * (1 - share) + tone * share
    picture = picture * light(sheet, random)[..., None]
    picture = surroundings(picture, sheet, random)
    lens = 0.3 + 1.3 * settings.blur * unit
    picture = ndimage.gaussian_filter(picture, (lens, lens, 0))
    if style.paper in {"microfilm", "copy"}:
        picture = _copied(picture, sheet, random)
    picture = picture + random.normal(0, 1 + 2 * random.random(), (*sheet.shape, 1))
    return _filed(np.clip(picture, 0, 255).astype(np.uint8), int(random.integers(62, 93)))


def _copied(
    picture: Float[np.ndarray, "rows columns 3"], sheet: Sheet, random: np.random.Generator
) -> Float[np.ndarray, "rows columns 3"]:
    """Return it through microfilm (grey, hard) or as a black and white copy (specks)."""
    grey = picture @ np.array((0.3, 0.59, 0.11), np.float32)
    film = sheet.style.paper == "microfilm"
    clear = float(np.percentile(grey, 80))
    gain, level = (1.8, 0.66 * clear) if film else (5.0, clear * float(random.uniform(0.6, 0.74)))
    grain = smooth_noise(sheet.shape, (1.5, 1.5), random) * (4 if film else 7)
    out = (grey + grain - level) * gain + (128 if film else 110)
    if not film:
        specks = smooth_noise(sheet.shape, (2.0, 2.0), random) > 3.6
        out = np.where(specks, 20, out)
    return np.repeat(np.clip(out, 6, 254)[..., None], 3, axis=2)


def _filed(
    picture: UInt8[np.ndarray, "rows columns 3"], quality: int
) -> UInt8[np.ndarray, "rows columns 3"]:
    """Return the picture as a JPEG file gives it back."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))

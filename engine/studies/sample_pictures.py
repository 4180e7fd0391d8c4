"""Two photographs that come with scikit-learn, found without importing it."""

import functools
import importlib.util
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from engine.core.errors import NotFoundError, unknown_name

PICTURES: dict[str, str] = {"flower": "flower.jpg", "temple": "china.jpg"}
CREDIT = "Photographs of scikit-learn by danielbuechele and vultilion, CC BY 2.0"
WIDTH, HEIGHT = 144, 96


@functools.lru_cache(maxsize=len(PICTURES))
def sample_picture(name: str) -> UInt8[np.ndarray, "channels height width"]:
    """Return a photograph, scaled to ``WIDTH`` x ``HEIGHT`` pixels.

    Args:
        name: A key of ``PICTURES``.

    Raises:
        NotFoundError: If there is no such photograph, or scikit-learn is not installed.

    >>> sample_picture("flower").shape
    (3, 96, 144)
    """
    from PIL import Image

    if name not in PICTURES:
        raise unknown_name("photograph", name, PICTURES)
    with Image.open(_folder() / PICTURES[name]) as opened:
        scaled = opened.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    pixels = np.ascontiguousarray(np.asarray(scaled).transpose(2, 0, 1))
    pixels.flags.writeable = False  # the cache hands it out
    return pixels


def _folder() -> Path:
    found = importlib.util.find_spec("sklearn")
    if found is None or found.origin is None:
        raise NotFoundError(
            "the photographs come with scikit-learn, which is not installed; "
            "install requirements.txt"
        )
    return Path(found.origin).parent / "datasets" / "images"

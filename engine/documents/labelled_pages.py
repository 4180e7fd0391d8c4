"""Reads scans with masks: ``STEM.jpg`` beside ``STEM_mask.png`` and the maps of its lines."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Integer, UInt8
from PIL import Image, UnidentifiedImageError

from engine.core.errors import IntegrityError, NotFoundError, UnsafeFileError
from engine.core.paths import need_data

MOST_PIXELS = 60_000_000


@dataclasses.dataclass(frozen=True, eq=False)
class LabelledPage:
    """A scan and what people marked on it.

    Attributes:
        stem: File name without ending.
        group: Part of the name before the first underscore: kind and century.
        book: Document that the page belongs to.
        image: Colour scan.
        mask: 0 background, 1 text, 2 graphic.
        lines: Number of the line that covers each pixel, 0 for none.
        bands: Number of the line whose x-height band covers each pixel, 0 for none.
        ink: Ink inside the text (Sauvola, not marked by people).
    """

    stem: str
    group: str
    book: str
    image: UInt8[np.ndarray, "rows columns 3"]
    mask: UInt8[np.ndarray, "rows columns"]
    lines: Integer[np.ndarray, "rows columns"]
    bands: Integer[np.ndarray, "rows columns"]
    ink: Bool[np.ndarray, "rows columns"]


@dataclasses.dataclass(frozen=True)
class PageEntry:
    """A page that has not been read yet.

    Attributes:
        folder: Where its files lie.
        stem: File name without ending.
        book: Document that it belongs to.
    """

    folder: Path
    stem: str
    book: str

    @property
    def group(self) -> str:
        """Kind and century: what stands before the first underscore."""
        return self.stem.partition("_")[0]

    def read(self) -> LabelledPage:
        """Return the page with its maps.

        Raises:
            NotFoundError: If one of its files is missing.
            IntegrityError: If a file is no picture or has another size than the scan.
        """
        image = np.asarray(_opened(self.folder / f"{self.stem}.jpg").convert("RGB"))
        maps = {}
        for name in ("mask", "lines", "bands", "ink"):
            path = self.folder / f"{self.stem}_{name}.png"
            maps[name] = np.asarray(_opened(path))
            if maps[name].shape != image.shape[:2]:
                raise IntegrityError(
                    f"{path.name} must be as large as the scan {image.shape[:2]}, got "
                    f"{maps[name].shape}; make it again"
                )
        return LabelledPage(
            self.stem, self.group, self.book, image, maps["mask"].astype(np.uint8),
            maps["lines"].astype(np.int64), maps["bands"].astype(np.int64), maps["ink"] > 0,
        )  # fmt: skip


def _opened(path: Path) -> Image.Image:
    if not path.is_file():
        raise NotFoundError(f"{path.name} is missing in {path.parent.name}; see docs/documents.md")
    try:
        picture = Image.open(path)
        if picture.width * picture.height > MOST_PIXELS:
            raise UnsafeFileError(
                f"a scan may have {MOST_PIXELS / 1e6:g} megapixels, {path.name} has "
                f"{picture.width * picture.height / 1e6:.0f}; scale it down"
            )
        picture.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise IntegrityError(f"{path.name} must be a sound picture, got {error}") from None
    return picture


def _book(path: Path) -> str:
    """Return the document named in ``STEM.json``, else the stem without its last part."""
    if path.is_file():
        try:
            content: Any = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise IntegrityError(f"{path.name} must be JSON, got {error}") from None
        if isinstance(content, dict) and isinstance(content.get("document"), str):
            return content["document"]
    return path.stem.rsplit("_", 1)[0]


def labelled_pages(folder: Path | None = None) -> tuple[PageEntry, ...]:
    """Return the labelled pages of a folder, or of its subfolder ``labelled``, by name.

    Args:
        folder: The folder; None takes the documents of ``MODELARIUM_DATA``.

    Raises:
        NotFoundError: If there is no labelled page.
    """
    base = need_data("documents") if folder is None else folder
    base = base / "labelled" if (base / "labelled").is_dir() else base
    stems = sorted(path.name.removesuffix("_mask.png") for path in base.glob("*_mask.png"))
    if not stems:
        raise NotFoundError(
            f"{base} must hold STEM.jpg with STEM_mask.png beside it, got neither there nor in "
            "labelled/; name the folder of the pages"
        )
    return tuple(PageEntry(base, stem, _book(base / f"{stem}.json")) for stem in stems)


def read_pages(entries: tuple[PageEntry, ...]) -> Iterator[LabelledPage]:
    """Yield the pages one by one, so that only one is in memory."""
    for entry in entries:
        yield entry.read()

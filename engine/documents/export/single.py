"""One page, or the few that are shown, as a zip, built in memory."""

import io
import json
import zipfile
from collections.abc import Sequence

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from engine.documents.export.alto import alto_xml
from engine.documents.export.coco import annotations, coco_set
from engine.documents.export.description import described
from engine.documents.export.page_xml import page_xml
from engine.documents.export.yolo import yolo_labels
from engine.documents.page import Page


def _png(values: UInt8[np.ndarray, "rows columns *channels"]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(values).save(buffer, "PNG")
    return buffer.getvalue()


def _files(page: Page, name: str) -> dict[str, bytes]:
    labels = described(page, f"{name}.png")
    coco = coco_set([(labels, annotations(labels, page.classes))])
    return {
        f"{name}.png": _png(page.image),
        "mask.png": _png(page.classes),
        "ink.png": _png(page.ink.astype(np.uint8) * 255),
        "page.xml": page_xml(labels),
        "alto.xml": alto_xml(labels),
        "coco.json": json.dumps(coco).encode(),
        "yolo.txt": yolo_labels(labels).encode(),
    }


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def page_zip(page: Page) -> bytes:
    """Return picture, class mask, ink, PAGE-XML, ALTO, COCO and YOLO of a page in one zip."""
    return _zipped(_files(page, "page"))


def set_zip(pages: Sequence[Page]) -> bytes:
    """Return the same files of several pages, each page in a folder named by its seed."""
    return _zipped({
        f"{page.seed:06d}/{name}": content
        for page in pages
        for name, content in _files(page, "page").items()
    })  # fmt: skip

"""One page as a zip, built in memory."""

import io
import json
import zipfile

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


def page_zip(page: Page) -> bytes:
    """Return picture, class mask, PAGE-XML, ALTO, COCO and YOLO of a page in one zip."""
    labels = described(page, "page.png")
    coco = coco_set([(labels, annotations(labels, page.classes))])
    files = {
        "page.png": _png(page.image),
        "mask.png": _png(page.classes),
        "page.xml": page_xml(labels),
        "alto.xml": alto_xml(labels),
        "coco.json": json.dumps(coco).encode(),
        "yolo.txt": yolo_labels(labels).encode(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()

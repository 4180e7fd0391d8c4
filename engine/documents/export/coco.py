"""COCO detection JSON: a polygon per line, and run lengths of the class mask per page."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8

from engine.core.errors import IntegrityError
from engine.documents.export.description import Description
from engine.documents.export.run_length import encoded
from engine.documents.geometry import area
from engine.documents.page import PageLine

CATEGORIES = (
    {"id": 1, "name": "text", "supercategory": "page"},
    {"id": 2, "name": "graphic", "supercategory": "page"},
    {"id": 3, "name": "text_area", "supercategory": "mask"},
    {"id": 4, "name": "graphic_area", "supercategory": "mask"},
)
"""Lines and graphics one by one as polygons; the two areas of the mask as run lengths."""


def annotations(
    page: Description, classes: UInt8[np.ndarray, "rows columns"]
) -> list[dict[str, Any]]:
    """Return the annotations of one picture; ``id`` and ``image_id`` come with the set."""
    out = [_of_outline(1, line.polygon, line) for line in page.lines]
    out += [_of_outline(2, graphic, None) for graphic in page.graphics]
    for category, value in ((3, 1), (4, 2)):
        mask = classes == value
        if mask.any():
            rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
            left, top = int(columns[0]), int(rows[0])
            box = [left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top]
            out.append({
                "category_id": category, "segmentation": encoded(mask), "bbox": box,
                "area": int(mask.sum()), "iscrowd": 1,
            })  # fmt: skip
    return out


def _of_outline(
    category: int, outline: Float[np.ndarray, "_ 2"], line: PageLine | None
) -> dict[str, Any]:
    low, high = outline.min(0), outline.max(0)
    box = [float(each) for each in (*low, *(high - low))]
    found: dict[str, Any] = {
        "category_id": category, "segmentation": [_flat(outline)],
        "bbox": [round(each, 2) for each in box], "area": round(area(outline), 2), "iscrowd": 0,
    }  # fmt: skip
    if line is not None:
        found |= {"baseline": _flat(line.baseline), "text": line.text, "kind": line.kind}
    return found


def _flat(points: Float[np.ndarray, "n 2"]) -> list[float]:
    return [round(float(each), 2) for each in points.ravel()]


def coco_set(
    items: Sequence[tuple[Description, list[dict[str, Any]]]],
) -> dict[str, Any]:
    """Return the JSON of a split.

    Args:
        items: Each picture with its annotations.
    """
    images, found = [], []
    for number, (page, marks) in enumerate(items, 1):
        size = {"width": page.width, "height": page.height}
        images.append({"id": number, "file_name": page.file, **size})
        found += [{"id": len(found) + k, "image_id": number, **m} for k, m in enumerate(marks, 1)]
    return {"images": images, "annotations": found, "categories": list(CATEGORIES)}


def read_coco(content: dict[str, Any]) -> dict[str, Description]:
    """Return the lines and graphics of every picture by file name.

    Raises:
        IntegrityError: If the JSON is not COCO with polygons.
    """
    try:
        return {
            image["file_name"]: _description(image, content["annotations"])
            for image in content["images"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise IntegrityError(f"a COCO file must have images and polygons, got {error!r}") from None


def _description(image: dict[str, Any], marks: list[dict[str, Any]]) -> Description:
    own = [each for each in marks if each["image_id"] == image["id"]]
    lines = tuple(
        PageLine(_points(each["segmentation"][0]), _points(each["baseline"]), each["text"],
                 each["kind"])
        for each in own if each["category_id"] == 1
    )  # fmt: skip
    graphics = tuple(_points(e["segmentation"][0]) for e in own if e["category_id"] == 2)
    return Description(image["file_name"], image["width"], image["height"], lines, graphics)


def _points(numbers: list[float]) -> Float[np.ndarray, "n 2"]:
    return np.array(numbers, np.float64).reshape(-1, 2)

"""Writes the files of one item; its record comes last, so a half-written item is none."""

import json
import os
import threading
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from engine.documents.export.alto import alto_xml
from engine.documents.export.coco import annotations
from engine.documents.export.description import described
from engine.documents.export.page_xml import page_xml
from engine.documents.export.plan import SPLITS, ItemPlan
from engine.documents.export.yolo import yolo_labels
from engine.documents.page import CLASSES, Page

FOLDERS = ("images", "masks", "labels", "page", "alto")
RECORDS = "records"


def make_folders(folder: Path) -> None:
    """Make the empty tree of a set."""
    for name in FOLDERS:
        for split in SPLITS:
            (folder / name / split).mkdir(parents=True, exist_ok=True)
    (folder / RECORDS).mkdir(exist_ok=True)


def write_item(folder: Path, item: ItemPlan, page: Page) -> None:
    """Write picture, mask, YOLO, PAGE and ALTO files, then the record.

    Args:
        folder: Tree of the set.
        item: Which one it is.
        page: The page.
    """
    file = f"{item.name}.png"
    labels = described(page, file)
    Image.fromarray(page.image).save(folder / "images" / item.split / file, compress_level=4)
    Image.fromarray(page.classes).save(folder / "masks" / item.split / file)
    for name, ending, content in (
        ("labels", "txt", yolo_labels(labels).encode()),
        ("page", "xml", page_xml(labels)),
        ("alto", "xml", alto_xml(labels)),
    ):
        (folder / name / item.split / f"{item.name}.{ending}").write_bytes(content)
    record = {
        "index": item.index, "file": f"images/{item.split}/{file}", "split": item.split,
        "seed": page.seed, "width": labels.width, "height": labels.height,
        "lines": len(page.lines), "graphics": len(page.graphics),
        "layout": page.layout, "font": page.font, "paper": page.paper,
        "shares": {name: round(share, 5) for name, share in page.class_shares.items()},
        "annotations": annotations(labels, page.classes),
    }  # fmt: skip
    target = folder / RECORDS / f"{item.name}.json"
    waiting = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    waiting.write_text(json.dumps(record), encoding="utf-8")
    waiting.replace(target)


def read_record(folder: Path, item: ItemPlan) -> dict[str, Any] | None:
    """Return the record of a finished item, None for one that is missing or damaged."""
    path = folder / RECORDS / f"{item.name}.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(record, dict) and record.get("split") == item.split
    return record if whole and (folder / str(record.get("file"))).is_file() else None


def class_balance(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Return mean pixel shares and the number of items that show each class.

    Args:
        records: Records of the items.
    """
    shares = {
        name: float(np.mean([each["shares"][name] for each in records])) if records else 0.0
        for name in CLASSES
    }
    shown = {name: sum(each["shares"][name] > 0 for each in records) for name in CLASSES}
    return {"mean_shares": shares, "items_showing": shown}

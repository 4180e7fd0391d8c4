"""Writes a data set item by item; the same call goes on where an earlier one stopped."""

import dataclasses
import functools
import json
import zipfile
from pathlib import Path
from typing import Any

from engine.core.disk import writing
from engine.core.jobs import Report
from engine.core.parallel import run_tasks
from engine.documents.export.coco import coco_set
from engine.documents.export.description import Description
from engine.documents.export.item_files import (
    RECORDS,
    class_balance,
    make_folders,
    read_record,
    write_item,
)
from engine.documents.export.plan import SPLITS, ItemPlan, SetPlan
from engine.documents.export.source import Source
from engine.documents.export.yolo import yolo_data

PLAN, MANIFEST = "plan.json", "manifest.json"
_EPOCH = (2026, 1, 1, 0, 0, 0)


@dataclasses.dataclass(frozen=True)
class Exported:
    """A finished data set.

    Attributes:
        folder: Where it lies.
        items: Items in it.
        drawn: Items that this call drew; the others were there.
        balance: Mean share of the pixels and number of items showing each class.
    """

    folder: Path
    items: int
    drawn: int
    balance: dict[str, Any]


def _one(folder: Path, source: Source, item: ItemPlan) -> None:
    write_item(folder, item, source(item.seed, graphic=item.graphic))


def export_set(
    plan: SetPlan, folder: Path, *, workers: int = 1, report: Report | None = None
) -> Exported:
    """Write the set, or what is missing of it.

    Args:
        plan: The set.
        folder: Where it goes; empty, new, or holding an unfinished copy of the same set.
        workers: Processes that draw.
        report: Progress and stop; what is written stays for the next call.

    Raises:
        ValueError: If the folder holds another set or other files.
        CancelledError: If the visitor stopped it.
        EngineError: If the disk is full.
    """
    with writing("the data set"):
        _claim(plan, folder)
        make_folders(folder)
        items = plan.items()
        missing = [item for item in items if read_record(folder, item) is None]
        run_tasks(
            functools.partial(_one, folder, plan.source), missing, workers=workers, report=report
        )
        return _finished(plan, folder, items, len(missing))


def _claim(plan: SetPlan, folder: Path) -> None:
    wanted = plan.description()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PLAN
    if not path.is_file():
        if any(folder.iterdir()):
            raise ValueError(f"{folder.name} must be empty or hold a set; choose another folder")
        path.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
        return
    try:
        present = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        present = None
    if present != json.loads(json.dumps(wanted)):
        raise ValueError(
            f"{folder.name} holds another set (see {PLAN}); give its settings, or another folder"
        )


def _finished(plan: SetPlan, folder: Path, items: tuple[ItemPlan, ...], drawn: int) -> Exported:
    records = [record for item in items if (record := read_record(folder, item)) is not None]
    for split in SPLITS:
        own = [
            (Description(Path(r["file"]).name, r["width"], r["height"], ()), r["annotations"])
            for r in records
            if r["split"] == split
        ]
        (folder / f"coco_{split}.json").write_text(json.dumps(coco_set(own)), encoding="utf-8")
    (folder / "data.yaml").write_text(yolo_data(), encoding="utf-8")
    balance = class_balance(records)
    short = [{k: v for k, v in record.items() if k != "annotations"} for record in records]
    manifest = {**plan.description(), "balance": balance, "items": short}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return Exported(folder, len(records), drawn, balance)


def zip_set(folder: Path, target: Path, *, report: Report | None = None) -> Path:
    """Pack a finished set; the same set gives the same bytes.

    Args:
        folder: The set.
        target: File to write.
        report: Progress and stop.

    Raises:
        ValueError: If the set is not finished.
    """
    if not (folder / MANIFEST).is_file():
        raise ValueError(f"{folder.name} must be a finished set, got no {MANIFEST}; export first")
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.parent.name != RECORDS
    )
    waiting = target.with_name(target.name + ".part")
    with writing("the zip"), zipfile.ZipFile(waiting, "w") as archive:
        for number, path in enumerate(files):
            if report is not None and number % 20 == 0:
                report(number / len(files), f"packed {number} of {len(files)} files")
            if path not in (target, waiting):
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                packed = path.suffix == ".png"
                info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
                archive.writestr(info, path.read_bytes())
    waiting.replace(target)
    return target

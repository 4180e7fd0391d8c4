"""Where the dashboard keeps data sets: a few folders of the cache, named by their plan."""

import hashlib
import json
import shutil
from pathlib import Path

from engine.core.jobs import Report
from engine.core.paths import cache_folder
from engine.documents.export.dataset import export_set, zip_set
from engine.documents.export.plan import SetPlan

KEPT = 3
"""Sets on the shelf; the one that was touched longest ago goes first."""


def shelf_folder(plan: SetPlan) -> Path:
    """Return the folder of a plan: the same plan finds the same folder after a reload."""
    content = json.dumps(plan.description(), sort_keys=True).encode()
    name = hashlib.sha256(content).hexdigest()[:16]
    return cache_folder() / "document_sets" / name


def make_zip(plan: SetPlan, *, report: Report | None = None) -> Path:
    """Return the zip of a set on the shelf; goes on where an earlier call stopped.

    Args:
        plan: The set.
        report: Progress and stop.
    """
    folder = shelf_folder(plan)
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    _tidy(folder)
    export_set(plan, folder, report=report)
    return zip_set(folder, folder.with_suffix(".zip"))


def unfinished(plan: SetPlan) -> int:
    """Return how many items of a set an earlier, stopped call has left on the shelf."""
    return len(list((shelf_folder(plan) / "records").glob("*.json")))


def _tidy(current: Path) -> None:
    others = [each for each in current.parent.iterdir() if each.is_dir() and each != current]
    for old in sorted(others, key=lambda each: each.stat().st_mtime)[: -(KEPT - 1)]:
        shutil.rmtree(old, ignore_errors=True)
        old.with_suffix(".zip").unlink(missing_ok=True)

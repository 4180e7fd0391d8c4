"""The whole analysis of a model without the app: HTML, CSV and JSON from one command.

``python -m engine.studies.report --model DIR [--out DIR]``; DIR is a folder with ``config.json``
and ``model.safetensors``, a safetensors file, or the name of an embedded model.
"""

import argparse
import dataclasses
import importlib.metadata
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.core.errors import EngineError
from engine.studies.command_line import progress_lines

if TYPE_CHECKING:
    from engine.studies.report_analysis import ModelReport

FILES = ("report.html", "layers.csv", "cells.csv", "report.json")


def write_report(report: "ModelReport", folder: Path) -> tuple[Path, ...]:
    """Write the four files of a report; the folder is made when missing.

    Args:
        report: What was found.
        folder: Where to write.

    Returns:
        The paths, in the order of ``FILES``.
    """
    from engine.studies.report_html import report_html

    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / name for name in FILES)
    versions = _versions()
    paths[0].write_text(report_html(report, versions), encoding="utf-8")
    report.analysis.layers.to_csv(paths[1], index=False)
    report.analysis.cells.to_csv(paths[2], index=False)
    text = json.dumps(summary(report, versions), indent=2, ensure_ascii=False, allow_nan=False)
    paths[3].write_text(text + "\n", encoding="utf-8")
    return paths


def summary(report: "ModelReport", versions: str) -> dict[str, Any]:
    """Return the conclusions as plain values; infinities become null.

    Args:
        report: What was found.
        versions: Versions of what computed it.
    """
    model, plan = report.model, report.plan
    return {
        "model": {"title": model.title, "source": model.source, "sha256": model.sha256},
        "versions": versions,
        "totals": [_plain(row) for row in report.totals.to_dict("records")],
        "plan": {
            "method": plan.method,
            "granularity": plan.granularity,
            **_plain(dataclasses.asdict(plan.allocation) | {"uniform_error": plan.uniform_error}),
            "bits": dict(zip(plan.layers, plan.allocation.bits, strict=True)),
        },
        "suspicious": [_plain(row) for row in report.suspicious.to_dict("records")],
    }


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    def value(each: Any) -> Any:  # noqa: ANN401 - numpy scalars and Python's own
        each = each.item() if hasattr(each, "item") else each
        return None if isinstance(each, float) and not math.isfinite(each) else each

    return {str(name): value(each) for name, each in row.items()}


def _versions() -> str:
    names = ("numpy", "torch", "safetensors")
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    made = argparse.ArgumentParser(
        prog="python -m engine.studies.report",
        description="Write the quantization report of a model as HTML, CSV and JSON.",
    )
    made.add_argument("--model", required=True, help="folder, safetensors file or embedded name")
    made.add_argument("--out", type=Path, default=Path("runs") / "report", help="folder to write")
    made.add_argument("--top", type=int, default=10, help="suspicious layers to list")
    made.add_argument("--workers", type=int, default=None, help="threads (default: cores, max. 4)")
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 after a message on what to change."""
    options = parser().parse_args(words)
    from engine.studies.report_analysis import report_on
    from engine.studies.report_source import open_model

    try:
        model = open_model(options.model)
        report = report_on(
            model, top=options.top, workers=options.workers, report=progress_lines()
        )
        for path in write_report(report, options.out):
            print(path)
    except (EngineError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

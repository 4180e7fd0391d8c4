"""``python -m engine.documents.evaluate --pages DIR``: M1 to M4 per page group, as JSON."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.core.errors import EngineError
from engine.documents.evaluation import evaluate
from engine.documents.labelled_pages import labelled_pages
from engine.documents.segmenters import segmenter_named, segmenters


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the pages of a folder and write the JSON to standard output.

    Args:
        arguments: Words of the command line; None takes those of the process.

    Returns:
        0, or 2 where the pages cannot be read.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, required=True, help="folder of labelled pages")
    names = [each.name for each in segmenters()]
    parser.add_argument(
        "--segmenter", default=names[0],
        help=f"one of {', '.join(names)}; the first by default",
    )  # fmt: skip
    parser.add_argument("--every", type=int, default=1, help="take every n-th page")
    parser.add_argument("--each", action="store_true", help="write every page's scores too")
    chosen = parser.parse_args(arguments)
    try:
        entry = segmenter_named(chosen.segmenter)
        pages = labelled_pages(chosen.pages)[:: max(1, chosen.every)]
        found = evaluate(entry.build(), pages, report=_progress)
    except (EngineError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    answer = {"segmenter": entry.name, "title": entry.title, **found.report()}
    if chosen.each:
        answer["each"] = [{"page": each.stem, **each.values} for each in found.pages]
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")
    return 0


def _progress(share: float, message: str) -> None:
    sys.stderr.write(f"{share:6.1%}  {message}\n")


if __name__ == "__main__":
    sys.exit(main())

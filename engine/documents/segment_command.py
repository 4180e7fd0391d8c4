"""The command that writes the lines of a scan as PAGE-XML and ALTO."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from engine.core.disk import writing
from engine.core.errors import EngineError
from engine.documents.export.alto import alto_xml
from engine.documents.export.description import Description
from engine.documents.export.page_xml import page_xml
from engine.documents.line_segmenter import default_network, network_names, network_segmenter
from engine.documents.scans import read_scan
from engine.documents.segment import Segmentation


def described(found: Segmentation, file: str) -> Description:
    """Return the lines and graphics of a scan under its file name, for PAGE-XML and ALTO."""
    rows, columns = found.text.shape
    return Description(file, columns, rows, found.outlines, found.graphics)


def write(found: Segmentation, scan: Path, folder: Path) -> dict[str, str | int]:
    """Write PAGE-XML, ALTO and class mask; return their names and the count of lines."""
    labels = described(found, scan.name)
    names = {kind: f"{scan.stem}.{kind}" for kind in ("page.xml", "alto.xml", "mask.png")}
    with writing("the lines"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / names["page.xml"]).write_bytes(page_xml(labels))
        (folder / names["alto.xml"]).write_bytes(alto_xml(labels))
        Image.fromarray(found.classes.astype(np.uint8)).save(folder / names["mask.png"])
    return {"scan": scan.name, "lines": len(found.outlines), "graphics": len(found.graphics),
            **{kind.partition(".")[0]: name for kind, name in names.items()}}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Segment scans and say on standard output what was written, as JSON.

    Args:
        arguments: Words of the command line; None takes those of the process.

    Returns:
        0, or 2 where a scan cannot be read.
    """
    parser = argparse.ArgumentParser(prog="python -m engine.documents.segment",
                                     description=__doc__)  # fmt: skip
    parser.add_argument("scans", type=Path, nargs="+", metavar="SCAN", help="picture files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    names = ", ".join(network_names())
    parser.add_argument("--network", help=f"one of {names}; the first by default")
    chosen = parser.parse_args(arguments)
    try:
        segmenter = network_segmenter(chosen.network or default_network())
        done = [write(segmenter.segmentation(read_scan(s)), s, chosen.out) for s in chosen.scans]
    except (EngineError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(done, indent=1) + "\n")
    return 0

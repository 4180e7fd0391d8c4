"""A precision and recall report without the app: HTML, CSV and JSON from one command.

``python -m engine.studies.feature_report --real A.npz --generated B.npz --out report.html``; each
side is a file of features, a zip of pictures with ``--extractor mnist`` or ``cifar10``, or one of
these two words for the shipped features of its test images.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.core.errors import EngineError, NotFoundError
from engine.studies.command_line import progress_lines
from engine.studies.sample_set import SampleSet, reference_set

DATA = ("mnist", "cifar10")


def read_side(where: str, extractor: str | None) -> SampleSet:
    """Return one side of a comparison: a file, or the name of a shipped set.

    Raises:
        NotFoundError: If there is no such file or set.
        UnsafeFileError: If a file is damaged, too large or of another kind.
        ValueError: If a zip of pictures comes without an extractor, or a file holds no features.
    """
    from engine.studies.own_features import check_size, read_features

    if where in DATA:
        return reference_set(where)
    path = Path(where).expanduser()
    if not path.is_file():
        raise NotFoundError(f"{where[:80]!r} is no file and none of {', '.join(DATA)}")
    check_size(path.name, path.stat().st_size)
    if path.suffix.lower() != ".zip":
        return read_features(path.read_bytes(), path.name)
    if extractor is None:
        raise ValueError(
            f"a zip of pictures needs an extractor, got none; add --extractor {' or '.join(DATA)}"
        )
    from engine.metrics.features import load_extractor
    from engine.studies.own_images import read_images

    content = [(path.name, path.read_bytes())]
    return read_images(content, load_extractor(extractor), report=progress_lines()).samples


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    made = argparse.ArgumentParser(
        prog="python -m engine.studies.feature_report",
        description="Write the precision and recall report of two sets of samples.",
    )
    what = "features (npz, npy, parquet, csv), zip of pictures, or mnist or cifar10"
    made.add_argument("--real", required=True, help=what)
    made.add_argument("--generated", required=True, help=what)
    made.add_argument("--extractor", choices=DATA, help="describes pictures")
    made.add_argument("--samples", type=int, default=5_000, help="samples of each set at most")
    made.add_argument("--seeds", type=int, default=5, help="seeds of the hash")
    made.add_argument("--seed", type=int, default=0, help="first seed, and seed of every draw")
    made.add_argument("--out", type=Path, default=Path("report.html"), help="file to write")
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 after a message on what to change."""
    options = parser().parse_args(words)
    from engine.studies.feature_measures import ReportSettings, measure_features
    from engine.studies.feature_report_files import csv_text, json_text
    from engine.studies.feature_report_html import report_html

    try:
        settings = ReportSettings(samples=options.samples, seeds=options.seeds, seed=options.seed)
        sides = [read_side(each, options.extractor) for each in (options.real, options.generated)]
        found = measure_features(*sides, settings, report=progress_lines())
        texts = (report_html(found), csv_text(found), json_text(found))
        options.out.parent.mkdir(parents=True, exist_ok=True)
        for ending, text in zip((".html", ".csv", ".json"), texts, strict=True):
            path = options.out.with_suffix(ending)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path}\n")
    except (EngineError, ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

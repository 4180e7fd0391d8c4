"""A report on class sets without the app: HTML, CSV and JSON from one command.

``python -m engine.studies.discovery_report --data FILE --out FOLDER`` reads a CSV, parquet or npz
file whose rows are samples with a class path, guesses its columns, takes the first preset of its
tree and measures. ``--list`` only prints columns, presets and classes; ``--demo`` takes the
made-up sample file instead.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.core.errors import EngineError, NotFoundError, unknown_name
from engine.discovery.class_tree import MEASURES
from engine.studies.command_line import progress_lines
from engine.studies.own_classes import OwnClasses, own_classes
from engine.studies.own_columns import ColumnChoice, class_columns, described_by, guessed
from engine.studies.own_discovery import OwnDiscovery
from engine.studies.own_split import read_split, sets_of, split_csv, split_presets
from engine.studies.own_table import OwnTable, read_table


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    made = argparse.ArgumentParser(
        prog="python -m engine.studies.discovery_report",
        description="Write the report on labeled and unlabeled classes of a file.",
    )
    source = made.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, help="CSV, TSV, parquet or npz, one row a sample")
    source.add_argument("--demo", action="store_true", help="the made-up sample file")
    made.add_argument("--classes", nargs="+", help="columns of the class, uppermost first")
    made.add_argument("--described-by", help="array or column of texts instead of all numbers")
    split = made.add_mutually_exclusive_group()
    split.add_argument("--preset", help="split of the classes; --list names them")
    split.add_argument(
        "--split", type=Path, help="CSV of class,role (labeled, unlabeled, ignored)"
    )
    made.add_argument("--kernel", default="gaussian", choices=("gaussian", "laplacian"))
    made.add_argument(
        "--measure", default="wu_palmer", choices=MEASURES, help="similarity by position"
    )
    made.add_argument("--samples", type=int, default=60, help="samples of each class at most")
    made.add_argument("--epochs", type=int, default=30, help="passes of UNO")
    made.add_argument("--seed", type=int, default=0, help="decides every draw")
    made.add_argument("--list", action="store_true", help="print columns, presets and classes")
    made.add_argument("--out", type=Path, default=Path("discovery_report"), help="folder to write")
    return made


def chosen_columns(
    table: OwnTable, classes: Sequence[str] | None, described: str | None
) -> ColumnChoice:
    """Return what the columns of a table mean, guessed where nothing is said.

    Raises:
        ValueError: If no column could name a class, or nothing describes the samples.
    """
    named = tuple(classes) if classes else guessed(table).classes
    if described:
        return ColumnChoice(named, described)
    choices = described_by(table, named)
    if not choices:
        raise ValueError(
            "samples must be described by two columns of numbers or one of texts, got neither; "
            "choose other class columns"
        )
    return ColumnChoice(named, choices[0])


def roles(data: OwnClasses, preset: str | None, split: Path | None) -> dict[str, str]:
    """Return the role of every class, by a file, a preset's name or the first preset.

    Raises:
        NotFoundError: If there is no such preset or class.
        ValueError: If the file is no table of roles.
    """
    if split is not None:
        return read_split(split.read_text("utf-8-sig"), data.tree)
    presets = split_presets(data.tree)
    name = preset or next(iter(presets))
    if name not in presets:
        raise unknown_name("preset", name, presets)
    return presets[name]


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 after a message on what to change."""
    options = parser().parse_args(words)
    try:
        settings = OwnDiscovery(
            kernel=options.kernel,
            measure=options.measure,
            samples=options.samples,
            epochs=options.epochs,
            seed=options.seed,
        )
        table = _table(options.data)
        choice = chosen_columns(table, options.classes, options.described_by)
        data = own_classes(table, choice)
        if options.list:
            sys.stdout.write(_listed(table, choice, data))
            return 0
        split = roles(data, options.preset, options.split)
        found = settings(data, sets_of(split), report=progress_lines())
        from engine.studies.discovery_report_files import csv_text, json_text
        from engine.studies.discovery_report_html import report_html

        texts = {
            "report.html": report_html(found),
            "samples.csv": csv_text(found),
            "numbers.json": json_text(found),
            "split.csv": split_csv(split),
        }
        options.out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (options.out / name).write_text(text, encoding="utf-8")
            sys.stdout.write(f"{options.out / name}\n")
    except (EngineError, ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _table(path: Path | None) -> OwnTable:
    from engine.studies.own_classes_demo import FILE, demo_csv
    from engine.studies.own_features import check_size

    if path is None:
        return read_table(demo_csv(), FILE)
    where = path.expanduser()
    if not where.is_file():
        raise NotFoundError(f"{str(path)[:80]!r} is no file; name a CSV, parquet or npz file")
    check_size(where.name, where.stat().st_size)
    return read_table(where.read_bytes(), where.name)


def _listed(table: OwnTable, choice: ColumnChoice, data: OwnClasses) -> str:
    possible = ", ".join(class_columns(table))
    lines = [
        f"class columns: {', '.join(choice.classes)} (possible: {possible})",
        f"described by: {choice.described} (possible: "
        f"{', '.join(described_by(table, choice.classes))})",
        *(f"note: {each}" for each in data.notes),
        *(f"preset: {name}" for name in split_presets(data.tree)),
        *(f"class: {name} ({count} samples)" for name, count in data.counts.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())

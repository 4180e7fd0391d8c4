"""A generator before and after compression, without the app: HTML, CSV and JSON from one command.

``python -m engine.studies.own_generator_report --generator G.safetensors --real mnist --method LQ
--bits 3 --out report.html``.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.core.errors import EngineError, NotFoundError
from engine.studies.command_line import progress_lines
from engine.studies.feature_report import DATA


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    made = argparse.ArgumentParser(
        prog="python -m engine.studies.own_generator_report",
        description="Measure a generator against real pictures, in full and compressed.",
    )
    made.add_argument("--generator", type=Path, required=True, help="safetensors file")
    made.add_argument("--real", choices=DATA, required=True, help="whose test images are real")
    made.add_argument("--method", default="LQ", help="quantizer, such as LQ, ACIQ or OCS + MMSE")
    made.add_argument("--bits", type=int, default=4, help="bits of a weight, 2 to 8")
    made.add_argument("--granularity", default="tensor", help="tensor, row, group64 or group128")
    made.add_argument("--samples", type=int, default=1_000, help="pictures of each network")
    made.add_argument("--seeds", type=int, default=5, help="seeds of the hash")
    made.add_argument("--seed", type=int, default=0, help="seed of latents and real samples")
    made.add_argument("--truncation", type=float, default=1.0, help="1 leaves latents alone")
    made.add_argument("--noise-seed", type=int, default=0, help="seed of a StyleGAN2's noise")
    made.add_argument("--out", type=Path, default=Path("report.html"), help="file to write")
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 after a message on what to change."""
    options = parser().parse_args(words)
    from engine.studies.own_generator_files import csv_text, html_text, json_text

    try:
        found = _measured(options)
        texts = (html_text(found), csv_text(found), json_text(found))
        options.out.parent.mkdir(parents=True, exist_ok=True)
        for ending, text in zip((".html", ".csv", ".json"), texts, strict=True):
            path = options.out.with_suffix(ending)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path}\n")
    except (EngineError, ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _measured(options: argparse.Namespace):  # noqa: ANN202 - torch comes with the type
    from engine.studies.compressed_generator import Compression
    from engine.studies.layer_configurations import configuration
    from engine.studies.own_generator import check_size, read_generator
    from engine.studies.own_generator_measures import measure_generator
    from engine.studies.own_generator_subject import MeasureSettings

    path = options.generator.expanduser()
    if not path.is_file():
        raise NotFoundError(f"{str(path)[:80]!r} is no file; name a generator's safetensors file")
    check_size(path.name, path.stat().st_size)
    own = read_generator(path.read_bytes(), path.name)
    method = configuration(options.method).at(options.bits, options.granularity)
    settings = MeasureSettings(
        samples=options.samples,
        seeds=options.seeds,
        seed=options.seed,
        truncation=options.truncation,
        noise_seed=options.noise_seed,
    )
    return measure_generator(
        own.subject, Compression(method), options.real, settings, report=progress_lines()
    )


if __name__ == "__main__":
    sys.exit(main())

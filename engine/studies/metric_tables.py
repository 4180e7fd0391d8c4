"""Two shipped tables about the metrics themselves: what outliers do, and how time grows with n.

``python -m engine.studies.metric_tables --ship`` measures both and writes ``metric_outliers`` and
``metric_timings`` to ``cached_models``. Times are those of the machine that ran it; the growth is
what counts.
"""

import argparse
import dataclasses
import itertools
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine import zoo
from engine.core.errors import EngineError
from engine.core.jobs import Report
from engine.studies.command_line import progress_lines
from engine.studies.feature_sets import FEATURE_SETS, feature_set, real_features
from engine.studies.metric_timing import LARGEST, MetricTiming
from engine.studies.outlier_injection import (
    SIDES,
    OutlierInjection,
    injected,
    outlier_scores,
)

if TYPE_CHECKING:
    import pandas as pd

OUTLIERS = "metric_outliers"
TIMINGS = "metric_timings"
PERCENTS = (0.0, 1.0, 5.0, 10.0)
SEEDS = (0, 1, 2)


def outlier_table(
    *,
    sources: Sequence[str] = tuple(FEATURE_SETS),
    percents: Sequence[float] = PERCENTS,
    seeds: Sequence[int] = SEEDS,
    count: int = 1000,
    report: Report | None = None,
) -> "pd.DataFrame":
    """Return one row for each set, side, share, injection seed and metric.

    Args:
        sources: Names of feature sets that stand for generators.
        percents: Shares of outliers; without 0 there is nothing to compare with.
        seeds: Seeds of the injection; each hashed metric runs with as many hash seeds.
        count: Real and generated samples.
        report: Told the share done.
    """
    import pandas as pd

    real = real_features(count)
    settings = list(itertools.product(sources, SIDES, percents, seeds))
    rows = []
    for done, (source, side, percent, seed) in enumerate(settings):
        if report:
            report(done / len(settings), f"{source}, {percent:g} % among {side}")
        sets = injected(
            real, feature_set(source, count), side, OutlierInjection(percent=percent, seed=seed)
        )
        scores = outlier_scores(*sets, percent=percent, hash_seeds=tuple(seeds))
        rows += [
            {"source": source, "side": side, "seed": seed, "samples": count}
            | dataclasses.asdict(each)
            for each in scores
        ]
    return pd.DataFrame(rows)


def timing_table(
    timing: MetricTiming, *, seeds: Sequence[int] = SEEDS, report: Report | None = None
) -> "pd.DataFrame":
    """Return one row for each seed, size and metric.

    Args:
        timing: What is timed; its seed is replaced.
        seeds: Seeds of features and hashes.
        report: Told the share done.
    """
    import pandas as pd

    rows = []
    for turn, seed in enumerate(seeds):

        def part(share: float, message: str, turn: int = turn) -> None:
            if report:
                report((turn + share) / len(seeds), message)

        found = dataclasses.replace(timing, seed=seed)(report=part)
        rows += [{"seed": seed, **dataclasses.asdict(each)} for each in found]
    return pd.DataFrame(rows)


def _card(name: str, title: str, frame: "pd.DataFrame", data: str) -> zoo.ModelCard:
    return zoo.ModelCard(
        name=name,
        title=title,
        kind="table",
        file="",
        sha256="",
        command="python -m engine.studies.metric_tables --ship",
        seed=0,
        data=data,
        licence="Apache-2.0; numbers only",
        score={"rows": len(frame)},
        settings={"seeds": sorted({int(each) for each in frame["seed"]})},
    )


def main(words: Sequence[str] | None = None) -> int:
    """Measure both tables; return 0, or 2 after a message on what to change."""
    parser = argparse.ArgumentParser(
        prog="python -m engine.studies.metric_tables", description=__doc__
    )
    parser.add_argument("--ship", action="store_true", help="write them to cached_models")
    parser.add_argument("--largest", type=int, default=LARGEST, help="most references timed")
    parser.add_argument("--samples", type=int, default=1000, help="of each side, with outliers")
    options = parser.parse_args(words)
    try:
        timings = timing_table(MetricTiming(largest=options.largest), report=progress_lines())
        outliers = outlier_table(count=options.samples, report=progress_lines())
        if options.ship:
            title = "Time for one sample against the number of references"
            zoo.save_table(_card(TIMINGS, title, timings, "made-up features"), timings)
            title = "Precision and recall with outliers put in"
            data = "shipped reference features of MNIST"
            zoo.save_table(_card(OUTLIERS, title, outliers, data), outliers)
    except (EngineError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

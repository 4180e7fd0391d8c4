"""Estimates of the number of unlabeled classes in several representations."""

import dataclasses
from collections.abc import Mapping

import numpy as np

from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.discovery.class_count import ClassCount, Gap, Silhouette
from engine.discovery.clustering import KMeans
from engine.metrics.progress import stage

SCORED = 600


def class_counts(
    views: Mapping[str, np.ndarray], classes: int, *, seed: int, report: Report | None = None
) -> tuple[ClassCount, ...]:
    """Return silhouette's and the gap statistic's estimate in each representation, in its order.

    Args:
        views: Features of the same samples, by title.
        classes: True number; up to twice as many are tried, and a seeded part of the samples.
        seed: Decides clusters and samples.
        report: Told the share done.
    """
    size = len(next(iter(views.values())))
    drawn = np.sort(numpy_generator(seed).permutation(size)[:SCORED])
    measures = (Silhouette(seed=seed), Gap(references=4, seed=seed))
    steps = [(title, measure) for title in views for measure in measures]
    found = []
    for turn, (title, measure) in enumerate(steps):
        some = views[title][drawn]
        made = measure(
            some,
            range(1, min(2 * classes + 2, 41, len(some))),
            clustering=KMeans(searches=2, seed=seed),
            report=stage(report, turn / len(steps), (turn + 1) / len(steps)),
        )
        found.append(dataclasses.replace(made, measure=f"{made.measure}, {title}"))
    return tuple(found)

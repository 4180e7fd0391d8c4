"""Precision and recall by hashing beside the prdc package and exact neighbours by matrix products.

Run: ``python -m benchmarks.precision_recall``; ``--quick`` takes small sets and writes nothing.
The sets are samples of a 48-dimensional manifold; times include building every index.
"""

import argparse
import contextlib
import io
import resource
import time
from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from prdc import compute_prdc

from benchmarks.document import table, write_section
from benchmarks.timing import alternate, machine
from engine.metrics import ExactNeighbours, LshNeighbours, LshOccupancy
from engine.metrics.neighbours import nearest
from engine.metrics.occupancy_index import OccupancyIndex

QUERIES = 1000
Samples = Float[np.ndarray, "samples features"]


def manifold(count: int, features: int, seed: int) -> Samples:
    """Return samples of a bent 48-dimensional manifold, the same one for every seed."""
    shape = np.random.default_rng(5)
    ways = shape.normal(size=(48, features)) / 7
    into = shape.normal(size=(features, features)) / np.sqrt(features)
    inner = np.random.default_rng(seed).normal(size=(count, 48))
    return (np.tanh(inner @ ways) @ into).astype(np.float32)


def peer(real: Samples, generated: Samples) -> None:
    """Run prdc, which prints."""
    with contextlib.redirect_stdout(io.StringIO()):
        compute_prdc(real, generated, 3)


def against_peers(count: int, features: int, rounds: int) -> str:
    """Whole metric, both directions, against prdc and our exact neighbours."""
    real, generated = manifold(count, features, 0), manifold(count, features, 1)
    hashed = LshOccupancy()
    stored = hashed.calibrate(real)
    contestants: dict[str, Callable[[], object]] = {
        "prdc": lambda: peer(real, generated),
        "KNN, ours": lambda: ExactNeighbours()(real, generated),
        "LSH+KNN": lambda: LshNeighbours()(real, generated),
        "LSH-only, calibrated": lambda: hashed(real, generated),
        "LSH-only, width stored": lambda: hashed(real, generated, calibration=stored),
    }
    times = alternate({k: (lambda c=c: c) for k, c in contestants.items()}, rounds=rounds)
    rows = [
        (t.name, f"{t.median:.3f}", f"{t.minimum:.3f}", f"{times[0].median / t.median:.1f}x")
        for t in times
    ]
    return f"**n = {count:,} of each, {features} features.**\n\n" + table(
        ("contestant", "median s", "fastest s", "prdc / it"), rows
    )


def query_seconds(count: int, rounds: int) -> tuple[float, float, float]:
    """Return seconds a query, with the index ready: KNN, LSH+KNN, LSH-only."""
    real, asked = manifold(count, 512, 0), manifold(QUERIES, 512, 1)
    hashed, balls = LshOccupancy(), LshNeighbours()
    hashing, width = hashed.hashing(real), hashed.calibrate(real).width
    held = OccupancyIndex(hashing.codes(hashing.project(real), width))
    reach = balls.width_of(real)
    codes = balls.shared_codes(real, asked, reach)[0]
    middle = real.mean(axis=0)
    index = balls.index(real - middle, codes.references, reach)
    times = alternate(
        {
            "KNN": lambda: lambda: nearest(asked, real, count=1),
            "LSH+KNN": lambda: lambda: index.judge(asked - middle, codes.samples),
            "LSH-only": lambda: (
                lambda: held.occupied(hashing.codes(hashing.project(asked), width))
            ),
        },
        rounds=rounds,
    )
    knn, neighbours, occupancy = (each.minimum / QUERIES for each in times)
    return knn, neighbours, occupancy


def slopes(counts: tuple[int, ...], rounds: int) -> str:
    """Time of a query over the number of references, and its slope in log-log."""
    found = np.array([query_seconds(count, rounds) for count in counts])
    slope = np.polyfit(np.log(counts), np.log(found), 1)[0]
    rows = [
        (f"{count:,}", *(f"{each * 1e6:.1f}" for each in line))
        for count, line in zip(counts, found, strict=True)
    ]
    rows.append(("slope", *(f"{each:.2f}" for each in slope)))
    return (
        f"**Microseconds a query** ({QUERIES:,} queries, 512 features, index ready, fastest "
        "round; targets of the slope: KNN >= 0.85, LSH+KNN <= 0.5, LSH-only <= 0.15).\n\n"
        + table(("references", "KNN", "LSH+KNN", "LSH-only"), rows)
    )


def large(count: int) -> str:
    """The hashed metrics on sets that prdc's arrays do not fit beside."""
    real, generated = manifold(count, 512, 0), manifold(count, 512, 1)
    lines = []
    for method in (LshOccupancy(), LshNeighbours()):
        began = time.perf_counter()
        method(real, generated)
        took = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        lines.append(f"{method.title} {took:.1f} s, peak so far {peak:.2f} GB")
    return f"**n = {count:,}, 512 features, sets included in memory.** " + "; ".join(lines) + "."


def main() -> None:
    """Run every part and write the section of ``docs/benchmarks.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sets, nothing written")
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    began = "## Precision and recall\n\n`python -m benchmarks.precision_recall`\n\n"
    parts = [began + machine("numpy", "torch", "scikit-learn", "prdc")]
    if wanted.quick:
        parts += [against_peers(2000, 512, 1), slopes((1000, 4000, 16000), 2), large(5000)]
    else:
        parts += [large(50_000), against_peers(10_000, 512, wanted.rounds)]
        parts += [against_peers(10_000, 2048, wanted.rounds)]
        parts += [slopes((1000, 3000, 10_000, 30_000, 100_000), 5)]
        write_section("precision and recall", "\n\n".join(parts))
    print("\n\n".join(parts))


if __name__ == "__main__":
    main()

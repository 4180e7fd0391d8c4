"""Transfer flow beside its definition, plain and with the published code's own steps.

Run: ``python -m benchmarks.transfer_flow``; ``--quick`` takes small sets and writes nothing.
The sets are Gauss clouds around Gauss centres, as in the known values.
"""

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, Int

from benchmarks.document import table, write_section
from benchmarks.timing import alternate, machine
from engine.discovery.similarity import PermutationNull, TransferFlow, bootstrap_flow
from engine.discovery.similarity.reference import plain_transfer_flow

Samples = Float[np.ndarray, "samples features"]
Classes = Int[np.ndarray, " samples"]
Goal = tuple[str, float, float]
"""What is asked for, the most that it may take, and what it took."""


def clouds(classes: int, count: int, features: int) -> tuple[Samples, Classes]:
    """Return clouds of ``count`` samples each."""
    draw = np.random.default_rng(0)
    centres = draw.standard_normal((classes, features)) * 0.3
    rows = [each + draw.standard_normal((count, features)) for each in centres]
    return np.concatenate(rows), np.repeat(np.arange(classes), count)


def published_steps(rows: Samples, labels: Classes) -> float:
    """Return transfer flow as the published code computes it: pair by ordered pair, by cdist."""
    samples, whole, flow = torch.from_numpy(rows), len(rows), 0.0
    parts = [samples[torch.from_numpy(labels == each)] for each in np.unique(labels)]
    for first, here in enumerate(parts):
        for second, there in enumerate(parts):
            if first == second:
                continue
            pooled, cut = torch.cat([here, there]), len(here)
            distances = torch.cdist(pooled, pooled).square()
            size = len(pooled)
            scale = distances.sum() / (size**2 - size) / 4
            kernels = [torch.exp(-distances / (scale * 2**level)) for level in range(5)]
            values = torch.stack(kernels).sum(dim=0)
            inner = values[:cut, :cut].mean() + values[cut:, cut:].mean()
            discrepancy = float(inner - 2 * values[:cut, cut:].mean())
            flow += len(here) * len(there) / (whole * (whole - 1)) * discrepancy
    return flow


def beside_the_definition(shape: tuple[int, int, int], rounds: int) -> tuple[str, list[Goal]]:
    """Time one value; each contestant's relative error to the plain definition stands beside.

    The definition and the published steps take minutes and run once, ours ``rounds`` times.
    """
    rows, labels = clouds(*shape)
    contestants: dict[str, Callable[[], float]] = {
        "definition, plain": lambda: float(plain_transfer_flow(rows, labels).sum()),
        "published steps": lambda: published_steps(rows, labels),
        "ours, float64": lambda: TransferFlow(precision="float64")(rows, labels).value,
        "ours, float32": lambda: TransferFlow(precision="float32")(rows, labels).value,
    }
    values: dict[str, float] = {}

    def keeping(name: str) -> Callable[[], object]:
        return lambda: values.__setitem__(name, contestants[name]())

    prepared = {name: (lambda name=name: keeping(name)) for name in contestants}
    slow = dict(list(prepared.items())[:2])
    fast = {name: each for name, each in prepared.items() if name not in slow}
    times = alternate(slow, rounds=1, warmup=0) + alternate(fast, rounds=rounds)
    truth = values["definition, plain"]
    lines = [
        (
            t.name,
            f"{t.median:.3f}",
            f"{times[0].median / t.median:.1f}x",
            f"{times[1].median / t.median:.1f}x",
            f"{abs(values[t.name] / truth - 1):.0e}",
        )
        for t in times
    ]
    head = ("contestant", "median s", "definition / it", "published steps / it", "error")
    classes, count, features = shape
    precise, single = times[2:]
    error = abs(values[precise.name] / truth - 1)
    goals = [
        ("float32, C = 30, n = 300, d = 512: seconds", 3.0, single.median),
        ("the same: part of the plain definition's time", 0.1, single.median / times[0].median),
        ("float64: relative error to the definition", 1e-6, error),
    ]
    return f"**C = {classes}, n = {count}, d = {features}.**\n\n" + table(head, lines), goals


def around_it(shape: tuple[int, int, int], rounds: int) -> tuple[str, list[Goal]]:
    """Time what a visitor waits for: a slider's value, a bootstrap of 10, a null of 100."""
    rows, labels = clouds(*shape)
    rows = rows.astype(np.float32)
    method, null = TransferFlow(), PermutationNull(shuffles=100)
    times = alternate(
        {
            "value": lambda: lambda: method(rows, labels),
            "10 values from nothing": lambda: lambda: [method(rows, labels) for _ in range(10)],
            "bootstrap of 10, with the value": lambda: (
                lambda: bootstrap_flow(method.distances(rows, labels), draws=10)
            ),
            "null of 100 shuffles": lambda: lambda: null(method, rows, labels),
        },
        rounds=rounds,
    )
    lines = [(t.name, f"{t.median:.3f}", f"{t.minimum:.3f}") for t in times]
    classes, count, features = shape
    value, anew, drawn = (each.median for each in times[:3])
    goals = [
        (f"C = {classes}, n = {count}, d = {features}: seconds of a value", 0.1, value),
        ("the same: bootstrap of 10, as part of 10 values from nothing", 1.0, drawn / anew),
    ]
    head = ("what", "median s", "fastest s")
    return f"**C = {classes}, n = {count}, d = {features}, float32.**\n\n" + table(
        head, lines
    ), goals


def large(shape: tuple[int, int, int]) -> tuple[str, list[Goal]]:
    """Time and peak memory of a set whose distances would not fit."""
    rows, labels = clouds(*shape)
    rows = rows.astype(np.float32)
    began = time.perf_counter()
    TransferFlow()(rows, labels)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return (
        f"**{len(rows):,} samples of {shape[2]} features in {shape[0]} classes**: {took:.1f} s, "
        f"peak of the process {peak:.2f} GB, the set included."
    ), [(f"{len(rows):,} samples: GB of the process at its peak", 2.0, peak)]


def goals_table(goals: list[Goal]) -> str:
    """Return each goal beside what was measured."""
    lines = [
        (name, f"<= {most:g}", f"{got:.2g}", "yes" if got <= most else "**no**")
        for name, most, got in goals
    ]
    return table(("goal", "at most", "measured", "met"), lines)


def main() -> None:
    """Run every part and write the section of ``docs/benchmarks.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sets, nothing written")
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    if wanted.quick:
        found = [large((3, 100, 32)), around_it((4, 30, 16), 1)]
        found += [beside_the_definition((4, 40, 32), 1)]
    else:
        found = [large((30, 1000, 512)), around_it((15, 120, 512), wanted.rounds)]
        found += [around_it((20, 120, 64), wanted.rounds)]
        found += [beside_the_definition((30, 300, 512), wanted.rounds)]
    began = "## Transfer flow\n\n`python -m benchmarks.transfer_flow`\n\n"
    parts = [began + machine("numpy", "scipy", "torch")]
    parts += [goals_table([goal for _, goals in found for goal in goals])]
    text = "\n\n".join(parts + [part for part, _ in found])
    if not wanted.quick:
        write_section("transfer flow", text)
    print(text)


if __name__ == "__main__":
    main()

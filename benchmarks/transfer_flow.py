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


def beside_the_definition(shape: tuple[int, int, int], rounds: int) -> str:
    """Time one value; each contestant's relative error to the plain definition stands beside."""
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

    times = alternate({n: (lambda n=n: keeping(n)) for n in contestants}, rounds=rounds, warmup=0)
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
    return f"**C = {classes}, n = {count}, d = {features}.**\n\n" + table(head, lines)


def around_it(shape: tuple[int, int, int], rounds: int) -> str:
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
    return f"**C = {classes}, n = {count}, d = {features}, float32.**\n\n" + table(
        ("what", "median s", "fastest s"), lines
    )


def large(shape: tuple[int, int, int]) -> str:
    """Time and peak memory of a set whose distances would not fit."""
    rows, labels = clouds(*shape)
    rows = rows.astype(np.float32)
    began = time.perf_counter()
    TransferFlow()(rows, labels)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return (
        f"**{len(rows):,} samples of {shape[2]} features in {shape[0]} classes**: {took:.1f} s, "
        f"peak of the process {peak:.2f} GB, the set included (target: 2 GB)."
    )


def main() -> None:
    """Run every part and write the section of ``docs/benchmarks.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sets, nothing written")
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    began = "## Transfer flow\n\n`python -m benchmarks.transfer_flow`\n\n"
    parts = [began + machine("numpy", "scipy", "torch")]
    if wanted.quick:
        parts += [large((3, 100, 32)), around_it((4, 30, 16), 1)]
        parts += [beside_the_definition((4, 40, 32), 1)]
    else:
        parts += [large((30, 1000, 512)), around_it((15, 120, 512), wanted.rounds)]
        parts += [around_it((20, 120, 64), wanted.rounds)]
        parts += [beside_the_definition((30, 300, 512), wanted.rounds)]
        write_section("transfer flow", "\n\n".join(parts))
    print("\n\n".join(parts))


if __name__ == "__main__":
    main()

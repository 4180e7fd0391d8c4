"""Quantizing BERT-base beside torchao, optimum-quanto, plain references and a memory copy.

Run: ``python -m benchmarks.quantization`` in an environment with ``benchmarks/requirements.txt``.
The libraries pack int8 with one scale for each row, ours writes simulated 4-bit weights with one
scale for each tensor: the times are comparable in bytes moved, not in accuracy.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from benchmarks import bert_base
from benchmarks.document import table, write_section
from benchmarks.timing import Timing, alternate, machine
from engine.quantization import KullbackLeibler
from engine.quantization.channel_splitting import split_into
from engine.quantization.reference import outlier_channel_splitting
from engine.studies.model_analysis import analyse_model

RATIO = 0.02
SHAPES = ((768, 768), (3072, 768), (768, 3072), (30522, 768))
Row = tuple[str, str, str, str]


def _row(name: str, timing: Timing, against: Timing) -> Row:
    ratio = against.median / timing.median
    return (name, f"{timing.median * 1e3:.1f}", f"{timing.minimum * 1e3:.1f}", f"{ratio:.2f}x")


def linear_quantization(rounds: int) -> str:
    """B1: LQ on all Linear weights against the libraries and a memory copy."""
    network = bert_base.random_bert_base()
    weights = bert_base.linear_weights(network)
    buffers = [torch.empty_like(weight) for weight in weights]
    contestants: dict[str, Callable[[], Callable[[], object]]] = {
        "memory copy (limit)": lambda: bert_base.memory_copy(weights, buffers),
        "LQ, 4 bit, preallocated": lambda: bert_base.linear_quantization(weights, buffers),
        "torchao int8 weight-only": lambda: bert_base.torchao_int8(network),
        "optimum-quanto int8": lambda: bert_base.quanto_int8(network),
    }
    times = alternate(contestants, rounds=rounds)
    ours = times[1]
    rows = [(t.name, *_row(t.name, t, ours)[1:3], f"{t.median / ours.median:.2f}") for t in times]
    return "**All 73 Linear weights (85.5M, 342 MB).**\n\n" + table(
        ("contestant", "median ms", "fastest ms", "time relative to LQ"), rows
    )


def channel_splitting(rounds: int) -> str:
    """B2: OCS against the plain numpy reference that the tests use as oracle."""
    rows: list[Row] = []
    generator = torch.Generator().manual_seed(0)
    total = {"ours": 0.0, "reference": 0.0}
    for shape in SHAPES:
        weight = torch.randn(shape, generator=generator) * 0.02
        array, buffer = weight.numpy(), torch.empty_like(weight)
        times = alternate(
            {
                "ours": lambda w=weight, b=buffer: (
                    lambda: split_into(w, b, bits=4, expand_ratio=RATIO)
                ),
                "reference": lambda a=array: (
                    lambda: outlier_channel_splitting(a, bits=4, expand_ratio=RATIO)
                ),
            },
            rounds=max(3, rounds // 2),
        )
        count = {(768, 768): 49, (30522, 768): 1}.get(shape, 12)
        for timing in times:
            total[timing.name] += count * timing.median
        rows.append(_row(f"{shape[0]} x {shape[1]} ({count} of them)", times[0], times[1]))
    head = ("shape", "ours, median ms", "fastest ms", "reference / ours")
    sums = f"Whole model: {total['ours']:.2f} s against {total['reference']:.2f} s, "
    return (
        f"**OCS, {RATIO:.0%} more columns, 4 bit, one thread.**\n\n{table(head, rows)}\n\n"
        f"{sums}{total['reference'] / total['ours']:.1f}x."
    )


def clip_search(rounds: int) -> str:
    """B3: the KL search for the clip of every Linear weight."""
    weights = bert_base.linear_weights(bert_base.random_bert_base())
    method = KullbackLeibler(bits=4)

    def search() -> list[Tensor]:
        return [method.clip_of(weight.reshape(1, 1, -1)) for weight in weights]

    (timing,) = alternate({"KL": lambda: search}, rounds=max(3, rounds // 2))
    return (
        "**KL clip search over the model.** "
        f"Median {timing.median:.2f} s, fastest {timing.minimum:.2f} s (budget 2 s)."
    )


def whole_analysis() -> str:
    """B5: every layer, seven bit widths, five methods, on all cores."""
    network = bert_base.random_bert_base()
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        analyse_model(network)
        seconds.append(time.perf_counter() - began)
    return (
        "**Whole-model analysis** (all layers, 2 to 8 bits; LQ per tensor, LQ per row, ACIQ, "
        f"MMSE, OCS). Median {np.median(seconds):.1f} s of three on all cores (budget 15 s)."
    )


def main() -> None:
    """Run every part and write the section of ``docs/benchmarks.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    torch.set_num_threads(1)
    packages = ("torch", "torchao", "optimum-quanto", "numpy", "transformers")
    parts = [
        "## Quantization\n\n`python -m benchmarks.quantization`\n\n" + machine(*packages),
        "Not accuracy-equivalent: the libraries pack int8 with a scale for each row, ours writes "
        "simulated 4-bit weights with one scale for each tensor. One thread unless said.",
        linear_quantization(rounds),
        channel_splitting(rounds),
        clip_search(rounds),
        whole_analysis(),
    ]
    write_section("quantization", "\n\n".join(parts))
    print("\n\n".join(parts))


if __name__ == "__main__":
    main()

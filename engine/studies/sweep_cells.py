"""One cell of a sweep: quantize a task model, score it, and say how sure the score is."""

import dataclasses
import functools
import importlib.metadata
import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Float
from torch import nn

from engine.core.jobs import Report
from engine.language.evaluation import bootstrap_interval, predict, score
from engine.language.examples import Examples
from engine.language.models import model_entry
from engine.quantization.network import (
    QuantizedNetwork,
    network_weight_errors,
    quantize_network,
)
from engine.quantization.roles import DEFAULT_ROLES, WITHOUT_EMBEDDINGS
from engine.studies.contestants import Contestant, contestant
from engine.studies.layer_configurations import configuration
from engine.studies.paired_intervals import DRAWS, LEVEL, paired_intervals
from engine.studies.sweep_plan import FULL, FULL_BITS, Cell


def run_cell(cell: Cell, *, report: Report | None = None) -> dict[str, Any]:
    """Return the row of one cell; :mod:`engine.studies.bert_sweep` lists the columns.

    Args:
        cell: What to measure.
        report: Progress and stop.

    Raises:
        NotFoundError: If the model, its adapter or the examples are not there.
    """
    started = time.perf_counter()
    part = functools.partial(_share_of, report)
    full = contestant(cell.model, cell.task, cell.examples, report=part(0.0, 0.45))
    examples = full.examples
    logits, size = _quantized(cell, full, part)
    task = examples.task
    value = score(task, logits, examples.labels)[task.primary_metric]
    interval = bootstrap_interval(task, logits, examples.labels, draws=DRAWS, level=LEVEL)
    full_score = full.scores[task.primary_metric]
    paired = paired_intervals(examples, logits, full.logits, report=part(0.97, 1.0))
    return {
        **_names(cell, examples),
        "adapter": "" if full.loaded.card is None else full.loaded.card.sha256[:12],
        "score": value,
        "low": interval.low,
        "high": interval.high,
        "full_score": full_score,
        "retained": value / full_score if full_score > 0 else math.nan,
        **dataclasses.asdict(paired),
        **size,
        "seconds": round(time.perf_counter() - started, 3),
        "versions": versions(),
    }


def _quantized(
    cell: Cell, full: Contestant, part: Callable[[float, float], Report | None]
) -> tuple[Float[np.ndarray, "examples labels"], dict[str, float]]:
    """Return the logits of the quantized copy, and its size and error."""
    network = full.loaded.network
    if cell.method == FULL:
        return full.logits, _full_size(network)
    method = configuration(cell.method).at(cell.bits, cell.granularity)
    roles = DEFAULT_ROLES if cell.embeddings else WITHOUT_EMBEDDINGS
    made = quantize_network(network, method, roles=roles, keep_codes=False, report=part(0.45, 0.5))
    logits = predict(full.task_model(made.module), full.examples, report=part(0.5, 0.97))
    return logits, _size(network, made)


def _share_of(report: Report | None, start: float, end: float) -> Report | None:
    """Return a report for a part of the work, told as a share of the whole."""
    if report is None:
        return None
    return lambda share, message: report(start + share * (end - start), message)


def _names(cell: Cell, examples: Examples) -> dict[str, Any]:
    entry = model_entry(cell.model)
    return {
        "model": cell.model,
        "layers": entry.layers,
        "parameters": entry.parameters,
        "task": cell.task,
        "metric": examples.task.primary_metric,
        "source": examples.source_title,
        "examples": len(examples.labels),
        "examples_asked": cell.examples,
        "method": cell.method,
        "bits": cell.bits,
        "granularity": cell.granularity,
        "embeddings": cell.embeddings,
    }


def _full_size(network: nn.Module) -> dict[str, float]:
    size = sum(each.nbytes for each in (*network.parameters(), *network.buffers()))
    return {
        "bits_per_weight": float(FULL_BITS),
        "packed_bytes": size,
        "full_bytes": size,
        "mean_squared_error": 0.0,
        "signal_to_noise_db": math.inf,
    }


def _size(network: nn.Module, made: QuantizedNetwork) -> dict[str, float]:
    errors = network_weight_errors(network, made)
    counts = {each.layer.name: each.layer.weights for each in made.layers}
    noise = sum(errors[name].mean_squared_error * count for name, count in counts.items())
    signal = sum(
        each.mean_squared_error * 10 ** (each.signal_to_noise_db / 10) * counts[name]
        for name, each in errors.items()
        if each.mean_squared_error > 0
    )
    return {
        "bits_per_weight": made.bits_per_weight,
        "packed_bytes": made.packed_bytes,
        "full_bytes": made.full_bytes,
        "mean_squared_error": noise / made.quantized_weights,
        "signal_to_noise_db": 10 * math.log10(signal / noise) if noise else math.inf,
    }


@functools.cache
def versions() -> str:
    """Return the versions that a row depends on, as one line."""
    names = ("numpy", "torch", "transformers")
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)

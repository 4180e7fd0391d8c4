"""A whole model at once: every layer, seven widths, five methods, in seconds.

Layers are spread over threads (torch and numpy let go of the interpreter while they work), the
largest first, each thread with one torch thread of its own.
"""

import dataclasses
import os
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn

from engine.core.errors import CancelledError
from engine.core.jobs import Report
from engine.core.threads import one_thread
from engine.quantization.layers import Layer, quantizable_layers
from engine.quantization.layout import to_rows
from engine.studies.layer_configurations import WIDTHS
from engine.studies.layer_measures import CoarseHistogram, layer_cells, layer_histograms
from engine.studies.layer_names import short_name

if TYPE_CHECKING:
    import pandas as pd

MOST_WORKERS = 4
_POLL_SECONDS = 0.2


@dataclasses.dataclass(frozen=True)
class ModelAnalysis:
    """What quantization does to the weights of every layer.

    Attributes:
        layers: One row a layer: layer, label, role, kind, rows, columns, weights, minimum,
            maximum, standard_deviation, kurtosis (3 for a Gaussian), outlier_ratio (largest
            magnitude over standard deviation).
        cells: One row for each layer, method, granularity and width: the columns of ``layers``
            that name it, then method, granularity, bits, bits_per_weight, mean_squared_error,
            maximum_error, signal_to_noise_db, cosine. Those of a method with one step for the
            matrix come from a stored histogram (mean squared error within 0.1 %).
        histograms: Bin counts and edges of each layer by name.
    """

    layers: "pd.DataFrame"
    cells: "pd.DataFrame"
    histograms: dict[str, CoarseHistogram]


def analyse_model(
    network: nn.Module,
    *,
    widths: Sequence[int] = WIDTHS,
    workers: int | None = None,
    report: Report | None = None,
) -> ModelAnalysis:
    """Measure every quantizable layer of a network at every width.

    Args:
        network: Any network; it is left as it is.
        widths: Bits, 2 to 8.
        workers: Threads; by default one for each core, at most 4.
        report: Progress and stop.

    Raises:
        ValueError: If there is no such layer, or a weight is not finite.
    """
    import pandas as pd

    layers = quantizable_layers(network)
    if not layers:
        raise ValueError("the network must have a layer with a weight matrix, got none")
    stop = threading.Event()
    modules = dict(network.named_modules())
    threads = workers or min(MOST_WORKERS, os.cpu_count() or 1)
    found: dict[str, Future[tuple[dict[str, Any], list[dict[str, Any]], CoarseHistogram]]] = {}
    with one_thread(), ThreadPoolExecutor(threads, "analysis") as pool:
        try:
            for layer in sorted(layers, key=lambda each: -each.weights):
                found[layer.name] = pool.submit(
                    _analyse_layer, layer, modules[layer.name], tuple(widths), stop
                )
            _follow(found, {layer.name: layer.weights for layer in layers}, report)
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    results = [found[layer.name].result() for layer in layers]
    return ModelAnalysis(
        layers=pd.DataFrame([described for described, _, _ in results]),
        cells=pd.DataFrame([cell for _, cells, _ in results for cell in cells]),
        histograms={
            layer.name: coarse for layer, (_, _, coarse) in zip(layers, results, strict=True)
        },
    )


def _follow(found: dict[str, Future[Any]], weights: dict[str, int], report: Report | None) -> None:
    """Wait for all layers; tell how far it is, and raise the first error at once."""
    names = {future: name for name, future in found.items()}
    total, done = sum(weights.values()), 0
    while names:
        finished, _ = wait(names, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
        for future in finished:
            future.result()
            done += weights[names.pop(future)]
        if report is not None:
            report(done / total, f"{len(found) - len(names)} of {len(found)} layers")


def _analyse_layer(
    layer: Layer, module: nn.Module, widths: tuple[int, ...], stop: threading.Event
) -> tuple[dict[str, Any], list[dict[str, Any]], CoarseHistogram]:
    def check() -> None:
        if stop.is_set():
            raise CancelledError("stopped by the visitor")

    check()
    weight = cast("Tensor", module.weight).detach()
    rows = to_rows(module, weight).to("cpu", torch.float32).contiguous()
    try:
        stored, coarse = layer_histograms(rows)
    except ValueError as error:
        raise ValueError(f"{layer.name}: {error}") from error
    named = {
        "layer": layer.name,
        "label": short_name(layer.name),
        "role": layer.role,
        "weights": layer.weights,
    }
    described = {
        **named,
        "kind": layer.kind,
        "rows": rows.shape[0],
        "columns": rows.shape[1],
        "minimum": float(stored.edges[0]) if stored.deviation else stored.mean,
        "maximum": float(stored.edges[-1]) if stored.deviation else stored.mean,
        "standard_deviation": stored.deviation,
        "kurtosis": stored.kurtosis,
        "outlier_ratio": stored.maximum / stored.deviation if stored.deviation else 0.0,
    }
    cells = layer_cells(rows, stored, coarse, widths, check)
    return described, [{**named, **cell} for cell in cells], coarse

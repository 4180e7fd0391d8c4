"""A bit budget spread over the layers, and what it really does to the output of the network.

The widths are chosen from errors that were measured layer by layer (a layer table); whether they
help is measured on the whole network, beside one width for all layers.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from torch import nn

from engine.core.jobs import Report
from engine.quantization import Method
from engine.quantization.batches import Batch
from engine.quantization.mixed_precision import BitAllocation, allocate_bits
from engine.quantization.network import QuantizedNetwork, quantize_network
from engine.quantization.output_error import output_error
from engine.studies.layer_configurations import WIDTHS, configuration
from engine.studies.layer_sensitivity import noise_share

if TYPE_CHECKING:
    import pandas as pd

CRITERIA = ("weight_error", "output_error", "drift")
"""What a width costs a layer: the summed squared error of its weights, the error of its own
output, or the drift of the network's output when this layer alone has the width."""

MIXED, UNIFORM = "mixed widths", "one width for all"


def layer_costs(cells: "pd.DataFrame", criterion: str) -> Float[np.ndarray, "layers widths"]:
    """Return the cost of each layer at each width, layers in the order of the table.

    Args:
        cells: Rows of a layer table for one method and granularity; the criterion ``"drift"``
            needs the column ``one_on`` of a sensitivity table beside it.
        criterion: One of ``CRITERIA``.

    Raises:
        ValueError: If the criterion is unknown, or a layer lacks a width.
    """
    if criterion not in CRITERIA:
        raise ValueError(f"criterion must be one of {', '.join(CRITERIA)}, got {criterion!r}")
    column = {"output_error": "output_error", "drift": "one_on"}.get(criterion, "cost")
    costs = cells.assign(cost=cells["mean_squared_error"] * cells["weights"])
    order = list(dict.fromkeys(cells["layer"]))
    table = costs.pivot_table(index="layer", columns="bits", values=column).reindex(order)
    if table.isna().to_numpy().any() or table.empty:
        raise ValueError(
            f"every layer needs a {criterion} at every width; leave out layers without one"
        )
    return table.to_numpy(dtype=np.float64)


def plan_bits(cells: "pd.DataFrame", *, criterion: str, target_mean_bits: float) -> BitAllocation:
    """Return the widths with the least total cost whose mean meets the target.

    Args:
        cells: Rows of a layer table for one method and granularity.
        criterion: One of ``CRITERIA``.
        target_mean_bits: Largest mean width over all weights, in bits.
    """
    first = cells.drop_duplicates("layer")
    widths = tuple(int(each) for each in sorted(cells["bits"].unique()))
    counts = tuple(int(each) for each in first["weights"])
    costs = layer_costs(cells, criterion)
    return allocate_bits(costs, counts, widths, target_mean_bits=target_mean_bits)


def mixed_network(network: nn.Module, methods: Mapping[str, Method]) -> QuantizedNetwork:
    """Return the network with each named layer quantized by its own method, and no other.

    Raises:
        ValueError: If there is no method.
    """
    if not methods:
        raise ValueError("a plan must name at least one layer, got none; add a role")
    first = next(iter(methods.values()))
    return quantize_network(network, first, roles=(), overrides=dict(methods), keep_codes=False)


def budget_curve(
    network: nn.Module,
    batch: Batch,
    cells: "pd.DataFrame",
    *,
    criterion: str,
    targets: Sequence[float],
    report: Report | None = None,
) -> "pd.DataFrame":
    """Measure the whole network at several budgets, mixed beside uniform.

    Args:
        network: A ``BertModel`` or one of its relatives, in evaluation mode.
        batch: Calibration sentences.
        cells: Rows of a layer table for one method and granularity; its layers take part.
        criterion: One of ``CRITERIA``.
        targets: Mean widths to plan for, in bits.
        report: Told of each budget.

    Returns:
        Columns kind (``MIXED`` or ``UNIFORM``), target, mean_bits, drift, widths (bits of each
        layer, comma-separated, in the order of the table).
    """
    import pandas as pd

    layers = list(dict.fromkeys(cells["layer"]))
    chosen = configuration(str(cells["method"].iloc[0]))
    granularity = str(cells["granularity"].iloc[0])
    compare = output_error(network, [batch])
    uniform = [(float(b), UNIFORM, BitAllocation((b,) * len(layers), b, 0.0)) for b in WIDTHS]
    mixed = [
        (t, MIXED, plan_bits(cells, criterion=criterion, target_mean_bits=t)) for t in targets
    ]
    rows = []
    for place, (target, kind, plan) in enumerate(uniform + mixed):
        if report is not None:
            report(place / len(uniform + mixed), f"{kind}, {plan.mean_bits:.2f} bits")
        methods = {n: chosen.at(b, granularity) for n, b in zip(layers, plan.bits, strict=True)}
        made = mixed_network(network, methods)
        rows.append(
            {
                "kind": kind,
                "target": target,
                "mean_bits": plan.mean_bits,
                "drift": noise_share(compare(made.module)),
                "widths": ",".join(map(str, plan.bits)),
            }
        )
    return pd.DataFrame(rows)

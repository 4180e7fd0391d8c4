"""What a report says of a model: totals, the iso-size front, a bit plan, and suspicious layers."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.core.jobs import Report
from engine.quantization.mixed_precision import BitAllocation
from engine.quantization.pareto import pareto_front
from engine.quantization.roles import DEFAULT_ROLES, WITHOUT_EMBEDDINGS
from engine.studies.mixed_precision_plan import plan_bits
from engine.studies.model_analysis import ModelAnalysis, analyse_model
from engine.studies.report_source import ReportedModel

if TYPE_CHECKING:
    import pandas as pd

REFERENCE_BITS = 4
"""Width at which layers are compared."""
GAUSSIAN_KURTOSIS = 3.0
_HEAVY_KURTOSIS, _FAR_OUTLIER = 10.0, 20.0
_ROW_GAIN_DB, _SPLIT_GAIN_DB = 6.0, 3.0


@dataclasses.dataclass(frozen=True)
class BitPlan:
    """A recommended width for each layer.

    Attributes:
        method: Method with the least error at this budget.
        granularity: Its granularity.
        target: Mean width that was asked for, in bits.
        allocation: The widths, in the order of ``layers``.
        layers: Names of the layers.
        uniform_error: Summed squared error with the target width everywhere.
    """

    method: str
    granularity: str
    target: int
    allocation: BitAllocation
    layers: tuple[str, ...]
    uniform_error: float


@dataclasses.dataclass(frozen=True)
class ModelReport:
    """Everything that the report shows.

    Attributes:
        model: The model.
        analysis: Layers and cells.
        totals: One row for each choice of embeddings, method, granularity and width:
            bits_per_weight, packed_bytes, mean_squared_error, signal_to_noise_db over all
            layers that are quantized by default, and whether it is on the front.
        plan: Recommended widths at a mean of 4 bits.
        suspicious: The layers that lose most at 4 bits of LQ, with reasons.
    """

    model: ReportedModel
    analysis: ModelAnalysis
    totals: "pd.DataFrame"
    plan: BitPlan
    suspicious: "pd.DataFrame"


def report_on(
    model: ReportedModel,
    *,
    top: int = 10,
    workers: int | None = None,
    report: Report | None = None,
) -> ModelReport:
    """Analyse a model and draw the conclusions.

    Args:
        model: What :func:`engine.studies.report_source.open_model` gave.
        top: How many suspicious layers to list.
        workers: Threads; by default one for each core, at most 4.
        report: Progress and stop.

    Raises:
        ValueError: If the model has no layer that is quantized by default.
    """
    analysis = analyse_model(model.network, workers=workers, report=report)
    cells = analysis.cells[analysis.cells["role"].isin(DEFAULT_ROLES)]
    if cells.empty:
        raise ValueError("the model must have a layer besides its head and position tables")
    return ModelReport(
        model=model,
        analysis=analysis,
        totals=network_totals(cells),
        plan=recommended_plan(cells, target=REFERENCE_BITS),
        suspicious=suspicious_layers(analysis, top=top),
    )


def network_totals(cells: "pd.DataFrame") -> "pd.DataFrame":
    """Add layers up to networks, with and without the table of words, and mark the fronts."""
    import pandas as pd

    parts = []
    for embeddings, roles in ((True, DEFAULT_ROLES), (False, WITHOUT_EMBEDDINGS)):
        chosen = cells[cells["role"].isin(roles)]
        if chosen.empty:
            continue
        weights = chosen["weights"]
        noise = chosen["mean_squared_error"] * weights
        added = chosen.assign(
            noise=noise,
            signal=noise * 10 ** (chosen["signal_to_noise_db"].clip(upper=300) / 10),
            stored=chosen["bits_per_weight"] * weights,
        )
        keys = ["method", "granularity", "bits"]
        sums = added.groupby(keys, sort=False)[["weights", "noise", "signal", "stored"]].sum()
        table = sums.reset_index()
        table.insert(0, "embeddings", embeddings)
        table["bits_per_weight"] = table["stored"] / table["weights"]
        table["packed_bytes"] = np.ceil(table["stored"] / 8).astype(np.int64)
        table["mean_squared_error"] = table["noise"] / table["weights"]
        ratio = table["signal"] / table["noise"].where(table["noise"] > 0)
        table["signal_to_noise_db"] = (10 * np.log10(ratio)).fillna(math.inf)
        front = pareto_front(
            table["bits_per_weight"].to_numpy(float), table["mean_squared_error"].to_numpy(float)
        )
        table["on_front"] = table.index.isin(front)
        parts.append(table.drop(columns=["noise", "signal", "stored"]))
    return pd.concat(parts, ignore_index=True)


def recommended_plan(cells: "pd.DataFrame", *, target: int) -> BitPlan:
    """Return the widths of least summed squared error among all methods at one mean width.

    Scales and split columns are not counted in the width; ``totals`` shows what they cost.
    """
    plans = []
    settings = cells[["method", "granularity"]].drop_duplicates()
    for method, granularity in settings.itertuples(index=False, name=None):
        part = cells[(cells["method"] == method) & (cells["granularity"] == granularity)]
        plan = plan_bits(part, criterion="weight_error", target_mean_bits=float(target))
        uniform = part[part["bits"] == target]
        error = float((uniform["mean_squared_error"] * uniform["weights"]).sum())
        names = tuple(dict.fromkeys(part["layer"]))
        plans.append(BitPlan(method, granularity, target, plan, names, error))
    return min(plans, key=lambda each: each.allocation.error)


def suspicious_layers(analysis: ModelAnalysis, *, top: int) -> "pd.DataFrame":
    """Return the layers with the lowest signal-to-noise ratio at 4 bits of LQ, and why.

    Columns: layer, label, role, weights, signal_to_noise_db, share_of_error (of all layers'
    summed squared error), kurtosis, outlier_ratio, row_gain_db, split_gain_db, reasons.
    """
    at = analysis.cells[analysis.cells["bits"] == REFERENCE_BITS].assign(
        setting=lambda rows: rows["method"] + " " + rows["granularity"]
    )
    ratio = at.pivot_table(index="layer", columns="setting", values="signal_to_noise_db")
    plain = at[at["setting"] == "LQ tensor"].set_index("layer")
    noise = plain["mean_squared_error"] * plain["weights"]
    base = ratio["LQ tensor"]
    table = analysis.layers.set_index("layer").assign(
        signal_to_noise_db=base,
        share_of_error=noise / max(float(noise.sum()), np.finfo(float).tiny),
        row_gain_db=ratio["LQ row"] - base,
        split_gain_db=ratio["OCS tensor"] - base,
    )
    table = table.dropna(subset=["signal_to_noise_db"]).sort_values("signal_to_noise_db")
    columns = ["label", "role", "weights", "signal_to_noise_db", "share_of_error", "kurtosis"]
    chosen = table.head(top)[[*columns, "outlier_ratio", "row_gain_db", "split_gain_db"]]
    reasons = [_reasons(row) for row in chosen.to_dict("records")]
    return chosen.assign(reasons=reasons).reset_index()


def _reasons(row: Mapping[Any, Any]) -> str:
    found: Sequence[tuple[bool, str]] = (
        (
            row["kurtosis"] > _HEAVY_KURTOSIS,
            f"heavy tails: kurtosis {row['kurtosis']:.0f}, a Gaussian has {GAUSSIAN_KURTOSIS:.0f}",
        ),
        (
            row["outlier_ratio"] > _FAR_OUTLIER,
            f"largest weight {row['outlier_ratio']:.0f} deviations out",
        ),
        (
            row["row_gain_db"] > _ROW_GAIN_DB,
            f"rows of unlike range: a step for each row gains {row['row_gain_db']:.0f} dB",
        ),
        (
            row["split_gain_db"] > _SPLIT_GAIN_DB,
            f"a few outlier columns: splitting gains {row['split_gain_db']:.0f} dB",
        ),
    )
    return "; ".join(text for holds, text in found if holds) or "no single cause found"

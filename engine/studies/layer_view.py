"""What the layer pages read from a layer table: one setting, whole-network numbers, ranks.

Works on tables alone and imports no torch, so a page can show its first picture at once.
"""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class Measure:
    """One error that a heat map can show.

    Attributes:
        name: Column of the layer table.
        title: Name and unit.
        higher_is_worse: Whether a high value is a large error.
    """

    name: str
    title: str
    higher_is_worse: bool


MEASURES = (
    Measure("signal_to_noise_db", "SQNR of the weights (dB)", higher_is_worse=False),
    Measure("relative_error", "Weight MSE (% of the weights' power)", higher_is_worse=True),
    Measure("output_error", "Output error (% of its power)", higher_is_worse=True),
)
SHOWN_ROLES = ("attention", "feed_forward", "embedding", "pooler", "other")
"""Tables of positions and token types stay at full precision, as in the engine's default."""


def measure_named(name: str) -> Measure:
    """Return one of ``MEASURES``.

    Raises:
        ValueError: If there is none of that name.
    """
    for each in MEASURES:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in MEASURES)
    raise ValueError(f"measure must be one of {known}, got {name!r}")


def shown_layers(table: "pd.DataFrame", *, embeddings: bool) -> "pd.DataFrame":
    """Return the rows of the layers that take part.

    Args:
        table: A layer table.
        embeddings: Whether the table of words does.
    """
    kept = table["role"].isin(SHOWN_ROLES)
    return table[kept if embeddings else kept & (table["role"] != "embedding")]


def setting_rows(table: "pd.DataFrame", method: str, granularity: str) -> "pd.DataFrame":
    """Return the rows of one method and granularity, at every width.

    Raises:
        ValueError: If the table has none.
    """
    rows = table[(table["method"] == method) & (table["granularity"] == granularity)]
    if rows.empty:
        has = table[table["method"] == method]["granularity"].unique()
        known = ", ".join(map(str, has)) or "none"
        raise ValueError(
            f"this table has no {method} with one step for each {granularity}; "
            f"choose another granularity (it has: {known})"
        )
    return rows


def percent(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the table with relative weight error added and output error, both in percent."""
    noise = 100.0 * 10.0 ** (-table["signal_to_noise_db"].astype(float) / 10.0)
    return table.assign(relative_error=noise, output_error=100.0 * table["output_error"])


def network_sums(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row for each method, granularity and width: the whole network at that setting.

    Returns:
        Columns method, granularity, bits, bits_per_weight and mean_squared_error (means over
        weights), output_error (mean over layers), packed_bytes.
    """
    share = table["weights"].astype(float)
    heavy = table.assign(
        stored=table["bits_per_weight"] * share, squares=table["mean_squared_error"] * share
    )
    by = ["method", "granularity", "bits"]
    sums = heavy.groupby(by, sort=False, observed=True).agg(
        stored=("stored", "sum"),
        squares=("squares", "sum"),
        weights=("weights", "sum"),
        output_error=("output_error", "mean"),
    )
    return sums.assign(
        bits_per_weight=sums["stored"] / sums["weights"],
        mean_squared_error=sums["squares"] / sums["weights"],
        packed_bytes=np.ceil(sums["stored"] / 8),
    ).reset_index()[[*by, "bits_per_weight", "mean_squared_error", "output_error", "packed_bytes"]]


def worst_layers(rows: "pd.DataFrame", measure: Measure, count: int) -> "pd.DataFrame":
    """Return the ``count`` layers with the largest error, the worst first."""
    return rows.sort_values(measure.name, ascending=not measure.higher_is_worse).head(count)


def embedding_share(table: "pd.DataFrame") -> float:
    """Return the share of all weight matrices' entries that lies in the table of words."""
    layers = table.drop_duplicates("layer")
    words = layers[layers["role"] == "embedding"]["weights"].sum()
    return float(words / layers["weights"].sum())

"""Costs of published networks: counted once, shipped as one table."""

import dataclasses
import functools
from typing import TYPE_CHECKING, Any

from engine import zoo
from engine.cost.network import FeatureMap, LayerCost, NetworkCost

if TYPE_CHECKING:
    import pandas as pd

NAME = "network_costs"
SIDE = 224
_SHAPES = ("output_shape", "weight_shape")


def _text(shape: tuple[int, ...] | None) -> str:
    return "" if shape is None else "x".join(str(each) for each in shape)


def _shape(text: str) -> tuple[int, ...] | None:
    return tuple(int(each) for each in text.split("x")) if text else None


def cost_rows(network: str, cost: NetworkCost) -> list[dict[str, Any]]:
    """Return a network's layers, stored maps and stages as rows of the shipped table.

    Args:
        network: Its name.
        cost: What it costs.
    """
    rows: list[dict[str, Any]] = []
    for each in cost.layers:
        row = dataclasses.asdict(each)
        row |= {name: _text(row[name]) for name in _SHAPES}
        rows.append({"network": network, "row": "layer"} | row)
    for kind, places in (("map", cost.stored_maps), ("stage", cost.stages)):
        for place in places:
            row = {"name": place.name, "output_shape": _text(place.shape), "bits": place.bits}
            rows.append({"network": network, "row": kind} | row)
    return rows


def cost_from_rows(rows: "pd.DataFrame") -> NetworkCost:
    """Return the cost that the rows of one network stand for.

    Args:
        rows: Its rows of the shipped table.
    """
    kinds = {each.name: each.type for each in dataclasses.fields(LayerCost)}
    layers = []
    for row in rows[rows["row"] == "layer"].to_dict("records"):
        values: dict[str, Any] = {
            name: _shape(row[name]) if name in _SHAPES else kind(row[name])  # ty: ignore[not-callable]
            for name, kind in kinds.items()
        }
        layers.append(LayerCost(**values))
    stages, maps = (_maps(rows[rows["row"] == kind]) for kind in ("stage", "map"))
    return NetworkCost(tuple(layers), stages, maps, ((3, SIDE, SIDE),))


def _maps(rows: "pd.DataFrame") -> tuple[FeatureMap, ...]:
    return tuple(
        FeatureMap(row["name"], _shape(row["output_shape"]) or (), int(row["bits"]))
        for row in rows.to_dict("records")
    )


@functools.lru_cache(maxsize=1)
def shipped_costs() -> dict[str, NetworkCost]:
    """Return the cost of every network of ``engine.cost.published`` and of all dense ones.

    They are counted at 224 pixels and 1000 classes.

    Raises:
        NotFoundError: If the table does not ship.
    """
    frame = zoo.table(NAME)
    return {str(name): cost_from_rows(rows) for name, rows in frame.groupby("network", sort=False)}

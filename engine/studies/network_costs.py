"""Costs of the networks whose accuracy is published: counted once, shipped as one table."""

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
    """Return a network's layers and stored maps as rows of the shipped table.

    Args:
        network: Its name.
        cost: What it costs.
    """
    rows: list[dict[str, Any]] = []
    for each in cost.layers:
        row = dataclasses.asdict(each)
        row |= {name: _text(row[name]) for name in _SHAPES}
        rows.append({"network": network, "row": "layer"} | row)
    for place in cost.stored_maps:
        row = {"name": place.name, "output_shape": _text(place.shape), "bits": place.bits}
        rows.append({"network": network, "row": "map"} | row)
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
    maps = tuple(
        FeatureMap(row["name"], _shape(row["output_shape"]) or (), int(row["bits"]))
        for row in rows[rows["row"] == "map"].to_dict("records")
    )
    return NetworkCost(tuple(layers), (), maps, ((3, SIDE, SIDE),))


@functools.lru_cache(maxsize=1)
def shipped_costs() -> dict[str, NetworkCost]:
    """Return the cost of every network with a published accuracy, at 224 pixels.

    Raises:
        NotFoundError: If the table does not ship.
    """
    frame = zoo.table(NAME)
    return {str(name): cost_from_rows(rows) for name, rows in frame.groupby("network", sort=False)}

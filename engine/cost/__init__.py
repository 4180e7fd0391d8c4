"""What a network costs: parameters, multiply-adds, sizes, memory and energy of any module."""

from engine.cost.marks import mark
from engine.cost.network import FeatureMap, LayerCost, NetworkCost
from engine.cost.rules import CountingRules, operations, parameters
from engine.cost.sizes import Size, size
from engine.cost.tracing import measure

__all__ = [
    "CountingRules",
    "FeatureMap",
    "LayerCost",
    "NetworkCost",
    "Size",
    "mark",
    "measure",
    "operations",
    "parameters",
    "size",
]

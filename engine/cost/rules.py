"""Counting rules: the same network, counted as one paper or another counts."""

import dataclasses

from engine.core.params import Settings, param
from engine.cost.network import LayerCost, NetworkCost

BINARY_RULES = ("per_64", "per_32", "weighted", "bit_product")


@dataclasses.dataclass(frozen=True)
class CountingRules(Settings):
    """What one operation is.

    The default counts multiply-adds with the classifier, and 64 binary ones as one, because one
    64-bit XNOR with one popcount does 64 of them (arXiv 1603.05279). "bit_product" counts bit
    operations: weight bits times activation bits for each multiply-add, float ones included.
    The kernel rule "side" is that of AsymmNet's published tool, which multiplies a
    convolution's parameters by the kernel's side where its area is right; it changes parameters
    only.

    >>> CountingRules(unit="flops").factor
    2
    """

    unit: str = param(
        "multiply_adds",
        meaning="a multiplication and an addition are one operation or two",
        choices=("multiply_adds", "flops"),
    )
    classifier: bool = param(
        default=True, meaning="count the last linear layer", choices=(True, False)
    )
    binary: str = param("per_64", meaning="what a binary one is worth", choices=BINARY_RULES)
    binary_weight: float = param(
        1.0, 0.0, 1.0, 'worth of a binary multiply-add, with the rule "weighted"', step=0.01
    )
    batch_norm: bool = param(
        default=False,
        meaning="count one multiply-add for each value that is normalised",
        choices=(False, True),
    )
    kernel: str = param(
        "area", meaning="a convolution's parameters by area or side", choices=("area", "side")
    )

    @property
    def factor(self) -> int:
        """Operations of one multiply-add."""
        return 2 if self.unit == "flops" else 1

    def worth(self, layer: LayerCost) -> float:
        """Return what one multiply-add of a layer counts, before the unit's factor."""
        if self.binary == "bit_product":
            return float(layer.weight_bits * layer.activation_bits)
        if not layer.binary:
            return 1.0
        return {"per_64": 1 / 64, "per_32": 1 / 32, "weighted": self.binary_weight}[self.binary]

    def counts(self, layer: LayerCost) -> bool:
        """Return whether a layer's multiply-adds count."""
        return self.classifier or not layer.classifier


def layer_operations(layer: LayerCost, rules: CountingRules) -> float:
    """Return the operations of one layer under the rules."""
    work = layer.multiply_adds * rules.worth(layer) if rules.counts(layer) else 0.0
    if rules.batch_norm:
        full = 32 * 32 if rules.binary == "bit_product" else 1
        work += layer.normalized_values * full
    return rules.factor * work


def operations(cost: NetworkCost, rules: CountingRules | None = None) -> float:
    """Return the operations of a network for one input; exact, as sums of 64ths are.

    Args:
        cost: From :func:`engine.cost.measure`.
        rules: How to count; the default rules if None.
    """
    chosen = rules or CountingRules()
    return sum(layer_operations(each, chosen) for each in cost.layers)


def layer_parameters(layer: LayerCost, rules: CountingRules) -> int:
    """Return the parameters of one layer under the rules."""
    weights = layer.weights
    if rules.kernel == "side" and layer.kind == "convolution" and layer.weight_shape:
        weights //= layer.weight_shape[-1]
    return weights + layer.other_parameters


def parameters(cost: NetworkCost, rules: CountingRules | None = None) -> int:
    """Return the parameters of a network under the rules; the classifier always counts.

    Args:
        cost: From :func:`engine.cost.measure`.
        rules: How to count; the default rules if None.
    """
    chosen = rules or CountingRules()
    return sum(layer_parameters(each, chosen) for each in cost.layers)

"""Energy of one inference: from first principles, or fitted to published totals."""

import dataclasses
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from engine.core.params import Settings, param
from engine.cost.energy_table import ARITHMETIC, PLACES, TABLE_45_NM, EnergyTable
from engine.cost.network import NetworkCost
from engine.cost.sizes import PRECISIONS, size

PICOJOULES_PER_MILLIJOULE = 1e9


@dataclasses.dataclass(frozen=True)
class Energy:
    """Energy of one inference, by what takes it.

    Attributes:
        origin: "first principles" or "calibrated".
        float_arithmetic: Picojoules of float multiply-adds.
        binary_arithmetic: Picojoules of binary ones.
        feature_maps: Picojoules of moving feature maps.
        weights: Picojoules of reading weights.
    """

    origin: str
    float_arithmetic: float
    binary_arithmetic: float
    feature_maps: float
    weights: float

    @property
    def terms(self) -> dict[str, float]:
        """Picojoules by name of the term."""
        return {
            "float arithmetic": self.float_arithmetic,
            "binary arithmetic": self.binary_arithmetic,
            "feature maps": self.feature_maps,
            "weights": self.weights,
        }

    @property
    def energy_picojoules(self) -> float:
        """All terms together."""
        return sum(self.terms.values())

    @property
    def energy_millijoules(self) -> float:
        """All terms together, in the unit of the published table."""
        return self.energy_picojoules / PICOJOULES_PER_MILLIJOULE

    @property
    def dominant(self) -> str:
        """Name of the largest term."""
        return max(self.terms, key=lambda name: self.terms[name])

    def share(self, term: str) -> float:
        """Return the part of the total, 0..1, that a term takes; 0 where the total is 0."""
        whole = self.energy_picojoules
        return self.terms[term] / whole if whole else 0.0


@dataclasses.dataclass(frozen=True)
class FirstPrinciples(Settings):
    """Operations and memory accesses times a table of their energies.

    Each stored feature map is written once and read once; each weight is read once from where
    it lies, binary ones packed. Registers, control and leakage are not modelled.
    """

    origin: ClassVar[str] = "first principles"

    arithmetic: str = param("float32", meaning="of what is not binary", choices=ARITHMETIC)
    maps_in: str = param("dram", meaning="where feature maps lie", choices=PLACES)
    weights_in: str = param("nowhere", meaning="where weights are read from", choices=PLACES)
    table: EnergyTable = TABLE_45_NM

    def __call__(self, cost: NetworkCost) -> Energy:
        """Return the energy of one inference.

        Args:
            cost: From :func:`engine.cost.measure`.
        """
        table = self.table
        moved = 2 * map_bits(cost, self.arithmetic)
        stored = 8 * size(cost, self.arithmetic).total_bytes
        return Energy(
            origin=self.origin,
            float_arithmetic=cost.float_multiply_adds * table.multiply_add(self.arithmetic),
            binary_arithmetic=cost.binary_multiply_adds * table.binary_multiply_add,
            feature_maps=moved * table.bit(self.maps_in),
            weights=stored * table.bit(self.weights_in),
        )


@dataclasses.dataclass(frozen=True)
class Calibrated(Settings):
    """Two constants fitted to the five totals that are published for BoolNet and Bi-Real.

    ``E = float_multiply_add * float multiply-adds + map_bit * stored feature-map bits``, least
    squares of the relative errors. It says what the published numbers imply, not what a chip
    does: the largest error on the five is 17.4 %, and for other families it is an extrapolation.
    """

    origin: ClassVar[str] = "calibrated"
    stated_error: ClassVar[float] = 0.174

    float_multiply_add: float = param(3.7007, 0.0, 1e4, "picojoules of a float multiply-add")
    map_bit: float = param(59.857, 0.0, 1e4, "picojoules of a stored feature-map bit")

    def __call__(self, cost: NetworkCost) -> Energy:
        """Return the energy of one inference.

        Args:
            cost: From :func:`engine.cost.measure`.
        """
        return Energy(
            origin=self.origin,
            float_arithmetic=cost.float_multiply_adds * self.float_multiply_add,
            binary_arithmetic=0.0,
            feature_maps=cost.stored_map_bits * self.map_bit,
            weights=0.0,
        )


ENERGY_MODELS: tuple[type[FirstPrinciples] | type[Calibrated], ...] = (FirstPrinciples, Calibrated)


def map_bits(cost: NetworkCost, arithmetic: str) -> float:
    """Return the stored feature-map bits when float maps take the arithmetic's bits.

    Args:
        cost: From :func:`engine.cost.measure`.
        arithmetic: "float32", "float16" or "int8".
    """
    bits = 0.0
    for each in cost.stored_maps:
        wide = each.bits >= 32 * int(np.prod(each.shape))
        bits += each.bits * PRECISIONS[arithmetic] / 32 if wide else each.bits
    return bits


def fitted(costs: Sequence[NetworkCost], millijoules: Sequence[float]) -> Calibrated:
    """Return the calibrated model of least squared relative error on some totals.

    Args:
        costs: At least two networks.
        millijoules: The total of each, positive.

    Raises:
        ValueError: If there are fewer than two, or a total is not positive.
    """
    if len(costs) < 2 or len(costs) != len(millijoules) or min(millijoules) <= 0:
        raise ValueError(
            "a fit needs two or more networks with one positive total each, got "
            f"{len(costs)} networks and {len(millijoules)} totals"
        )
    totals = np.asarray(millijoules, dtype=np.float64) * PICOJOULES_PER_MILLIJOULE
    rows = np.array([[c.float_multiply_adds, c.stored_map_bits] for c in costs], np.float64)
    found = np.linalg.lstsq(rows / totals[:, None], np.ones(len(costs)), rcond=None)[0]
    return Calibrated(float(found[0]), float(found[1]))

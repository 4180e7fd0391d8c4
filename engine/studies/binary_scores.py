"""Scores of the small binary networks, and whether the papers' orders hold among them."""

import dataclasses
import functools
import math
from typing import TYPE_CHECKING

from torch import nn

from engine import zoo
from engine.binary.stored import load_stored
from engine.studies.binary_variants import variant_named

if TYPE_CHECKING:
    import pandas as pd

TABLE, WEIGHTS = "binary_scores", "binary_weights"
NORMAL_95 = 1.959963984540054


def wilson_interval(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); it stays within 0 and 1.

    Args:
        right: Successes.
        count: Trials, at least 1.

    >>> [round(each, 4) for each in wilson_interval(81, 263)]
    [0.2553, 0.3662]
    """
    square, share = NORMAL_95**2, right / count
    middle = (right + square / 2) / (count + square)
    spread = math.sqrt(count * share * (1 - share) + square / 4) * NORMAL_95 / (count + square)
    return max(0.0, middle - spread), min(1.0, middle + spread)


@dataclasses.dataclass(frozen=True)
class Order:
    """A paper's order of two variants.

    Attributes:
        arxiv: Which paper.
        says: The order in our words.
        better: Key of the variant that the paper puts first.
        worse: Key of the other one.
    """

    arxiv: str
    says: str
    better: str
    worse: str


ORDERS: tuple[Order, ...] = (
    Order("1808.00278", "The float twin is more accurate than Bi-Real", "bireal_float", "bireal"),
    Order("1808.00278", "Bi-Real is more accurate than XNOR-Net's block", "bireal", "xnor"),
    Order("1808.00278", "ApproxSign trains better than the identity", "bireal_tent", "bireal"),
    Order("2106.06991", "A float teacher trains better than labels", "bireal_taught", "bireal"),
    Order("2106.06991", "OR is the better outer gate than XNOR", "base_or", "base_xnor"),
    Order("2106.06991", "OR is the better outer gate than AND", "base_or", "base_and"),
    Order("2106.06991", "OR is the better outer gate than XOR", "base_or", "base_xor"),
    Order("2106.06991", "Two slices are better than one", "base_2", "base_or"),
    Order("2106.06991", "Four slices are better than two", "base_4", "base_2"),
    Order("2106.06991", "BoolNet is better than BaseNet, four slices", "bool_4", "base_4"),
    Order("2106.06991", "Bi-Real is ahead of BoolNet's Boolean maps", "bireal", "bool_4"),
    Order("2001.05936", "Improvement blocks help", "melius", "dense"),
    Order("2001.05936", "They help more than as many dense blocks", "melius", "dense_deep"),
    Order("2001.05936", "The float twin is more accurate", "melius_float", "melius"),
    Order("2104.07770", "Asymmetry 1 is better than 0", "asymmetry_1", "asymmetry_0"),
    Order("2104.07770", "Asymmetry 1 is better than 2", "asymmetry_1", "asymmetry_2"),
)


@dataclasses.dataclass(frozen=True)
class OrderCheck:
    """What our runs say about an order.

    Attributes:
        order: The order.
        difference: Mean accuracy of the better minus that of the other, same seeds in both.
        low: Lower end of its 95 % interval.
        high: Upper end.
        seeds: Seeds that both have; 1 means that the interval knows only the test pictures.
    """

    order: Order
    difference: float
    low: float
    high: float
    seeds: int

    @property
    def verdict(self) -> str:
        """What the interval says: "holds", "does not hold", "undecided" or "not measured"."""
        if not self.seeds:
            return "not measured"
        if self.low > 0:
            return "holds"
        return "does not hold" if self.high < 0 else "undecided"


def check_order(frame: "pd.DataFrame", order: Order) -> OrderCheck:
    """Compare two variants over the seeds that both have.

    The variance of the difference has two parts: the test pictures (binomial, taken as
    independent, which is wide because both see the same ones) and, from two seeds on, the
    seeds' differences about their mean over their number.

    Args:
        frame: Columns ``key``, ``seed``, ``accuracy``, ``test_images``.
        order: What is compared.
    """
    sides = [frame[frame["key"] == key].set_index("seed") for key in (order.better, order.worse)]
    seeds = sorted(set(sides[0].index) & set(sides[1].index))
    if not seeds:
        return OrderCheck(order, math.nan, math.nan, math.nan, 0)
    first, second = (each.loc[seeds, "accuracy"] for each in sides)
    gaps = first - second
    count = float(sides[0].loc[seeds, "test_images"].iloc[0])
    means = (float(first.mean()), float(second.mean()))
    variance = sum(mean * (1 - mean) for mean in means) / count
    if len(seeds) > 1:
        variance += float(gaps.var(ddof=1)) / len(seeds)
    spread = NORMAL_95 * math.sqrt(variance)
    middle = float(gaps.mean())
    return OrderCheck(order, middle, middle - spread, middle + spread, len(seeds))


def checked_orders(frame: "pd.DataFrame") -> tuple[OrderCheck, ...]:
    """Return every order of the papers beside our runs.

    Args:
        frame: The shipped table, or one like it.
    """
    return tuple(check_order(frame, each) for each in ORDERS)


@functools.cache
def trained(key: str) -> nn.Module:
    """Return the shipped network of a variant, seed 0, ready to evaluate.

    Args:
        key: Of a variant.

    Raises:
        NotFoundError: If there is no such variant.
        EngineError: If its weights do not ship.
    """
    start = f"{key}/"
    arrays = {
        name.removeprefix(start): value
        for name, value in zoo.tensors(WEIGHTS).items()
        if name.startswith(start)
    }
    return load_stored(variant_named(key).description.build(), arrays)

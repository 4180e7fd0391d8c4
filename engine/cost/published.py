"""Published numbers, retyped with their source, and whether our counts match them."""

import dataclasses
from decimal import Decimal

from engine.core.errors import unknown_name
from engine.cost.network import NetworkCost
from engine.cost.published_rows import ROWS, PublishedNetwork, PublishedValue
from engine.cost.rules import operations, parameters
from engine.cost.sizes import size

PUBLISHED: tuple[PublishedNetwork, ...] = ROWS


@dataclasses.dataclass(frozen=True)
class PublishedCheck:
    """One published number beside ours.

    Attributes:
        quantity: Such as "operations".
        published: The published number, in the quantity's unit.
        ours: What we count under the paper's rules.
        matches: Whether ours rounds to the published digits.
        relative_difference: ``ours / published - 1``.
        rule: The paper's counting rule in words.
        source: Where the number stands.
        note: What is known about a difference, or "".
    """

    quantity: str
    published: float
    ours: float
    matches: bool
    relative_difference: float
    rule: str
    source: str
    note: str


def published_named(name: str) -> PublishedNetwork:
    """Return the published numbers of a network.

    Raises:
        NotFoundError: If there are none; the message lists the known networks.

    >>> published_named("MeliusNet22").top1
    63.62
    """
    for each in PUBLISHED:
        if each.name == name:
            return each
    raise unknown_name("published network", name, [each.name for each in PUBLISHED])


def checks(name: str, cost: NetworkCost) -> tuple[PublishedCheck, ...]:
    """Return each published cost of a network beside ours.

    Args:
        name: A name in ``PUBLISHED``.
        cost: Cost of our network at 224 pixels and 1000 classes.

    Raises:
        NotFoundError: If nothing is published under this name.
    """
    row = published_named(name)
    return tuple(_check(each, row, cost) for each in row.values)


def matches_paper(name: str, cost: NetworkCost) -> bool:
    """Return whether costs of a network are published and every one matches ours."""
    found = checks(name, cost)
    return bool(found) and all(each.matches for each in found)


def _check(value: PublishedValue, row: PublishedNetwork, cost: NetworkCost) -> PublishedCheck:
    ours = _ours(value, cost)
    half = float(_last_digit(value.text) / 2) * value.unit
    return PublishedCheck(
        quantity=value.quantity,
        published=value.number,
        ours=ours,
        matches=abs(ours - value.number) <= half * (1 + 1e-9),
        relative_difference=ours / value.number - 1,
        rule=value.rule,
        source=row.source,
        note=value.note,
    )


def _last_digit(text: str) -> Decimal:
    exponent = Decimal(text).as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def _ours(value: PublishedValue, cost: NetworkCost) -> float:
    rules = value.rules
    found = {
        "parameters": lambda: parameters(cost, rules),
        "binary_parameters": lambda: cost.binary_parameters,
        "operations": lambda: operations(cost, rules),
        "float_multiply_adds": lambda: cost.float_multiply_adds,
        "binary_multiply_adds": lambda: cost.binary_multiply_adds,
        "size_mebibytes": lambda: size(cost).mebibytes,
    }
    return float(found[value.quantity]())

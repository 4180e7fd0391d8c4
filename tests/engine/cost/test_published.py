"""Published numbers: each names a network of ours and is compared at its printed digits."""

import pytest

from engine import binary, compact
from engine.core.errors import NotFoundError
from engine.cost.published import PUBLISHED, checks, matches_paper

DESCRIPTIONS = {each.name: each.description for each in (*binary.NETWORKS, *compact.NETWORKS)}


def test_every_published_network_can_be_built():
    assert {each.name for each in PUBLISHED} <= set(DESCRIPTIONS)


UNDOCUMENTED = [each.name for each in PUBLISHED if "hpi-xnor/BoolNet" in each.source]
KNOWN = [each.name for each in PUBLISHED if each.values and each.name not in UNDOCUMENTED]


@pytest.mark.parametrize("name", KNOWN)
def test_costs_with_a_known_rule_match_to_the_printed_digits(name):
    cost = DESCRIPTIONS[name].cost()
    assert [each for each in checks(name, cost) if not each.matches] == []
    assert matches_paper(name, cost)


def test_operations_without_a_documented_rule_are_near_but_never_claimed_to_match(five):
    assert len(UNDOCUMENTED) == 4
    for name in UNDOCUMENTED:
        (found,) = checks(name, five[name])
        assert 0.02 < abs(found.relative_difference) < 0.04
        assert not found.matches
        assert found.note


def test_nothing_compared_is_not_a_match(five):
    assert not matches_paper("Bi-RealNet-18", five["Bi-RealNet-18"])


def test_a_network_without_published_numbers_is_refused(five):
    with pytest.raises(NotFoundError, match="MeliusNet22"):
        checks("MeliusNet23", five["BaseNet-18 k=1"])

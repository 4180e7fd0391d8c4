import pytest

from engine.cost import CountingRules, operations, size
from engine.cost.published import PUBLISHED, matches_paper, published_named
from engine.studies.network_costs import shipped_costs


def test_every_published_and_every_dense_network_has_its_cost_shipped():
    from engine.binary import NETWORKS

    dense = {x.name for x in NETWORKS if x.family in {"MeliusNet", "BinaryDenseNet"}}
    assert set(shipped_costs()) == {each.name for each in PUBLISHED} | dense
    assert len(dense) == 20


@pytest.mark.parametrize("name", ["MeliusNet22", "MeliusNet59", "BinaryDenseNet37", "MeliusNetA"])
def test_the_shipped_cost_matches_every_published_count(name):
    assert matches_paper(name, shipped_costs()[name])


def test_asymmnets_shipped_multiply_adds_are_the_authors_count():
    cost = shipped_costs()["AsymmNet-Large x1.0"]
    assert (cost.parameters, cost.multiply_adds) == (6_076_608, 216_918_096)


def test_bireals_shipped_maps_and_work_are_those_that_are_counted():
    from engine.binary import network_named

    shipped = shipped_costs()["Bi-RealNet-18"]
    counted = network_named("Bi-RealNet-18").description.cost(224)
    assert shipped.layers == counted.layers
    assert shipped.stored_maps == counted.stored_maps
    assert shipped.stages == counted.stages


def test_the_rules_and_sizes_apply_to_what_ships():
    cost = shipped_costs()["MeliusNet22"]
    rules = CountingRules(classifier=False)
    assert operations(cost, rules) == pytest.approx(208.13e6, abs=5e3)
    assert size(cost).mebibytes == pytest.approx(3.88, abs=0.005)
    assert published_named("MeliusNet22").top1 == 63.62

"""Energy against the published totals, the sheet's predictions, and hand arithmetic."""

import dataclasses

import pytest
from torch import nn

from engine.cost import mark, measure
from engine.cost.energy import Calibrated, FirstPrinciples, fitted
from engine.cost.energy_table import TABLE_45_NM, TABLES, EnergyTable


def test_the_calibrated_model_stays_within_its_stated_error_of_every_published_total(five, totals):
    ours = [Calibrated()(cost).energy_millijoules for cost in five.values()]
    errors = [abs(mine / total - 1) for mine, total in zip(ours, totals, strict=True)]
    assert max(errors) == pytest.approx(Calibrated.stated_error, abs=5e-4)
    assert [round(mine, 3) for mine in ours] == [0.529, 0.799, 0.986, 1.094, 3.393]


def test_its_constants_are_the_least_squares_fit_of_the_relative_errors(five, totals):
    found = fitted(list(five.values()), totals)
    assert found.float_multiply_add == pytest.approx(Calibrated().float_multiply_add, rel=1e-4)
    assert found.map_bit == pytest.approx(Calibrated().map_bit, rel=1e-4)


def test_a_fit_recovers_the_constants_that_made_the_totals(five):
    model = Calibrated(2.0, 7.0)
    costs = list(five.values())
    found = fitted(costs, [model(cost).energy_millijoules for cost in costs])
    assert (found.float_multiply_add, found.map_bit) == (pytest.approx(2), pytest.approx(7))


def test_first_principles_with_maps_in_dram_give_the_known_totals(five):
    model = FirstPrinciples()
    found = [round(model(cost).energy_millijoules, 2) for cost in five.values()]
    assert found == [0.65, 0.93, 1.12, 1.24, 3.54]


def test_weights_in_dram_shrink_boolnets_lead_to_about_two(five):
    model = FirstPrinciples(weights_in="dram")
    bireal, boolnet = (five[name] for name in ("Bi-RealNet-18", "BoolNet-18 k=4"))
    ratio = model(bireal).energy_picojoules / model(boolnet).energy_picojoules
    assert round(ratio, 1) == 2.2


def test_feature_maps_dominate_bireal_and_arithmetic_basenet(five):
    model = FirstPrinciples()
    assert model(five["Bi-RealNet-18"]).dominant == "feature maps"
    assert model(five["BaseNet-18 k=1"]).dominant == "float arithmetic"


def test_each_term_is_its_count_times_its_price():
    layer = mark(nn.Conv2d(2, 4, 3, bias=False), weight_bits=1, activation_bits=1)
    network = nn.Sequential(layer, nn.Flatten(), nn.Linear(36, 2))
    energy = FirstPrinciples(maps_in="cache_8_kib", weights_in="dram")(measure(network, (2, 5, 5)))
    assert energy.float_arithmetic == pytest.approx(72 * 4.6)
    assert energy.binary_arithmetic == pytest.approx(648 * 0.01)
    assert energy.feature_maps == pytest.approx(2 * (36 + 2) * 32 * 10 / 64)
    assert energy.weights == pytest.approx((72 + 74 * 32) * 1920 / 64)
    assert sum(energy.share(name) for name in energy.terms) == pytest.approx(1)


def test_narrower_arithmetic_costs_less_and_moves_less(five):
    cost = five["Bi-RealNet-18"]
    wide, half, byte = (
        FirstPrinciples(arithmetic=each, weights_in="dram")(cost)
        for each in ("float32", "float16", "int8")
    )
    assert half.feature_maps == wide.feature_maps / 2
    assert byte.feature_maps == wide.feature_maps / 4
    assert byte.weights < half.weights < wide.weights
    assert byte.float_arithmetic < half.float_arithmetic < wide.float_arithmetic


def test_boolean_maps_stay_one_bit_in_any_arithmetic(five):
    cost = five["BoolNet-18 k=4"]
    wide, byte = (FirstPrinciples(arithmetic=each)(cost) for each in ("float32", "int8"))
    assert byte.feature_maps == wide.feature_maps


def test_an_edited_table_changes_only_what_it_prices(five):
    table = dataclasses.replace(TABLE_45_NM, binary_multiply_add=0.02)
    cost = five["BaseNet-18 k=4"]
    before, after = FirstPrinciples()(cost), FirstPrinciples(table=table)(cost)
    assert after.binary_arithmetic == pytest.approx(2 * before.binary_arithmetic)
    assert after.float_arithmetic == before.float_arithmetic


def test_a_network_without_work_takes_nothing():
    energy = FirstPrinciples()(measure(nn.ReLU(), (3,)))
    assert energy.energy_picojoules == 0
    assert energy.share("weights") == 0


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: EnergyTable(dram=-1.0), "dram"),
        (lambda: FirstPrinciples(maps_in="disk"), "maps_in"),
        (lambda: TABLE_45_NM.multiply_add("int4"), "arithmetic"),
        (lambda: TABLE_45_NM.bit("disk"), "place"),
        (lambda: fitted([], []), "two or more"),
    ],
)
def test_what_cannot_be_priced_is_refused(build, message):
    with pytest.raises(ValueError, match=message):
        build()


def test_every_preset_has_the_published_dram_range():
    assert {table.dram for table in TABLES.values()} == {1300.0, 1920.0, 2600.0}

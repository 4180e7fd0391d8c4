"""The shipped scores and weights of small binary networks belong together."""

import pytest
import torch

from engine import zoo
from engine.core.errors import EngineError
from engine.studies.binary_scores import TABLE, WEIGHTS, checked_orders, trained, wilson_interval
from engine.studies.binary_variants import SIDE, variant_named


@pytest.fixture(scope="module")
def frame():
    return zoo.table(TABLE)


def test_each_row_is_one_run_with_the_interval_of_its_accuracy(frame):
    assert not frame.duplicated(["key", "seed"]).any()
    for row in frame.to_dict("records"):
        right = round(row["accuracy"] * row["test_images"])
        assert (row["low"], row["high"]) == pytest.approx(
            wilson_interval(right, row["test_images"])
        )
        assert (row["epochs"], row["images"]) == (10, 10_000)
        assert f"--variants {row['key']} --seeds {row['seed']} " in row["command"]


def test_the_costs_in_the_table_are_those_of_the_descriptions(frame):
    row = frame[frame["key"] == "bireal"].iloc[0]
    cost = variant_named("bireal").description.cost(SIDE)
    assert row["parameters"] == cost.parameters
    assert row["binary_multiply_adds"] == cost.binary_multiply_adds
    floats = cost.parameters - cost.binary_parameters
    assert row["size_bytes"] == cost.binary_parameters / 8 + 2 * floats


def test_the_weights_of_each_variants_first_seed_ship_and_answer(frame):
    keys = set(frame.loc[frame["seed"] == 0, "key"])
    assert set(zoo.card(WEIGHTS).score) == keys
    images = torch.linspace(-1, 1, 2 * 3 * SIDE * SIDE).reshape(2, 3, SIDE, SIDE)
    for key in keys:
        network = trained(key)
        assert not network.training
        assert torch.isfinite(network(images)).all()


def test_a_network_that_does_not_ship_says_so():
    missing = {"bireal_tent", "asymmetry_2", "bool_4"} - set(zoo.card(WEIGHTS).score)
    for key in missing:
        with pytest.raises(EngineError, match="must belong"):
            trained(key)
    with pytest.raises(EngineError, match="no variant named"):
        trained("none")


def test_every_checked_order_tells_its_seeds_or_that_it_is_not_measured(frame):
    for check in checked_orders(frame):
        assert (check.verdict == "not measured") == (check.seeds == 0)
        assert check.seeds <= frame["seed"].nunique()

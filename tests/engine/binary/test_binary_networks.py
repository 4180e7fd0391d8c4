"""Binary networks against the tables of their papers and the authors' counts."""

import pytest
import torch

from engine.binary import (
    NETWORKS,
    BinaryResNet,
    BinaryResNetE,
    BooleanNetwork,
    DenseBinaryNetwork,
    network_named,
)
from engine.core.errors import NotFoundError
from engine.cost import CountingRules, operations, size

RULES = CountingRules(classifier=False)


@pytest.mark.parametrize(
    ("name", "parameters", "multiply_adds", "ops", "mebibytes"),
    [
        ("BaseNet-18 k=1", (11_694_888, 11_157_504), (118.53, 1753.4), 145.9, 3.38),
        ("BaseNet-18 k=4", (12_210_984, 11_673_600), (118.53, 1984.6), 149.5, 3.44),
        ("BoolNet-18 k=4", (14_448_232, 13_910_016), (120.33, 2466.3), 158.9, 3.71),
        ("BoolNet*-18 k=4", (14_448_232, 13_910_016), (120.33, 3853.5), 180.5, 3.71),
        ("Bi-RealNet-18", (11_689_512, 10_985_472), (137.79, 1676.3), 164.0, 4.00),
    ],
)
def test_boolean_networks_have_the_counts_of_the_authors_code(
    name, parameters, multiply_adds, ops, mebibytes
):
    cost = network_named(name).description.cost()
    assert (cost.parameters, cost.binary_parameters) == parameters
    assert round(cost.float_multiply_adds / 1e6, 2) == multiply_adds[0]
    assert round(cost.binary_multiply_adds / 1e6, 1) == multiply_adds[1]
    assert round(operations(cost) / 1e6, 1) == ops
    assert round(size(cost).mebibytes, 2) == mebibytes


@pytest.mark.parametrize(
    ("name", "parameters", "binary", "ops", "mebibytes"),
    [
        ("MeliusNet22", 6_944_584, 6_119_424, 208.1, 3.88),
        ("MeliusNet23", 8_187_784, 7_446_528, 113.4, 3.71),
        ("BinaryDenseNet28 7x7 stem", 5_131_496, 4_202_496, 258.0, 4.04),
    ],
)
def test_dense_networks_have_the_counts_of_the_authors_wiki(  # the others: test_published.py
    name, parameters, binary, ops, mebibytes
):
    cost = network_named(name).description.cost()
    assert (cost.parameters, cost.binary_parameters) == (parameters, binary)
    assert round(operations(cost, RULES) / 1e6, 1) == ops
    assert size(cost).mebibytes == pytest.approx(mebibytes, rel=0.005)


@pytest.mark.parametrize("name", ["42", "B", "C"])
def test_the_other_meliusnets_follow_the_closed_form(name):
    description = network_named(f"MeliusNet{name}").description
    binary, side, work = 0, 56, 0
    for entry, blocks in zip(description.entries, description.blocks, strict=True):
        seen = sum(2 * (entry + 64 * i) + 64 for i in range(blocks))
        binary += 9 * 64 * seen
        work += 9 * 64 * seen * side**2
        side //= 2
    cost = description.cost()
    assert cost.binary_parameters == binary
    assert cost.binary_multiply_adds == work


def test_stage_shapes_of_boolnet_and_its_star_are_those_of_the_table():
    def shapes(name):
        return [each.shape for each in network_named(name).description.cost().stages]

    common = [(4, 64, 56, 56), (4, 128, 56, 56), (4, 256, 28, 28), (4, 512, 14, 14)]
    assert shapes("BoolNet-18 k=4") == [*common, (512, 7, 7), (1000,)]
    assert shapes("BoolNet*-18 k=4") == [*common, (512, 14, 14), (1000,)]


def test_stage_shapes_of_meliusnet_halve_at_each_transition():
    stages = network_named("MeliusNet22").description.cost().stages
    found = {each.name: each.shape for each in stages}
    assert found["stage1"] == (320, 56, 56)
    assert found["transition1"] == (160, 28, 28)
    assert found["stage4"] == (512, 7, 7)


@pytest.mark.parametrize("depth", [18, 34])
def test_slices_cost_nothing_outside_the_downsampling(depth):
    def outside(slices):
        layers = BooleanNetwork(kind="base", slices=slices, depth=depth).cost(64).layers
        kept = [each for each in layers if "downsample" not in each.name]
        return sum(each.multiply_adds for each in kept), sum(each.parameters for each in kept)

    assert outside(1) == outside(2) == outside(8)


def test_the_thirty_four_layer_basenet_follows_from_the_blocks_it_adds():
    def cost(depth):
        return BooleanNetwork(kind="base", slices=2, depth=depth).cost(64)

    added = sum(
        blocks * (2 * 9 * channels**2 + 3 * 2 * channels)
        for blocks, channels in ((1, 64), (2, 128), (4, 256), (1, 512))
    )
    assert cost(34).parameters - cost(18).parameters == added


def test_float_layers_are_the_stem_the_shortcuts_and_the_classifier_only():
    layers = BinaryResNet(kind="xnor", depth=34).cost(64).layers
    floats = [each for each in layers if each.multiply_adds and not each.binary]
    assert len(floats) == 1 + 3 + 1
    assert sum(each.binary for each in layers) == 32


@pytest.mark.parametrize("side", [1, 18, 33])
@pytest.mark.parametrize(
    "description",
    [
        BooleanNetwork(base=4, slices=4, classes=3),
        BooleanNetwork(kind="base", base=4, slices=2, classes=3, binary_downsample=False),
        BooleanNetwork(base=4, slices=1, classes=3, star=True),
        BinaryResNet(base=4, classes=3, activation="prelu", gradient="piecewise"),
        BinaryResNet(kind="xnor", base=4, classes=3, input_scale=True),
        BinaryResNetE(base=16, classes=3),
        DenseBinaryNetwork(
            blocks=(1, 1, 2), transitions=(32, 32), groups=2, initial=16, growth=16, classes=3
        ),
    ],
)
def test_networks_run_and_learn_at_odd_and_tiny_sizes(description, side):
    network = description.build()
    network.eval()
    found = network(torch.randn(2, 3, side, side, generator=torch.Generator().manual_seed(0)))
    assert found.shape == (2, 3)
    found.sum().backward()
    stem = next(network.parameters())
    assert stem.grad is not None
    assert torch.isfinite(stem.grad).all()


def test_the_scale_of_the_inputs_costs_its_averages_and_no_parameters():
    plain, scaled = (BinaryResNet(kind="xnor", input_scale=x).cost(64) for x in (False, True))
    assert scaled.parameters == plain.parameters
    assert scaled.binary_multiply_adds == plain.binary_multiply_adds
    places = 4 * 16**2 + 4 * 8**2 + 4 * 4**2 + 4 * 2**2
    assert scaled.float_multiply_adds - plain.float_multiply_adds == 9 * places


def test_boolean_maps_hold_nothing_but_one_bit():
    network = BooleanNetwork(base=8, slices=2, classes=3).build().eval()
    seen = []
    for stage in (network.stem, network.stage1, network.stage2, network.stage3):
        stage.register_forward_hook(lambda _, __, out: seen.append(out))
    with torch.no_grad():
        network(torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0)))
    assert len(seen) == 4
    assert all(set(maps.unique().tolist()) <= {-1.0, 1.0} for maps in seen)


def test_names_are_unique_and_an_unknown_one_is_refused():
    names = [each.name for each in NETWORKS]
    assert len(names) == len(set(names))
    with pytest.raises(NotFoundError, match="MeliusNet59"):
        network_named("MeliusNet60")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"blocks": (1, 0), "transitions": (32,)}, "positive"),
        ({"blocks": (1, 1), "transitions": ()}, "one transition fewer"),
        ({"growth": 0}, "growth"),
    ],
)
def test_a_dense_network_that_cannot_be_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        DenseBinaryNetwork(**wrong)

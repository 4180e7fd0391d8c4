"""Compact networks against the tables of their papers and an independent counter."""

import itertools

import pytest
import torch
import torchinfo

from engine.compact import NETWORKS, AsymmNet, MobileNetV1, MobileNetV3, ResNet, network_named
from engine.core.errors import NotFoundError
from engine.cost import CountingRules, parameters


@pytest.mark.parametrize(
    ("size", "width", "asymmetry", "wanted", "multiply_adds"),
    [
        ("large", 0.5, 1, 2_844_976, 67_244_264),
        ("large", 1.0, 1, 6_076_608, 216_918_096),
        ("small", 0.5, 1, 1_964_472, 20_594_280),
        ("small", 1.0, 1, 3_131_896, 57_674_416),
        ("large", 0.5, 0, None, 65_909_392),
        ("large", 1.0, 0, 5_481_752, 216_589_760),
        ("small", 0.5, 0, None, 19_959_920),
        ("small", 1.0, 0, None, 56_913_856),
        ("large", 1.0, 2, 6_730_984, 217_305_952),
        ("small", 1.0, 2, 3_347_056, 58_463_520),
    ],
)
def test_asymmnet_counts_what_the_authors_model_has(size, width, asymmetry, wanted, multiply_adds):
    cost = AsymmNet(size=size, width=width, asymmetry=asymmetry).cost()
    assert cost.multiply_adds == multiply_adds
    assert wanted in (None, cost.parameters)


def test_the_published_parameters_of_asymmnet_large_come_from_counting_the_kernels_side():
    cost = AsymmNet().cost()
    assert parameters(cost, CountingRules(kernel="side")) == 5_991_776


@pytest.mark.parametrize(("size", "width"), [("large", 0.35), ("small", 0.75), ("small", 1.25)])
def test_asymmetry_zero_is_mobilenet_v3_built_independently(size, width):
    ours = AsymmNet(size=size, width=width, asymmetry=0).cost(160)
    theirs = MobileNetV3(size=size, width=width).cost(160)
    assert (ours.parameters, ours.multiply_adds) == (theirs.parameters, theirs.multiply_adds)
    assert ours.stages == theirs.stages


@pytest.mark.parametrize(
    ("description", "wanted"),
    [
        (MobileNetV1(width=1.0), 4_231_976),
        (MobileNetV1(width=0.75), 2_585_560),
        (MobileNetV1(width=0.5), 1_331_592),
        (MobileNetV3(size="large", form="paper"), 5_483_032),
        (MobileNetV3(size="small", form="paper"), 2_542_856),
        (ResNet(depth=18), 11_689_512),
        (ResNet(depth=34), 21_797_672),
    ],
)
def test_float_networks_have_their_published_parameters(description, wanted):
    assert description.cost().parameters == wanted


@pytest.mark.parametrize(("width", "millions"), [(1.0, 568.7), (0.75, 325.4), (0.5, 149.5)])
def test_mobilenet_v1_needs_its_published_multiply_adds(width, millions):
    assert round(MobileNetV1(width=width).cost().multiply_adds / 1e6, 1) == millions


@pytest.mark.parametrize(
    "description",
    [
        AsymmNet(size="small", width=0.35, asymmetry=2, classes=10),
        MobileNetV1(width=0.25, classes=7, channels=1),
        MobileNetV3(size="small", form="paper", width=0.5),
        ResNet(depth=34, base=8, classes=3),
    ],
)
def test_an_independent_counter_agrees(description):
    with torch.device("meta"):
        module = description.build().eval()
    shape = (1, *description.input_shape(96))
    summary = torchinfo.summary(module, input_size=shape, device="meta", verbose=0)
    cost = description.cost(96)
    biases = sum(
        layer.other_parameters * (layer.output_values // layer.weight_shape[0])
        for layer in cost.layers
        if layer.multiply_adds
    )
    norms = sum(layer.parameters for layer in cost.layers if layer.kind == "normalization")
    assert summary.total_params == cost.parameters
    assert summary.total_mult_adds == cost.multiply_adds + biases + norms


def test_every_named_network_has_a_name_of_its_own_and_its_stages_end_in_the_classes():
    names = [each.name for each in NETWORKS]
    assert len(names) == len(set(names))
    for each in itertools.islice(NETWORKS, 0, None, 11):
        assert each.description.cost(64).stages[-1].shape == (1000,)


@pytest.mark.parametrize("side", [1, 17, 33])
@pytest.mark.parametrize(
    "description",
    [
        AsymmNet(size="small", width=0.35, classes=4),
        MobileNetV1(width=0.25, classes=4),
        ResNet(base=4, classes=4),
    ],
)
def test_networks_run_at_odd_and_tiny_sizes(description, side):
    network = description.build().eval()
    with torch.no_grad():
        assert network(torch.zeros(2, 3, side, side)).shape == (2, 4)


def test_stage_shapes_of_asymmnet_large_are_those_of_its_table():
    shapes = [each.shape for each in AsymmNet().cost().stages]
    assert shapes == [
        (16, 112, 112), (16, 112, 112), (24, 56, 56), (40, 28, 28), (112, 14, 14),
        (160, 7, 7), (960, 7, 7), (1000,),
    ]  # fmt: skip


def test_an_unknown_network_is_refused_with_the_known_names():
    with pytest.raises(NotFoundError, match="ResNet-18"):
        network_named("ResNet-19")


def test_a_width_of_nothing_is_refused():
    with pytest.raises(ValueError, match="width must lie between"):
        AsymmNet(width=0.0)

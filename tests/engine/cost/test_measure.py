"""The cost of any module: layers, plain functions, attention, recurrence, and bad input."""

import pytest
import torch
from torch import fx, nn
from torch.nn import functional as F

from engine.binary import (
    BinaryConvolution,
    BooleanBlock,
    DenseBinaryNetwork,
    network_named,
)
from engine.core.errors import EngineError
from engine.cost import CountingRules, measure, operations, size


class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(5, 3, 3, 3))

    def forward(self, maps):
        return F.conv2d(maps, self.kernel, padding=1) @ torch.ones(4, 2, device=maps.device)


class ReadsValues(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, values):
        self.calls += 1
        return self.layer(values) if values.sum().item() == 0 else values


def test_a_plain_function_is_counted_under_the_module_that_calls_it():
    cost = measure(Functional(), (3, 4, 4))
    assert cost.multiply_adds == 5 * 3 * 9 * 16 + 5 * 4 * 2 * 4
    assert cost.parameters == 5 * 3 * 9


@pytest.mark.parametrize(
    ("layer", "shape", "wanted"),
    [
        (nn.Linear(6, 5), (6,), 30),
        (nn.Linear(6, 5, bias=False), (7, 6), 210),
        (nn.Conv1d(4, 6, 3, groups=2), (4, 10), 6 * 2 * 3 * 8),
        (nn.Conv2d(4, 6, (1, 3), stride=2), (4, 9, 9), 6 * 4 * 3 * 5 * 4),
        (nn.Conv2d(4, 4, 3, dilation=2, padding=2), (4, 5, 5), 4 * 4 * 9 * 25),
        (nn.ConvTranspose2d(4, 6, 2, stride=2), (4, 3, 3), 4 * 6 * 4 * 9),
        (nn.Conv3d(2, 3, 2), (2, 3, 3, 3), 3 * 2 * 8 * 8),
        (nn.LSTM(3, 4, batch_first=True), (5, 3), 5 * 16 * (3 + 4)),
        (nn.MultiheadAttention(8, 2), None, 5 * 8 * 32 + 2 * 5 * 5 * 8),
    ],
)
def test_a_layers_multiply_adds_follow_its_formula(layer, shape, wanted):
    if shape is None:
        tokens = torch.zeros(5, 1, 8)
        cost = measure(layer, inputs=[tokens, tokens, tokens])
    else:
        cost = measure(layer, shape)
    assert cost.multiply_adds == wanted
    assert cost.parameters == sum(each.numel() for each in layer.parameters())


def test_a_shared_layer_counts_its_work_each_time_and_its_parameters_once():
    shared = nn.Linear(4, 4)
    cost = measure(nn.Sequential(shared, nn.ReLU(), shared), (4,))
    assert (cost.parameters, cost.multiply_adds) == (20, 32)


def test_tied_weights_count_once():
    first, second = nn.Linear(4, 4, bias=False), nn.Linear(4, 4, bias=False)
    second.weight = first.weight
    assert measure(nn.Sequential(first, second), (4,)).parameters == 16


def test_only_a_last_linear_layer_is_the_classifier():
    with_head = nn.Sequential(nn.Flatten(), nn.Linear(9, 4), nn.Linear(4, 2))
    rules = CountingRules(classifier=False)
    assert operations(measure(with_head, (1, 3, 3)), rules) == 36
    without = nn.Sequential(nn.Linear(3, 3), nn.Conv2d(1, 1, 3))
    assert operations(measure(without, (1, 3, 3)), rules) == 27 + 9


def test_a_module_that_reads_values_is_run_on_zeros_and_left_unchanged():
    module = ReadsValues()
    assert measure(module, (4,)).multiply_adds == 8
    assert module.calls.item() == 0
    assert module.training
    assert all(each.device.type == "cpu" for each in module.parameters())


def test_measuring_leaves_no_hook_behind():
    module = nn.Sequential(nn.Linear(2, 2))
    measure(module, (2,))
    assert not module._forward_hooks
    assert not module[0]._forward_pre_hooks


def test_declared_bits_make_a_layer_binary():
    layer = nn.Conv2d(2, 4, 3)
    layer.weight_bits = layer.activation_bits = 1
    cost = measure(layer, (2, 5, 5))
    assert cost.binary_parameters == 72
    assert cost.parameters == 76
    assert (cost.binary_multiply_adds, cost.float_multiply_adds) == (72 * 9, 0)
    assert size(cost).total_bytes == 72 / 8 + 4 * 4


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (CountingRules(), 648 / 64 + 36 * 2),
        (CountingRules(classifier=False), 648 / 64),
        (CountingRules(binary="per_32"), 648 / 32 + 72),
        (CountingRules(binary="weighted", binary_weight=0.5), 324 + 72),
        (CountingRules(binary="bit_product"), 648 + 72 * 1024),
        (CountingRules(unit="flops"), 2 * (648 / 64 + 72)),
        (CountingRules(batch_norm=True), 648 / 64 + 72 + 36),
    ],
)
def test_each_counting_rule_does_what_it_says(rules, wanted):
    layer = nn.Conv2d(2, 4, 3, bias=False)
    layer.weight_bits = layer.activation_bits = 1
    network = nn.Sequential(layer, nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(36, 2))
    assert operations(measure(network, (2, 5, 5)), rules) == wanted


def test_a_border_added_inside_a_layer_is_not_read_from_memory():
    binary = BinaryConvolution(8, 4)
    cost = measure(binary, (8, 6, 6))
    assert cost.activation_bits_read == 8 * 6 * 6
    assert cost.peak_activation_bytes == (8 * 6 * 6 + 32 * 4 * 6 * 6) / 8


def test_the_peak_is_one_call_of_the_layer_with_the_largest_input_and_output():
    shared = nn.Conv2d(4, 4, 1)
    network = nn.Sequential(shared, shared, nn.Flatten(), nn.Linear(36, 100))
    cost = measure(network, (4, 3, 3))
    assert cost.peak_activation_bytes == 4 * (36 + 100)
    assert cost.activation_bits_read == 32 * (36 + 36 + 36)


def test_half_precision_weights_take_sixteen_bits():
    assert measure(nn.Linear(4, 4, bias=False).half(), (4,)).stored_bits == 256


@pytest.mark.parametrize("shape", [(), (0, 4, 4), (3, -1, 4), (3, 2.0, 4)])
def test_an_impossible_input_shape_is_refused(shape):
    with pytest.raises((ValueError, TypeError), match=r"input_shape|parameter"):
        measure(nn.ReLU(), shape)


class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.small, self.large = nn.Linear(4, 2), nn.Linear(4, 8)

    def forward(self, values):
        for row in range(int(values.abs().sum().item()) + 1):
            values = values + row
        return self.small(values) if len(values) < 2 else self.large(values)


def test_a_module_that_fx_cannot_trace_is_counted():
    with pytest.raises(Exception, match=r"[Pp]roxy|traced"):
        fx.symbolic_trace(Branches())
    cost = measure(Branches(), (4,))
    assert (cost.multiply_adds, cost.parameters) == (8, 10 + 40)


@pytest.mark.parametrize("side", [0, -224, 224 * 10**6])
def test_a_network_at_an_impossible_side_is_refused_at_once(side):
    with pytest.raises(ValueError, match=r"at most|positive whole"):
        network_named("MeliusNet22").description.cost(side)


@pytest.mark.parametrize(
    ("description", "message"),
    [
        (DenseBinaryNetwork(blocks=(1, 1), transitions=(32,), groups=3), "groups must divide"),
        (DenseBinaryNetwork(blocks=(1,), transitions=(), initial=24), "multiple of 16"),
        (BooleanBlock(in_channels=6, out_channels=6, slices=4), "groups must divide"),
    ],
)
def test_groups_that_do_not_divide_are_refused_when_a_network_is_counted(description, message):
    with pytest.raises(ValueError, match=message):
        description.cost(32)


def test_a_gigantic_input_is_refused_before_anything_runs():
    with pytest.raises(ValueError, match="at most"):
        measure(nn.ReLU(), (3, 224 * 10**3, 10**6))


def test_a_module_that_cannot_take_the_input_is_named_with_the_reason():
    with pytest.raises(
        EngineError, match=r"Conv2d must run on an input of shape 1x4x5x5.*channels"
    ):
        measure(nn.Conv2d(3, 8, 3), (4, 5, 5))


def test_an_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="float16"):
        size(measure(nn.Linear(2, 2), (2,)), "float8")

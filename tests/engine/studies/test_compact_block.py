import numpy as np
import pytest

from engine.compact import AsymmetricBlock, InvertedBlock, network_named
from engine.cost import CountingRules, operations
from engine.studies.compact_block import block_steps, run_block, work_by_block


def described(**changes):
    plain = {"in_channels": 24, "expanded": 72, "out_channels": 40, "kernel": 5, "stride": 2}
    return AsymmetricBlock(**(plain | changes))


@pytest.mark.parametrize("asymmetry", [0, 1, 2])
def test_the_steps_take_the_work_of_the_papers_formula(asymmetry):
    steps = block_steps(described(asymmetry=asymmetry), 14)
    middle = 72 + asymmetry * 24
    wanted = 14**2 * 24 * (72 - asymmetry * 24) + 7**2 * middle * (5**2 + 40)
    assert sum(each.operations for each in steps) == wanted


def test_the_steps_of_an_inverted_residual_hold_its_parameters():
    steps = block_steps(described(asymmetry=0, squeeze=True), 14)
    other = InvertedBlock(
        in_channels=24, expanded=72, out_channels=40, kernel=5, stride=2, squeeze=True
    )
    assert sum(each.parameters for each in steps) == other.cost(14).parameters


def test_the_reused_input_takes_no_work_and_no_parameters():
    reuse = next(each for each in block_steps(described(), 14) if each.part == "reuse")
    assert (reuse.shape, reuse.reused) == ((96, 14, 14), 24)
    assert reuse.operations == reuse.parameters == 0


def test_equal_channels_make_the_pointwise_work_independent_of_the_asymmetry():
    def pointwise(asymmetry):
        block = described(out_channels=24, stride=1, asymmetry=asymmetry)
        steps = block_steps(block, 14)
        return sum(each.operations for each in steps if each.part in {"expand", "project"})

    assert pointwise(0) == pointwise(1) == pointwise(2) == 14**2 * 2 * 72 * 24


@pytest.mark.parametrize("asymmetry", [0, 1, 2])
def test_a_block_runs_and_gives_the_shape_that_its_steps_end_with(asymmetry):
    block = described(asymmetry=asymmetry)
    done, steps = run_block(block, 13), block_steps(block, 13)
    assert done.output_shape == steps[-1].shape == (40, 7, 7)
    assert done.depthwise_channels == block.middle_channels
    assert done.input_inside


def test_a_block_too_large_to_run_is_refused_before_it_is_built():
    with pytest.raises(ValueError, match="lower resolution"):
        run_block(described(expanded=1024), 112)


@pytest.mark.parametrize("name", ["AsymmNet-Small x0.5", "MobileNetV3-Small x0.5"])
def test_the_work_by_block_sums_to_the_networks(name):
    cost, rules = network_named(name).description.cost(64), CountingRules(classifier=False)
    names, work = work_by_block(cost, rules)
    assert work.sum() == operations(cost, rules)
    assert names[0] == "stem"
    assert names[1:12] == tuple(f"block {number}" for number in range(1, 12))
    assert np.all(work > 0)

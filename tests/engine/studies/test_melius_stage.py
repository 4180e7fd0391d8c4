import pytest

from engine.binary import DenseBinaryNetwork, MeliusBlock, network_named
from engine.cost import CountingRules, operations
from engine.studies.melius_stage import run_block, stage_side, stage_steps, work_by_part
from engine.studies.network_costs import shipped_costs


@pytest.mark.parametrize("name", ["MeliusNet22", "MeliusNetC 7x7 stem", "BinaryDenseNet28"])
def test_the_steps_take_the_bits_and_work_of_the_counted_stages(name):
    cost, network = shipped_costs()[name], network_named(name).description
    for stage in range(1, 5):
        own = [x for x in cost.layers if x.name.startswith(f"stage{stage}.") and x.binary]
        steps = stage_steps(network, stage)[1:]
        assert [x.binary_multiply_adds for x in steps] == [x.multiply_adds for x in own]
        assert [x.weight_bits for x in steps] == [x.weights for x in own]


@pytest.mark.parametrize("name", ["MeliusNet59", "BinaryDenseNet37 7x7 stem"])
def test_each_stage_ends_with_the_shape_that_was_measured(name):
    stages = {each.name: each.shape for each in shipped_costs()[name].stages}
    for stage in range(1, 5):
        last, side = stage_steps(network_named(name).description, stage)[-1], stage_side(stage)
        assert stages[f"stage{stage}"] == (last.channels, side, side)


def test_an_improvement_reads_all_channels_and_changes_the_newest_only():
    steps = stage_steps(DenseBinaryNetwork(), 1, 32)
    dense, improve = steps[3:5]
    assert (dense.first, dense.last) == (improve.first, improve.last) == (128, 192)
    assert dense.weight_bits == 9 * 128 * 64
    assert improve.weight_bits == 9 * 192 * 64
    assert improve.binary_multiply_adds == 9 * 192 * 64 * 8**2


def test_without_improvement_there_are_dense_steps_alone():
    steps = stage_steps(DenseBinaryNetwork(improves=False), 2)
    assert [each.part for each in steps] == ["input", *["dense"] * 5]


@pytest.mark.parametrize(("stage", "side"), [(0, 224), (5, 224), (1, 0)])
def test_a_stage_that_is_not_there_is_refused(stage, side):
    with pytest.raises(ValueError, match=r"stage must|side must"):
        stage_steps(DenseBinaryNetwork(), stage, side)


def test_odd_and_tiny_pictures_give_the_sides_that_a_network_has():
    network = DenseBinaryNetwork(
        blocks=(1, 1, 1), transitions=(32, 32), initial=16, growth=16, classes=3
    )
    for picture in (1, 33):
        sides = [x.shape[1] for x in network.cost(picture).stages if x.name.startswith("stage")]
        assert sides == [stage_side(stage, picture) for stage in (1, 2, 3)]


def test_a_block_keeps_its_input_and_changes_its_new_channels():
    done = run_block(MeliusBlock(in_channels=8, growth=4), 6)
    assert (done.channels, done.kept) == ((8, 12), 8)
    assert done.changed > 0.5
    assert done.values_before <= 9 * 8 + 1


def test_a_block_without_improvement_changes_nothing_afterwards():
    done = run_block(MeliusBlock(in_channels=8, growth=4, improves=False), 6)
    assert done.changed == 0
    assert done.values_after == done.values_before


def test_a_block_too_large_to_run_is_refused():
    with pytest.raises(ValueError, match="smaller side"):
        run_block(MeliusBlock(in_channels=8000), 112)


@pytest.mark.parametrize("rules", [CountingRules(), CountingRules(classifier=False, unit="flops")])
def test_the_work_by_part_sums_to_the_networks(rules):
    cost = shipped_costs()["MeliusNet22"]
    names, floats, binaries = work_by_part(cost, rules)
    assert sum(floats) + sum(binaries) == operations(cost, rules)
    assert names[:3] == ("stem", "stage1", "transition1")
    assert names[-1] == "head"
    assert binaries[0] == binaries[2] == floats[1] == 0

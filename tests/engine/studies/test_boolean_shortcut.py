import numpy as np
import pytest

from engine.binary.gates import GATES
from engine.studies.boolean_shortcut import MAPS, brightness, feature_maps, gated
from engine.studies.sample_pictures import HEIGHT, PICTURES, WIDTH, sample_picture

PLAIN = {
    "or": np.logical_or,
    "and": np.logical_and,
    "xor": np.logical_xor,
    "xnor": lambda s, b: s == b,
}


def bits(seed=0, share=0.5):
    draws = np.random.default_rng(seed)
    return draws.random((20, 30)) < share, draws.random((20, 30)) < 0.5


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_on_signs_is_the_logical_function(gate):
    shortcut, branch = bits()
    found = gated(shortcut, branch, gate)
    np.testing.assert_array_equal(found.result, PLAIN[gate](shortcut, branch))
    assert found.true_share == found.result.mean()


def test_the_truth_table_counts_every_pixel_in_its_row():
    shortcut, branch = bits(share=0.2)
    found = gated(shortcut, branch, "or")
    for s in (False, True):
        for b in (False, True):
            assert found.counts[int(s), int(b)] == ((shortcut == s) & (branch == b)).sum()


def entropy_of_branch(*known):
    """Return H(branch | known) from the joint counts, by the definition."""
    *rest, branch = known
    codes = sum((each.astype(int) << place for place, each in enumerate(rest)), 0 * branch)
    total = 0.0
    for code in np.unique(codes):
        part = branch[codes == code].mean()
        for share in (part, 1 - part):
            if share > 0:
                total -= (codes == code).mean() * share * np.log2(share)
    return total


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_what_is_kept_of_the_branch_is_the_mutual_information_by_definition(gate, share):
    shortcut, branch = bits(1, share)
    found = gated(shortcut, branch, gate)
    whole = entropy_of_branch(shortcut, branch)
    left = entropy_of_branch(shortcut, found.result, branch)
    assert found.branch_kept == pytest.approx((whole - left) / whole)


def test_a_branch_that_says_nothing_is_kept_whole():
    nothing = np.zeros((4, 4), bool)
    assert gated(nothing, nothing, "and").branch_kept == 1.0


@pytest.mark.parametrize("name", PICTURES)
def test_maps_of_a_photograph_are_normalised_and_none_is_flat(name):
    found = feature_maps(sample_picture(name))
    for maps in (found.shortcut, found.branch, brightness(sample_picture(name))[None]):
        assert maps.shape[1:] == (HEIGHT, WIDTH)
        np.testing.assert_allclose(maps.mean((1, 2)), 0, atol=1e-4)
        np.testing.assert_allclose(maps.std((1, 2)), 1, atol=1e-3)
    assert len(found.shortcut) == len(found.branch) == MAPS


def test_the_branch_depends_on_the_signs_of_the_shortcut_alone():
    import torch
    from torch.nn import functional as F

    from engine import zoo

    found = feature_maps(sample_picture("flower"))
    signs = torch.from_numpy(np.where(found.shortcut >= 0, 1.0, -1.0)).float()[None]
    weight = torch.from_numpy(zoo.tensors("cifar10_classifier")["body.1.0.weight"][:MAPS]).float()
    sums = F.conv2d(F.pad(signs, (1, 1, 1, 1), mode="replicate"), weight.sign())[0].numpy()
    normal = (sums - sums.mean((1, 2), keepdims=True)) / sums.std((1, 2), keepdims=True)
    np.testing.assert_allclose(found.branch, normal, atol=2e-3)


def test_a_flat_picture_is_refused_with_a_way_out():
    with pytest.raises(ValueError, match=r"must not be flat.*another picture"):
        brightness(np.full((3, 8, 8), 77, np.uint8))


def test_an_unknown_photograph_names_those_there_are():
    with pytest.raises(Exception, match="flower, temple"):
        sample_picture("cat")


def test_a_photograph_of_the_cache_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        sample_picture("temple")[:] = 0

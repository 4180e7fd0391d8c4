import numpy as np
import pytest

from engine.documents.cluster_measures import horizontal_runs, ink_of
from engine.documents.proposal import AutomaticProposal, best_cut

PAPER, DARK = 220, 40


def letters(rows=64, columns=64):
    """Strokes of 2 px in lines of 6 px, 12 px apart."""
    grey = np.full((rows, columns), PAPER, np.uint8)
    for top in range(4, rows - 6, 12):
        for left in range(4, columns - 4, 5):
            grey[top : top + 6, left : left + 2] = DARK
    return grey


def with_block():
    """Letters above, a solid block of 24 x 40 px below."""
    grey = letters()
    grey[34:] = PAPER
    grey[36:60, 12:52] = DARK
    return grey


def test_clusters_that_are_ink_and_paper_are_named_without_doubt():
    grey = letters()[None]
    clusters = (grey < 128).astype(np.int64)
    found = AutomaticProposal()(grey, {"9": clusters}, ("4",), counts={"9": 2}).layers["9"]
    assert [each.kind for each in found] == [0, 1]
    assert found[1].ink == pytest.approx(1, abs=0.02)
    assert min(each.confidence for each in found) > 0.3
    assert found[0].luminance == PAPER
    assert sum(each.share for each in found) == pytest.approx(1)


def test_long_dark_runs_are_graphics_in_coarse_layers_only():
    grey = with_block()[None]
    clusters = np.zeros((1, 16, 16), np.int64)
    clusters[0, 1:8] = 1
    clusters[0, 9:15, 3:13] = 2
    judge, counts = AutomaticProposal(), {"4": 3}
    coarse = judge(grey, {"4": clusters}, ("4",), counts=counts)
    fine = judge(grey, {"4": clusters}, ("8",), counts=counts)
    assert coarse.classes.layers["4"] == (0, 1, 2)
    assert 2 not in fine.classes.layers["4"]
    assert 0 < coarse.confidence <= 1


def test_graphics_that_only_one_coarse_layer_sees_are_text():
    grey = with_block()[None]
    block = np.zeros((1, 16, 16), np.int64)
    block[0, 1:8], block[0, 9:15, 3:13] = 1, 2
    judge, counts = AutomaticProposal(), {"4": 3}
    both = judge(grey, {"4": block, "5": block}, ("4", "5"), counts={"4": 3, "5": 3})
    one = judge(grey, {"4": block}, ("4", "5"), counts=counts)
    assert both.classes.layers["5"] == (0, 1, 2)
    assert one.classes.layers["4"] == (0, 1, 1)


def test_a_cluster_that_no_pixel_has_is_background():
    grey = letters()[None]
    clusters = (grey < 128).astype(np.int64)
    found = AutomaticProposal()(grey, {"9": clusters}, (), counts={"9": 3}).layers["9"]
    assert (found[2].kind, found[2].share) == (0, 0)


def test_the_cut_gives_the_best_f1_of_all_choices():
    random = np.random.default_rng(1)
    ink, share = random.random(7), random.dirichlet(np.ones(7))
    cut = best_cut(ink, share)

    def f1(chosen):
        hit = (ink * share)[chosen].sum()
        return 2 * hit / (share[chosen].sum() + (ink * share).sum())

    choices = [np.array([n >> k & 1 for k in range(7)], bool) for n in range(1, 128)]
    assert f1(ink > cut) == pytest.approx(max(f1(each) for each in choices))


def test_runs_are_measured_along_rows():
    mask = np.array([[[0, 1, 1, 0, 1], [1, 1, 1, 1, 1]]], bool)
    assert horizontal_runs(mask).tolist() == [[[0, 2, 2, 0, 1], [5, 5, 5, 5, 5]]]


def test_the_ink_of_letters_is_the_letters():
    grey = letters()
    assert (ink_of(grey) == (grey < 128)).mean() > 0.99

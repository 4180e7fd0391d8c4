import numpy as np

from engine.documents.cluster_map import ClusterMap
from engine.documents.composition import TwoStages, large, overlapping, regions, stages_for
from engine.documents.page import CLASSES

LAYERS = ("8", "9", "12", "13")
MAP = ClusterMap(dict.fromkeys(LAYERS, tuple(range(len(CLASSES)))))


def layers(coarse, fine):
    return {"8": coarse, "9": coarse, "12": fine, "13": fine}


def blank():
    return np.zeros((16, 16), int), np.zeros((64, 64), int)


def test_a_coarse_region_names_what_a_fine_one_draws():
    coarse, fine = blank()
    coarse[2:6, 2:14], coarse[10:15, 2:8] = 1, 2
    fine[10:20, 10:50] = 1
    fine[42:56, 10:30] = 1
    found = TwoStages()(layers(coarse, fine), MAP)
    assert (found.dropped, found.kept) == ("", 2)
    assert set(np.unique(found.mask[10:20, 10:50])) == {1}
    assert set(np.unique(found.mask[42:56, 10:30])) == {2}
    assert ((found.mask > 0) == (fine > 0)).all()


def test_a_fine_region_without_a_coarse_one_is_discarded():
    coarse, fine = blank()
    coarse[2:6, 2:14] = 1
    fine[10:20, 10:50] = fine[40:50, 10:50] = 1
    found = TwoStages()(layers(coarse, fine), MAP)
    assert (found.kept, found.discarded) == (1, 1)
    assert not found.mask[40:50].any()


def test_a_class_that_one_coarse_layer_lacks_is_not_named():
    coarse, fine = blank()
    coarse[2:6, 2:14] = 1
    fine[10:20, 10:50] = 1
    given = layers(coarse, fine) | {"9": np.zeros_like(coarse)}
    assert not TwoStages()(given, MAP).mask.any()


def test_a_fine_region_must_stand_in_both_fine_layers():
    coarse, fine = blank()
    coarse[:, :8] = 1
    fine[10:20, 5:30] = 1
    other = np.roll(fine, 30, axis=0)
    assert not TwoStages()(layers(coarse, fine) | {"12": other}, MAP).mask.any()


def test_a_region_that_fills_the_picture_drops_the_sample_with_its_reason():
    coarse, fine = blank()
    coarse[:] = fine[:] = 1
    found = TwoStages()(layers(coarse, fine), MAP)
    assert found.dropped == "one region fills 100% of both sides"
    assert not found.mask.any()


def test_small_regions_go():
    mask = np.zeros((30, 30), bool)
    mask[2:4, 2:4] = mask[10:20, 10:20] = True
    assert large(mask, 50).sum() == 100


def test_regions_are_filled_and_grown_by_one():
    ring = np.zeros((9, 9), bool)
    ring[2:7, 2:7] = True
    ring[3:6, 3:6] = False
    assert regions(ring).sum() == 25 + 4 * 5


def test_regions_that_meet_in_every_layer_are_joined():
    one, two = np.zeros((2, 6, 20), bool)
    one[2, 1:6], two[2, 4:9] = True, True
    one[2, 15:18] = True
    assert np.flatnonzero(overlapping([one, two])[2]).tolist() == list(range(1, 9))


def test_below_128_px_nothing_grows_and_areas_shrink_with_the_side():
    small = stages_for(("4", "5"), ("8", "9"), (64, 64))
    assert (small.smallest, small.grown) == (3, 0)
    paper = stages_for(("8", "9"), ("12", "13"), (256, 256))
    assert (paper.smallest, paper.grown) == (50, 1)


def test_lines_two_pixels_apart_stay_apart_where_nothing_grows():
    mask = np.zeros((9, 20), bool)
    mask[2], mask[4] = True, True
    assert regions(mask, 0)[3].sum() == 0
    assert regions(mask, 1)[3].sum() == 20

import numpy as np
import pytest

from engine.documents.cluster_map import ClusterMap
from engine.documents.composition import TwoStages, large, overlapping, regions
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


def test_an_untrained_generator_goes_all_the_way_to_a_label():
    torch = pytest.importorskip("torch")
    from engine.documents.activations import cluster_centres, cluster_maps, sampled, stage_layers
    from engine.documents.spherical_kmeans import SphericalKMeans
    from engine.generative.style_settings import StyleSettings
    from engine.generative.stylegan import StyleGenerator

    with torch.random.fork_rng():
        generator = StyleGenerator(StyleSettings(widths=(8, 8, 8, 8))).eval()
    coarse, fine = stage_layers(generator)
    assert (coarse, fine) == (("2", "3"), ("6", "7"))
    found = sampled(generator, 4, seed=1)
    assert found.images.shape == (4, 1, 32, 32)
    assert {name: maps.shape[1] for name, maps in found.layers.items()} == {
        "2": 8, "3": 8, "6": 32, "7": 32,
    }  # fmt: skip
    again = sampled(generator, 4, seed=1)
    assert (again.images == found.images).all()
    centres = cluster_centres(found, SphericalKMeans(clusters=4, steps=5))
    clusters = cluster_maps(found, centres, 0)
    classes = ClusterMap(dict.fromkeys(centres, (0, 1, 0, 2)))
    label = TwoStages(coarse=coarse, fine=fine)(clusters, classes)
    assert label.mask.shape == (32, 32)

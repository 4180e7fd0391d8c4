import dataclasses

import numpy as np
import pytest

from engine.documents.activations import Look, stage_layers
from engine.documents.cluster_learning import learn_clusters
from engine.documents.cluster_map import ClusterMap
from engine.documents.generated import sample_page, sample_pages
from engine.documents.shipped_clusters import packed, unpacked
from engine.documents.spherical_kmeans import SphericalKMeans

FEW = SphericalKMeans(clusters=4, steps=5)


@pytest.fixture(scope="module")
def clusters(tiny_generator):
    return learn_clusters(tiny_generator.network, FEW, samples=6)


@pytest.fixture(scope="module")
def labeller(tiny_generator, clusters):
    return clusters.labeller(tiny_generator)


def test_the_stage_layers_have_a_quarter_and_all_of_the_resolution(tiny_generator, labeller):
    assert stage_layers(tiny_generator.network) == (("2", "3"), ("6", "7"))
    sizes = {k: each.shape for k, each in sample_page(labeller, 1, Look()).clusters.items()}
    assert sizes == {"2": (8, 8), "3": (8, 8), "6": (32, 32), "7": (32, 32)}


def test_a_seed_gives_its_picture_alone_and_among_others(labeller):
    alone = sample_page(labeller, 7, Look())
    among = sample_pages(labeller, range(20), Look())[7]
    assert alone.seed == among.seed == 7
    assert np.abs(alone.image.astype(int) - among.image.astype(int)).max() <= 1
    assert (alone.clusters["7"] == among.clusters["7"]).mean() > 0.99


def test_noise_and_attempt_change_the_picture_and_no_noise_is_one_picture(labeller):
    with_noise, without = Look(noise=True), Look(noise=False)
    pictures = [
        sample_page(labeller, 7, with_noise).image,
        sample_page(labeller, 7, without).image,
        sample_page(labeller, 7, with_noise, attempt=1).image,
    ]
    assert (pictures[0] != pictures[1]).any()
    assert (pictures[0] != pictures[2]).any()
    assert (sample_page(labeller, 7, without).image == pictures[1]).all()


def test_without_truncated_styles_every_seed_is_the_average_page(labeller):
    look = Look(truncation=0.0, noise=False)
    one, two = (sample_page(labeller, seed, look).image for seed in (1, 2))
    assert (one == two).all()


def test_mixing_keeps_the_coarse_styles_and_all_layers_kept_is_no_mixing(labeller, tiny_generator):
    layers = tiny_generator.network.settings.layer_styles
    plain = sample_page(labeller, 5, Look()).image
    assert (sample_page(labeller, 5, Look(crossover=layers)).image == plain).all()
    assert (sample_page(labeller, 5, Look(crossover=2)).image != plain).any()
    with pytest.raises(ValueError, match="crossover"):
        sample_page(labeller, 5, Look(crossover=layers + 1))


def test_the_label_follows_the_map(labeller):
    every = ClusterMap({k: (1,) * len(v) for k, v in labeller.centres.items()})
    none = ClusterMap({k: (0,) * len(v) for k, v in labeller.centres.items()})
    patch = sample_page(labeller.with_classes(every), 1, Look())
    assert patch.label.dropped == "one region fills 100% of both sides"
    whole = dataclasses.replace(labeller.stages, largest=1.0)
    kept = dataclasses.replace(labeller.with_classes(every), stages=whole)
    assert sample_page(kept, 1, Look()).glyphs.all()
    assert not sample_page(labeller.with_classes(none), 1, Look()).label.mask.any()


def test_a_map_of_another_number_of_clusters_is_refused(labeller):
    wrong = ClusterMap(dict.fromkeys(labeller.centres, (0, 1)))
    with pytest.raises(ValueError, match="4 clusters of layer 2, got 2"):
        labeller.with_classes(wrong)


def test_clusters_come_back_from_the_arrays_that_ship(clusters):
    back = unpacked(packed(clusters, 4), 4)
    assert list(back.centres) == list(clusters.centres)
    assert back.proposal.classes == clusters.proposal.classes
    for layer, centres in clusters.centres.items():
        assert np.abs(back.centres[layer] - centres).max() < 1e-3


def test_the_same_seed_learns_the_same_clusters(tiny_generator, clusters):
    again = learn_clusters(tiny_generator.network, FEW, samples=6)
    assert all((again.centres[k] == v).all() for k, v in clusters.centres.items())

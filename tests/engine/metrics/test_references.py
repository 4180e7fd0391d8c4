import numpy as np
import pytest

from engine.core.errors import NotFoundError
from engine.data.images import load_images, to_unit
from engine.metrics.features import load_extractor
from engine.metrics.references import REFERENCES, SPLITS, reference_features
from engine.zoo import cards

SHIPPED = [x for x in REFERENCES if f"{x}_features" in {c.name for c in cards()}]


@pytest.fixture(params=SHIPPED)
def reference(request):
    return reference_features(request.param)


def test_there_are_as_many_train_as_test_samples_the_test_samples_first(reference):
    assert len(reference.features) == 10_000
    assert (reference.split == np.repeat([0, 1], 5000)).all()
    for number, split in enumerate(SPLITS):
        assert (reference.rows(split) == np.flatnonzero(reference.split == number)).all()


def test_the_first_rows_hold_every_class_about_equally(reference):
    counts = np.bincount(reference.labels[reference.rows("test", 1000)], minlength=10)
    assert counts.min() > 50


def test_no_image_stands_twice(reference):
    for split in SPLITS:
        places = reference.index[reference.rows(split)]
        assert len(np.unique(places)) == len(places)


def test_the_components_are_the_directions_of_largest_variance(reference):
    features = reference.features.astype(np.float64)
    values, vectors = np.linalg.eigh(np.cov(features.T))
    overlap = np.abs(reference.pca_components @ vectors[:, [-1, -2]])
    np.testing.assert_allclose(overlap, np.eye(2), atol=1e-2)
    np.testing.assert_allclose(reference.pca_share, values[[-1, -2]] / values.sum(), rtol=1e-3)
    centred = reference.pca(features)
    np.testing.assert_allclose(centred.mean(0), 0, atol=1e-2)
    np.testing.assert_allclose(centred.var(0, ddof=1), values[[-1, -2]], rtol=1e-2)


def test_neighbours_on_the_shipped_map_mostly_share_their_class(reference):
    places = reference.umap_coordinates[:2000].astype(np.float64)
    distances = ((places[:, None] - places[None]) ** 2).sum(2)
    np.fill_diagonal(distances, np.inf)
    same = reference.labels[distances.argmin(1)] == reference.labels[:2000]
    assert same.mean() > 0.6  # one in ten by chance


def test_shipped_arrays_cannot_be_changed_by_accident(reference):
    with pytest.raises(ValueError, match="read-only"):
        reference.features[0] = 0


def test_a_split_that_does_not_exist_and_too_many_rows_are_refused(reference):
    with pytest.raises(ValueError, match="split must be one of"):
        reference.rows("dev")
    with pytest.raises(ValueError, match="between 1 and 5000, got 5001"):
        reference.rows("test", 5001)


def test_an_unknown_set_names_those_that_exist():
    with pytest.raises(NotFoundError, match="there are: mnist, cifar10"):
        reference_features("imagenet")


@pytest.mark.data
def test_features_are_those_of_the_images_at_their_places(reference):
    try:
        images = load_images(reference.data, "test")
    except NotFoundError as error:
        pytest.skip(str(error))
    rows = reference.rows("test", 50)
    places = reference.index[rows]
    assert (images.labels[places] == reference.labels[rows]).all()
    found = load_extractor(reference.data)(to_unit(images.pixels[places])).features
    np.testing.assert_allclose(reference.features[rows], found, rtol=2e-3, atol=2e-3)

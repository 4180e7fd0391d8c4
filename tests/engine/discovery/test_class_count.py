import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.discovery.class_count import COUNT_MEASURES, Gap, Silhouette
from engine.discovery.clustering import Agglomerative


@pytest.mark.parametrize("measure", COUNT_MEASURES)
@pytest.mark.parametrize("classes", [2, 4])
def test_clouds_far_apart_are_counted(measure, classes, recipe):
    features, _ = recipe(classes, classes, 15, 4, 8)
    found = measure()(features, range(1, 7), clustering=Agglomerative())
    assert found.best == classes
    assert len(found.scores) == len(found.candidates)


def test_the_gap_may_find_a_single_cloud():
    cloud = np.random.default_rng(0).uniform(size=(60, 2))
    assert Gap()(cloud, (1, 2, 3)).best == 1


def test_the_silhouette_of_two_pairs_is_its_definition():
    found = Silhouette()(np.array([[0.0], [1.0], [10.0], [11.0]]), [2])
    outer, inner = 1 - 1 / 10.5, 1 - 1 / 9.5
    assert found.scores[0] == pytest.approx((outer + inner) / 2)


@pytest.mark.parametrize("measure", COUNT_MEASURES)
def test_candidates_that_cannot_be_are_left_out(measure, recipe):
    features, _ = recipe(0, 2, 4, 3, 8)
    assert measure()(features, (-1, 2, 3, 50)).candidates == (2, 3)
    with pytest.raises(ValueError, match="at least one candidate"):
        measure()(features, (50,))


@pytest.mark.parametrize("measure", COUNT_MEASURES)
def test_a_stopped_job_ends_the_count(measure, recipe):
    def stop(_done, _message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        measure()(recipe(0, 2, 8, 3, 8)[0], (2, 3), report=stop)

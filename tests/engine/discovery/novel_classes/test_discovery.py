import numpy as np
import pytest
import torch

from engine.core.errors import CancelledError
from engine.discovery.agreement import agreement
from engine.discovery.novel_classes import UnifiedDiscovery

SMALL = UnifiedDiscovery(epochs=15, batch=64, heads=2, surplus=2, rate=0.03)


@pytest.fixture
def sets():
    """Seven clouds of 30: four with labels, three without."""
    draw = np.random.default_rng(0)
    centres = draw.standard_normal((7, 12)) * 2
    rows = np.concatenate([each + draw.standard_normal((30, 12)) for each in centres])
    labels = np.repeat(np.arange(7), 30)
    return (rows[labels < 4], labels[labels < 4]), rows[labels >= 4], labels[labels >= 4]


def test_new_clouds_are_found_beside_labeled_ones(sets):
    labeled, unlabeled, hidden = sets
    found = SMALL(labeled, unlabeled, 3)
    assert agreement(hidden, found.clusters).accuracy > 0.95
    assert found.labeled_accuracy > 0.95
    assert found.head_losses[-1].max() < found.head_losses[0].min()
    assert (found.head_clusters[found.head_losses[-1].argmin()] == found.clusters).all()


def test_new_clouds_are_found_without_a_labeled_set(sets):
    _, unlabeled, hidden = sets
    found = SMALL(None, unlabeled, 3)
    assert agreement(hidden, found.clusters).accuracy > 0.95
    assert np.isnan(found.labeled_accuracy)


def test_a_label_share_of_0_ignores_the_labels(sets):
    (rows, labels), unlabeled, _ = sets
    method = UnifiedDiscovery(epochs=2, batch=64, heads=1, surplus=1, label_share=0.0)
    shuffled = np.random.default_rng(1).permutation(labels)
    found = [method((rows, each), unlabeled, 3) for each in (labels, shuffled)]
    assert (found[0].head_losses == found[1].head_losses).all()
    assert (found[0].clusters == found[1].clusters).all()


def test_one_seed_gives_one_result_and_leaves_the_global_generator_alone(sets):
    _, unlabeled, _ = sets
    method = UnifiedDiscovery(epochs=1, batch=64, heads=1, surplus=1)
    state = torch.get_rng_state()
    one, same = method(None, unlabeled, 3), method(None, unlabeled, 3)
    assert (one.embedding == same.embedding).all()
    assert (torch.get_rng_state() == state).all()


def test_a_stopped_job_ends_the_training(sets):
    def stop(_done, _message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        SMALL(None, sets[1], 3, report=stop)


@pytest.mark.parametrize("classes", [1, 91])
def test_a_number_of_clusters_that_cannot_be_is_refused(sets, classes):
    with pytest.raises(ValueError, match="between 2 and the 90"):
        SMALL(None, sets[1], classes)


def test_sets_of_different_width_are_refused(sets):
    (rows, labels), unlabeled, _ = sets
    with pytest.raises(ValueError, match="got 11 and 12"):
        SMALL((rows[:, 1:], labels), unlabeled, 3)

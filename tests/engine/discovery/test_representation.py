import numpy as np
import pytest
import torch

from engine.core.errors import CancelledError
from engine.discovery.representation import LabeledRepresentation
from engine.discovery.similarity import TransferFlow, class_probabilities

QUICK = LabeledRepresentation(width=8, hidden=16, epochs=20, batch=16)


def test_the_labeled_classes_are_learned(recipe):
    features, labels = recipe(0, 4, 20, 6, 3)
    names = np.array(["ant", "bee", "cat", "dog"])[labels]
    found = QUICK(features, names)
    assert found.classes == ("ant", "bee", "cat", "dog")
    assert found.training_accuracy > 0.95
    assert found.losses[-1] < found.losses[0] / 2
    assert found.embed(features).shape == (80, 8)
    said = class_probabilities(found.logits(features)).argmax(axis=1)
    assert (said == labels).mean() == found.training_accuracy


def test_a_labeled_set_that_tells_the_same_difference_separates_new_classes_better():
    draw = np.random.default_rng(0)

    def clouds(column, values):
        """Classes that differ in one column alone, by strong steps in much noise elsewhere."""
        rows = draw.standard_normal((len(values) * 40, 10)) * 3
        rows[:, column] = np.repeat(values, 40) + draw.standard_normal(len(rows)) * 0.3
        return rows, np.repeat(np.arange(len(values)), 40)

    unlabeled, hidden = clouds(0, (-3.0, 0.0, 3.0))
    near, far = (QUICK(*clouds(column, (-4.0, -1.5, 1.5, 4.0))) for column in (0, 1))
    flow = TransferFlow()
    near_value, far_value = (flow(r.embed(unlabeled), hidden).value for r in (near, far))
    assert near_value > 1.5 * far_value


def test_one_seed_gives_one_representation_and_leaves_the_global_generator_alone(recipe):
    features, labels = recipe(0, 2, 10, 3, 2)
    state = torch.get_rng_state()
    one, same = (QUICK(features, labels).embed(features) for _ in range(2))
    assert (one == same).all()
    assert (torch.get_rng_state() == state).all()


def test_one_class_teaches_nothing(recipe):
    features, _ = recipe(0, 2, 5, 3, 2)
    with pytest.raises(ValueError, match="at least two classes, got 1"):
        QUICK(features, np.zeros(10))


def test_other_features_are_refused(recipe):
    found = LabeledRepresentation(epochs=1)(*recipe(0, 2, 5, 3, 2))
    with pytest.raises(ValueError, match="the 3 columns"):
        found.embed(np.ones((2, 4)))


def test_a_stopped_job_ends_the_training(recipe):
    def stop(_done, _message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        QUICK(*recipe(0, 2, 5, 3, 2), report=stop)

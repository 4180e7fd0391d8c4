"""A small network trained on made-up squares."""

import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.studies import line_retraining
from engine.studies.line_retraining import RetrainingSettings, retrain

SMALL = RetrainingSettings(squares=2, steps=12, width=4)


@pytest.fixture(scope="module", autouse=True)
def small_squares():
    patch = pytest.MonkeyPatch()
    patch.setattr(line_retraining, "HELD", 1)
    patch.setattr(line_retraining, "SIDE", 128)
    patch.setattr(line_retraining, "CUT", 64)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def trained():
    points = []
    return retrain(SMALL, on_point=points.append), points


def test_the_curve_begins_before_the_first_update_and_ends_with_the_last(trained):
    done, _ = trained
    steps = [each.step for each in done.curve]
    assert steps[0] == 0
    assert steps[-1] == SMALL.steps
    assert steps == sorted(set(steps))
    assert np.isnan(done.curve[0].loss)
    assert all(np.isfinite(each.loss) for each in done.curve[1:])


def test_points_are_told_as_they_come(trained):
    done, points = trained
    assert tuple(points) == done.curve


def test_the_network_is_ready_for_use(trained):
    done, _ = trained
    assert not done.network.training
    assert done.weights == sum(each.numel() for each in done.network.parameters())
    assert 0 < done.everything < 1


def test_the_loss_falls(trained):
    done, _ = trained
    assert done.curve[-1].loss < done.curve[1].loss


def test_a_stop_ends_it_at_the_next_update():
    told = []

    def report(share, message):
        told.append(message)
        if "step 2" in message:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        retrain(SMALL, report)
    assert told[-1].startswith("step 2 of 12")


def test_settings_beyond_a_minute_are_refused():
    with pytest.raises(ValueError, match="steps"):
        RetrainingSettings(steps=100_000)

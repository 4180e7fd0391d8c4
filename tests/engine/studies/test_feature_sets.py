import numpy as np
import pytest

from engine import zoo
from engine.core.errors import NotFoundError
from engine.metrics.references import reference_features
from engine.studies.feature_sets import feature_set, real_features

pytestmark = pytest.mark.skipif(
    "mnist_features" not in {each.name for each in zoo.cards()},
    reason="the reference features do not ship yet",
)


def rows_of(features):
    return {row.tobytes() for row in features}


def test_real_and_other_digits_share_no_sample():
    assert not rows_of(real_features(400)) & rows_of(feature_set("other real digits", 400))


def test_half_of_the_classes_are_missing():
    reference = reference_features("mnist")
    label = dict(zip((row.tobytes() for row in reference.features), reference.labels, strict=True))
    found = {int(label[row.tobytes()]) for row in feature_set("digits 0 to 4 only", 500)}
    assert found == {0, 1, 2, 3, 4}


def test_noise_keeps_mean_and_spread_of_each_feature():
    features = reference_features("mnist").features
    noise = feature_set("noise", 2000)
    assert np.allclose(noise.mean(0), features.mean(0), atol=0.15 * features.std())
    assert noise.shape == (2000, features.shape[1])


@pytest.mark.parametrize("count", [9, 2001])
def test_a_count_out_of_range_is_refused(count):
    with pytest.raises(ValueError, match="between 10 and 2000"):
        feature_set("noise", count)


def test_an_unknown_set_names_those_there_are():
    with pytest.raises(NotFoundError, match="other real digits"):
        feature_set("cats", 100)

import numpy as np
import pytest

from engine.studies.generator_plan import ingredients
from engine.studies.sample_verdicts import SampleJudging

pytestmark = pytest.mark.skipif(
    "mnist_dcgan" not in ingredients(), reason="the generator does not ship yet"
)


@pytest.fixture(scope="module")
def judged():
    return SampleJudging(count=200)()


def test_the_explanation_agrees_with_the_verdict_of_each_metric(judged):
    method = judged.methods[1]
    for sample in range(0, 40, 3):
        why = judged.explain(sample)
        assert why.ball.accepted == judged.accepted["KNN"][sample]
        enough = why.occupancy.occupied.mean() >= method.share
        assert enough == judged.accepted["LSH-only"][sample]


def test_the_nearest_real_samples_come_in_order(judged):
    nearest = judged.explain(5).ball
    assert (np.diff(nearest.nearest_distances) >= 0).all()
    far = np.linalg.norm(judged.real[nearest.nearest[0]] - judged.features[5])
    assert nearest.nearest_distances[0] == pytest.approx(far, rel=1e-5)


def test_a_sample_that_is_not_there_is_refused(judged):
    with pytest.raises(ValueError, match="0 to 199"):
        judged.explain(200)

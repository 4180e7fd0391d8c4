import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.quantization.pareto import pareto_front

POINTS = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 20), st.just(2)), elements=st.integers(0, 6).map(float)
)


@given(POINTS)
def test_the_front_holds_exactly_the_points_that_nothing_beats(points):
    front = set(pareto_front(points[:, 0], points[:, 1]).tolist())
    values = {tuple(points[i]) for i in front}
    for index, point in enumerate(points):
        beaten = any((other <= point).all() and (other < point).any() for other in points)
        assert beaten == (tuple(point) not in values), index
    assert len(values) == len(front)


def test_a_point_without_a_number_is_never_on_the_front():
    front = pareto_front(np.array([1.0, 2.0, np.nan]), np.array([np.nan, 1.0, 0.0]))
    assert front.tolist() == [1]

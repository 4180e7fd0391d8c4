import numpy as np
import pytest

from engine.studies.projection import principal_plane


def test_the_plane_keeps_the_distances_of_points_that_lie_on_one():
    draw = np.random.default_rng(0)
    flat = draw.normal(size=(20, 2))
    turned = flat @ np.linalg.qr(draw.normal(size=(5, 5)))[0][:2]
    found = principal_plane(turned)
    wanted = np.linalg.norm(flat[:, None] - flat, axis=-1)
    assert np.linalg.norm(found[:, None] - found, axis=-1) == pytest.approx(wanted)


def test_a_single_sample_has_no_plane():
    with pytest.raises(ValueError, match="two samples"):
        principal_plane(np.zeros((1, 3)))

"""What a judging point does: taken away, exactly those that need it stop counting."""

import dataclasses

import numpy as np
import pytest

from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.studies.ball_panel import ball_panel
from engine.studies.bucket_panel import bucket_panel
from engine.studies.panel_reach import ball_reach, bucket_reach
from engine.studies.point_sets import moved, point_set

POINTS = moved(point_set("mode dropped"), {("generated", 3): (6.0, 6.0)})


@pytest.mark.parametrize("judged", ["real", "generated"])
def test_a_point_needs_a_ball_if_it_lies_in_no_other(judged):
    panel = ball_panel(POINTS, judged)
    for index in range(0, len(panel.references), 7):
        found = ball_reach(panel, index)
        far = np.linalg.norm(panel.judged_points[:, None] - panel.references, axis=2)
        others = np.delete(far <= panel.radii + 1e-9, index, axis=1).any(axis=1)
        assert np.array_equal(found.alone, panel.accepted & ~others)
        assert np.array_equal(found.held, far[:, index] <= panel.radii[index] + 1e-9)


@pytest.mark.parametrize("family", ["e2lsh", "srp"])
def test_without_a_point_its_bucket_mates_lose_one_member_in_each_shared_table(family):
    panel = bucket_panel(POINTS, "real", LshOccupancy(family=family, tables=8, hash_bits=3))
    asked = panel.hashing.codes(panel.hashing.project(panel.judged_points), panel.width)
    own = panel.hashing.codes(panel.hashing.project(panel.references), panel.width)
    for index in range(0, len(panel.references), 7):
        found = bucket_reach(panel, index)
        for place in range(len(panel.judged_points)):
            shared = own == asked[:, [place]]
            before = (shared.sum(axis=1) >= panel.method.least).mean()
            after = (np.delete(shared, index, 1).sum(axis=1) >= panel.method.least).mean()
            lost = before >= panel.method.share > after
            assert found.alone[place] == (lost and panel.accepted[place])
            assert found.held[place] == shared[:, index].any()


def test_a_ball_among_mates_holds_no_more_than_the_ball_alone():
    method = LshNeighbours(neighbours=3, tables=8, hash_bits=2)
    panel = bucket_panel(POINTS, "real", method)
    for index in range(len(panel.references)):
        found = bucket_reach(panel, index)
        far = np.linalg.norm(panel.judged_points - panel.references[index], axis=1)
        assert not (found.held & (far > found.radius + 1e-9)).any()
        assert not (found.alone & ~panel.accepted).any()


def test_a_point_that_is_not_there_is_refused():
    panel = ball_panel(POINTS, "real")
    with pytest.raises(ValueError, match="must name one of"):
        ball_reach(panel, len(panel.references))
    hashed = bucket_panel(POINTS, "real", dataclasses.replace(LshOccupancy(), tables=4))
    with pytest.raises(ValueError, match="must name one of"):
        bucket_reach(hashed, -1)

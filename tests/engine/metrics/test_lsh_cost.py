"""What the hashed metrics cost, by counted operations, and when a stored width may serve."""

import dataclasses

import numpy as np
import pytest

from engine.metrics import METRICS
from engine.metrics.ball_verdict import ball_verdict
from engine.metrics.bucket_verdict import bucket_verdict
from engine.metrics.lsh import draw_hashing
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.occupancy_index import OccupancyIndex

COUNTS = (500, 2000, 8000, 32000)


def points(count, seed=0, features=16):
    centres = np.random.default_rng(9).normal(size=(10, features)) * 3
    rng = np.random.default_rng(seed)
    samples = centres[rng.integers(10, size=count)] + rng.normal(size=(count, features))
    return samples.astype(np.float32)


def test_lookups_per_sample_do_not_depend_on_the_number_of_references():
    found = [LshOccupancy()(points(count), points(300, 1)).operations for count in COUNTS]
    assert len(set(found)) == 1
    assert found[0].candidates == 0


def test_candidates_per_sample_grow_no_faster_than_the_logarithm():
    asked = points(300, 1)
    found = [LshNeighbours()(points(count), asked).operations for count in COUNTS]
    assert {each.lookups for each in found} == {8}
    first = found[0].candidates / np.log2(COUNTS[0])
    for count, each in zip(COUNTS, found, strict=True):
        assert each.candidates / np.log2(count) <= 1.2 * first
        assert each.projections <= 8 * (np.log2(count) + 4)
    assert found[-1].projections > found[0].projections


def test_exact_neighbours_compare_with_every_reference():
    exact = METRICS[0]()
    assert [exact(points(n), points(50, 1)).operations.candidates for n in COUNTS[:2]] == [
        *COUNTS[:2]
    ]


def test_a_slot_is_found_after_a_bounded_number_of_inspections(monkeypatch):
    inspected = []
    for count in COUNTS:
        codes = (
            np.random.default_rng(count).integers(1, 1 << 63, size=(16, count)).astype(np.uint64)
        )
        index = OccupancyIndex(codes * np.uint64(2))
        slots = index._table.slots
        home = (codes.ravel() * np.uint64(2) >> index._table._shift).astype(np.int64)
        inspected.append(1 + ((slots - home) & index._table._last).mean())
    assert max(inspected) < 1.5


@pytest.mark.parametrize("count", [1000, 4000])
def test_calibration_reaches_its_target_on_the_other_half(count):
    found = LshOccupancy(target=0.7).calibrate(points(count))
    assert found.accepted == pytest.approx(0.7, abs=0.03)
    assert found.references == count


def test_equal_distributions_score_alike_at_every_size_because_each_is_calibrated():
    scores = [
        LshOccupancy()(points(count), points(count, 1)).precision for count in (1000, 4000, 16000)
    ]
    assert np.ptp(scores) < 0.06


def test_unequal_sets_use_as_many_references_of_each():
    found = LshOccupancy()(points(3000), points(500, 1))
    assert found.calibration.references == 500
    assert len(found.real_covered) == 3000
    assert found.precision == pytest.approx(found.recall, abs=0.1)


def test_a_stored_width_gives_the_same_answer():
    method, real, generated = LshOccupancy(), points(800), points(800, 1)
    fresh = method(real, generated)
    stored = method(real, generated, calibration=method.calibrate(real))
    assert np.array_equal(fresh.generated_accepted, stored.generated_accepted)
    assert np.array_equal(fresh.real_covered, stored.real_covered)


def test_a_stored_width_never_serves_more_references_than_it_was_made_for():
    method = LshOccupancy()
    calibration = method.calibrate(points(8000), references=500)
    few = method(points(8000), points(8000, 1), calibration=calibration)
    assert few.precision == pytest.approx(method(points(500), points(500, 1)).precision, abs=0.06)


def test_a_width_for_more_references_than_there_are_is_refused():
    calibration = LshOccupancy().calibrate(points(400))
    with pytest.raises(ValueError, match="serves 400 references, got 400 real and 90 generated"):
        LshOccupancy()(points(400), points(90, 1), calibration=calibration)


def test_near_samples_share_more_codes_than_far_ones():
    hashing = draw_hashing("e2lsh", np.zeros(8), tables=200, hash_bits=4, seed=0)
    rng = np.random.default_rng(1)
    base = rng.normal(size=8)
    step = rng.normal(size=8)
    step /= np.linalg.norm(step)
    samples = np.stack([base + distance * step for distance in (0.0, 0.5, 1.0, 2.0, 6.0)])
    codes = hashing.codes(hashing.project(samples), 4.0)
    shared = (codes == codes[:, :1]).mean(axis=0)
    assert shared[0] == 1
    assert np.all(np.diff(shared) < 0)


def test_one_direction_collides_as_often_as_the_closed_form_says():
    hashing = draw_hashing("e2lsh", np.zeros(3), tables=20_000, hash_bits=1, seed=0)
    samples = np.array([[0.3, -0.2, 0.5], [0.3, -0.2, 1.5]])  # one apart
    codes = hashing.codes(hashing.project(samples), 2.0)
    ratio = 2.0  # width over distance; Datar et al. 2004, section 3.2
    expected = 0.9544997361 - 2 / (np.sqrt(2 * np.pi) * ratio) * (1 - np.exp(-(ratio**2) / 2))
    assert (codes[:, 0] == codes[:, 1]).mean() == pytest.approx(expected, abs=0.012)


def test_codes_are_equal_exactly_where_all_cells_are():
    hashing = draw_hashing("e2lsh", np.zeros(4), tables=3, hash_bits=5, seed=2)
    positions = hashing.project(np.random.default_rng(3).normal(size=(80, 4)))
    cells, codes = hashing.cells(positions, 2.0), hashing.codes(positions, 2.0)
    for table in range(3):
        same_cells = (cells[:, table, :, None] == cells[:, table, None, :]).all(axis=0)
        assert np.array_equal(same_cells, codes[table][:, None] == codes[table])


@pytest.mark.parametrize("of", ["generated", "real"])
def test_the_buckets_of_one_sample_explain_its_verdict(of):
    method = LshOccupancy(tables=12)
    real, generated = points(700), points(400, 1)
    result = method(real, generated)
    shares = result.occupied if of == "generated" else result.real_occupied
    for sample in range(0, 400, 23):
        found = bucket_verdict(method, real, generated, result, sample=sample, of=of)
        assert found.occupied.mean() == pytest.approx(shares[sample])
        assert found.counts.sum() == found.shared.sum()


def test_the_accepting_ball_of_lsh_belongs_to_a_bucket_mate():
    method = LshNeighbours()
    real, generated = points(900), points(900, 1)
    result = method(real, generated)
    for sample in np.flatnonzero(result.generated_accepted)[::50]:
        found = bucket_verdict(method, real, generated, result, sample=int(sample))
        ball = result.accepting_ball[sample]
        assert ball in found.mates
        verdict = ball_verdict(generated[sample], real, result.real_radii)
        assert verdict.accepted
        assert np.linalg.norm(generated[sample] - real[ball]) <= result.real_radii[ball] * 1.0001


def test_a_radius_among_mates_is_never_shorter_than_the_exact_one():
    real = points(1200)
    exact = METRICS[0]()(real, real).real_radii
    hashed = dataclasses.replace(LshNeighbours(), bucket_cap=4096)(real, real).real_radii
    assert np.all((hashed < 0) | (hashed >= exact * 0.9999))
    assert (hashed < 0).mean() < 0.1


def test_an_unknown_side_is_refused():
    real = points(50)
    result = LshOccupancy()(real, real)
    with pytest.raises(ValueError, match="of must be"):
        bucket_verdict(LshOccupancy(), real, real, result, sample=0, of="fake")

"""Bucket tables against plain dictionaries, distances in buckets against plain loops."""

import numpy as np
import pytest

from engine.metrics import bucket_distances as module
from engine.metrics.bucket_distances import bucket_distances
from engine.metrics.buckets import Buckets, BucketTable


def codes_of(rng, count, distinct):
    return rng.integers(1, 1 << 63, size=distinct, dtype=np.uint64)[
        rng.integers(distinct, size=count)
    ]


@pytest.mark.parametrize("distinct", [1, 7, 3000])
def test_a_table_finds_what_a_dictionary_finds(distinct):
    rng = np.random.default_rng(distinct)
    codes = codes_of(rng, 2000, distinct)
    table = BucketTable(codes)
    plain = {}
    for code in codes.tolist():
        plain[code] = plain.get(code, 0) + 1
    asked = np.concatenate([codes, rng.integers(1, 1 << 63, size=500, dtype=np.uint64)])
    slots = table.find(asked)
    counts = np.where(slots >= 0, table.counts()[slots], 0)
    assert counts.tolist() == [plain.get(code, 0) for code in asked.tolist()]


def test_codes_that_crowd_into_one_slot_stay_apart():
    codes = np.arange(1, 400, dtype=np.uint64)  # all have the same high bits, hence one slot
    table = BucketTable(codes)
    assert len(set(table.slots.tolist())) == 399
    assert np.array_equal(table.find(codes), table.slots)
    assert np.all(table.find(np.arange(400, 500, dtype=np.uint64)) == -1)


def test_a_bucket_keeps_at_most_its_cap_of_its_own_references():
    rng = np.random.default_rng(0)
    codes = codes_of(rng, 900, 12).reshape(3, 300)
    buckets = Buckets(codes, 20, np.random.default_rng(1))
    found = buckets.find(codes)
    assert found.min() >= 0
    for table in range(3):
        for row in range(0, 300, 17):
            bucket = found[table, row]
            start, size = buckets.members.starts[bucket], buckets.members.sizes[bucket]
            kept = buckets.members.references[start : start + size]
            same = [np.flatnonzero(each == codes[table, row]) for each in codes]
            assert size <= 20
            assert set(kept) <= set(np.concatenate(same))


@pytest.mark.parametrize("most", [3, 64])
def test_distances_in_buckets_equal_a_plain_loop(most, monkeypatch):
    monkeypatch.setattr(module, "MOST_SAMPLES", most)
    monkeypatch.setattr(module, "BATCH_ELEMENTS", 500)
    rng = np.random.default_rng(2)
    references, samples = rng.normal(size=(120, 4)), rng.normal(size=(90, 4))
    held = rng.integers(1, 15, size=(2, 120)).astype(np.uint64)
    asked = rng.integers(1, 18, size=(2, 90)).astype(np.uint64)
    for table in range(2):
        held[table] += np.uint64(100 * table)
        asked[table] += np.uint64(100 * table)
    buckets = Buckets(held, 1000, rng)
    found = {}
    for batch in bucket_distances(samples, buckets.find(asked), references, buckets.members):
        for group, row in np.argwhere(batch.here):
            table, sample = batch.table[group, row], batch.sample[group, row]
            for column in np.flatnonzero(np.isfinite(batch.squares[group, row])):
                key = (table, sample, batch.reference[group, column])
                assert key not in found
                found[key] = batch.squares[group, row, column]
    expected = {
        (table, sample, reference): np.sum((samples[sample] - references[reference]) ** 2)
        for table in range(2)
        for sample in range(90)
        for reference in range(120)
        if held[table, reference] == asked[table, sample]
    }
    assert found.keys() == expected.keys()
    assert np.allclose([found[key] for key in expected], list(expected.values()))

import pytest

from engine.core.errors import CancelledError
from engine.studies.packed_race import CONTESTANTS, FLOAT, PACKED, PackedRace
from engine.studies.packed_times import SHAPES, result_row, shipped_result


def test_a_race_compares_every_sum_and_times_every_contestant():
    found = PackedRace(channels=70, side=5, rounds=3)()
    assert found.equal
    assert set(found.milliseconds) == set(CONTESTANTS)
    assert min(found.milliseconds.values()) > 0
    assert found.products == 70 * 70 * 9 * 25
    assert found.ratio() == found.milliseconds[FLOAT] / found.milliseconds[PACKED]


def test_files_hold_32_bits_or_one_bit_a_weight_and_a_header():
    found = PackedRace(channels=64, side=2, rounds=3)()
    weights = 9 * 64 * 64
    assert 0 < found.float_bytes - 4 * weights < 300
    assert 0 < found.packed_bytes - weights // 8 < 400


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"channels": 0}, "channels must lie between 1 and 1024, got 0"),
        ({"side": 10**6}, "side must lie between 1 and 224, got 1000000"),
        ({"channels": 1024, "side": 224}, "take fewer channels or pixels"),
    ],
)
def test_a_race_that_cannot_be_run_says_what_can(fields, said):
    with pytest.raises(ValueError, match=said):
        PackedRace(**fields)


def test_a_race_stops_when_it_is_told_to():
    def stop(share: float, message: str) -> None:
        if share > 0.1:
            raise CancelledError(message)

    with pytest.raises(CancelledError):
        PackedRace(channels=2, side=2)(report=stop)


def test_the_shipped_times_are_of_equal_sums_and_name_their_layer():
    for channels, side in SHAPES:
        found = shipped_result(channels, side)
        assert found is not None
        assert found.equal
        assert found.products == PackedRace(channels=channels, side=side).products
        assert result_row(PackedRace(channels=channels, side=side), found)["equal"]
    assert shipped_result(3, 3) is None

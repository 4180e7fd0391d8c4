import pytest

from engine.core.errors import CancelledError
from engine.studies.splitting_comparison import compare_at_size, split_curve
from engine.studies.weight_source import synthetic_matrix


def test_splitting_away_the_only_outliers_lowers_the_error_step_by_step():
    curve = split_curve(synthetic_matrix("outlier_columns"), bits=4, counts=(0, 4, 16, 400))
    assert curve.splits.tolist() == [0, 4, 16]
    assert curve.grid_aware[0] == curve.naive[0]
    assert curve.grid_aware[2] < 0.5 * curve.grid_aware[0]


def test_every_column_added_costs_its_bits():
    table = compare_at_size(synthetic_matrix("gauss"), 24, bits=4).set_index("method")
    step = 32 / (256 * 768)
    assert table.loc["OCS", "bits_per_weight"] == pytest.approx(4 * (1 + 24 / 768) + step)
    assert table.loc["LQ", "bits_per_weight"] == pytest.approx(4 + step)
    assert table.loc["LQ per row", "bits_per_weight"] == pytest.approx(4 + 256 * step)
    assert table.loc["LQ", "bytes"] == 256 * 768 // 2 + 4


def test_a_stopped_curve_stops():
    def stop(_share, _message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        split_curve(synthetic_matrix("gauss"), bits=4, report=stop)

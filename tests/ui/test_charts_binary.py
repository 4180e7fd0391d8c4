import pandas as pd
import pytest

from ui.charts.binary_networks import error_curve, tensor_bars
from ui.charts.packed_race import race_bars, ratio_ladder
from ui.theme import DARK, LIGHT

ERRORS = pd.DataFrame(
    {
        "slices": [1, 4, 1, 4],
        "error": [0.2, 0.05, 0.36, 0.13],
        "map": ["mine"] * 2 + ["normal"] * 2,
    }
)
TENSORS = pd.DataFrame(
    {"step": ["input", "sum"], "shape": ["2x2", "2x2"], "kibibytes": [1.0, 32.0],
     "bits": ["1 bit", "32 bits"], "stored": [False, True], "words": ["a", "b"]}
)  # fmt: skip
RATIOS = pd.DataFrame(
    {"what": ["ours", "limit"], "times": [5.8, 8.0], "kind": ["measured", "limit"]}
)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_curve_tells_of_the_map_and_not_of_the_reference(palette):
    drawn = error_curve(ERRORS, palette, slices=4).to_dict()
    assert "1 slice loses 20.0%" in drawn["description"]
    assert "4 slices lose 5.0%" in drawn["description"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_race_names_the_fastest(palette):
    frame = pd.DataFrame(
        {"contestant": ["float", "packed"], "milliseconds": [4.5, 0.8], "packed": [False, True]}
    )
    assert "packed, 0.80 ms" in race_bars(frame, palette).to_dict()["description"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_ladder_tells_every_ratio_and_stands_without_a_measured_one(palette):
    assert "ours 5.8; limit 8.0" in ratio_ladder(RATIOS, palette).to_dict()["description"]
    assert "ours" not in ratio_ladder(RATIOS[1:], palette).to_dict()["description"]


def test_a_ratio_below_one_is_still_on_the_ladder():
    slow = RATIOS.assign(times=[0.5, 8.0])
    domain = ratio_ladder(slow, LIGHT).to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert domain[0] <= 0.5


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_both_blocks_share_a_scale_and_only_stored_maps_are_told(palette):
    drawn = tensor_bars(TENSORS, palette, title="Block", widest=100.0).to_dict()
    assert drawn["description"] == "Block sends 32 KiB of maps to memory."
    assert drawn["layer"][0]["encoding"]["x"]["scale"]["domain"][1] >= 100

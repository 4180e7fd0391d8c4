import pandas as pd
import pytest

from ui.charts.compact_blocks import PIECES, block_picture, work_bars, work_so_far
from ui.theme import DARK, LIGHT

FRAME = pd.DataFrame(
    {"step": ["input", "joined on"], "words": ["8x7x7", "40x7x7"], "channels": [8, 40]}
)
PIECE = pd.DataFrame(
    {"step": ["input", "joined on", "joined on"], "start": [-4.0, -20.0, -12.0],
     "end": [4.0, -12.0, 20.0], "piece": [PIECES[1], PIECES[1], PIECES[0]], "count": [8, 8, 32]}
)  # fmt: skip
WORK = pd.DataFrame(
    {"block": ["stem", "head"] * 2, "network": ["ours"] * 2 + ["plain"] * 2,
     "millions": [10.0, 190.0, 10.0, 230.0], "so_far": [10.0, 200.0, 10.0, 240.0]}
)  # fmt: skip


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_block_is_drawn_in_order_and_told_in_words(palette):
    drawn = block_picture(FRAME, PIECE, palette, title="Block", widest=40).to_dict()
    assert drawn["description"] == "Block: 8 to 40 channels."
    assert drawn["layer"][0]["encoding"]["y"]["sort"] == ["input", "joined on"]


def test_both_blocks_share_the_scale_of_the_widest_tensor():
    narrow = block_picture(FRAME, PIECE, LIGHT, title="Block", widest=80).to_dict()
    low, high = narrow["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert high == -low
    assert high >= 40


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_lines_say_which_network_keeps_to_the_budget(palette):
    drawn = work_so_far(WORK, palette, unit="multiply-adds", budget=220).to_dict()
    assert "ours ends at 200.0 million multiply-adds, under the budget" in drawn["description"]
    assert "plain ends at 240.0 million multiply-adds, over the budget" in drawn["description"]


def test_the_bars_name_the_part_that_takes_most():
    drawn = work_bars(WORK, LIGHT, unit="FLOPs").to_dict()
    assert drawn["description"] == "Head of plain takes most: 230.0 million FLOPs."

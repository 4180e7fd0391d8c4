import numpy as np
import pytest
import torch

from engine.documents.line_network import (
    LineNetwork,
    LineNetworkSettings,
    prepared,
    weights_count,
)
from engine.documents.page_maps import page_maps

TINY = LineNetworkSettings(width=4, levels=2)


@pytest.fixture(scope="module")
def tiny():
    with torch.random.fork_rng():
        torch.random.default_generator.manual_seed(5)
        return LineNetwork(TINY).eval()


def test_the_default_build_has_three_to_five_hundred_thousand_weights():
    assert 300_000 <= weights_count(LineNetwork()) <= 500_000


def test_the_answer_is_as_large_as_the_picture(tiny):
    assert tiny(torch.zeros(2, 1, 12, 20)).shape == (2, 4, 12, 20)


def test_nothing_beyond_the_reach_of_a_pixel_changes_its_answer(tiny):
    side, middle = 2 * tiny.reach + 40, tiny.reach + 20
    picture = torch.zeros(1, 1, side - side % 4, side - side % 4)
    other = picture.clone()
    other[..., : middle - tiny.reach, :] = 1
    with torch.inference_mode():
        one, two = tiny(picture), tiny(other)
    assert torch.allclose(one[..., middle:, :], two[..., middle:, :], atol=1e-6)


def test_tiles_give_what_the_whole_page_gives(tiny):
    grey = np.random.default_rng(0).integers(0, 256, (210, 173)).astype(np.uint8)
    whole, tiled = page_maps(grey, tiny, tile=1024), page_maps(grey, tiny, tile=64)
    assert np.allclose(whole.band, tiled.band, atol=1e-5)
    assert np.allclose(whole.area, tiled.area, atol=1e-5)


def test_chances_of_the_three_areas_sum_to_one(tiny):
    maps = page_maps(np.full((9, 7), 200, np.uint8), tiny)
    assert np.allclose(maps.area.sum(0), 1, atol=1e-5)
    assert maps.band.shape == (9, 7)


def test_paper_colour_and_gain_leave_no_trace_in_what_the_network_sees():
    random = np.random.default_rng(1)
    ink = 100 * (random.random((200, 160)) < 0.2)
    bright, dark = (220 - ink).astype(np.uint8), (150 - ink).astype(np.uint8)
    assert np.allclose(prepared(bright), prepared(dark), atol=1e-3)


def test_even_paper_is_seen_as_nothing():
    assert not prepared(np.full((40, 30), 131, np.uint8)).any()

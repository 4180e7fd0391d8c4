import dataclasses

import numpy as np
import pytest

from engine.documents import fonts
from engine.documents.outlines import class_mask, line_map
from engine.documents.page_settings import LAYOUTS, PAPERS, PageSettings, varied
from engine.documents.renderer import render_page, render_patch

SMALL = PageSettings(height=448, paper="cream", font="mixed")


def replaced(**changes):
    return dataclasses.replace(SMALL, **changes)


@pytest.mark.parametrize("layout", LAYOUTS[1:])
def test_ink_of_letters_lies_inside_the_outlines_of_their_lines(layout):
    page = render_page(replaced(layout=layout, warp=1.0, height=640), 4)
    inside = line_map([line.polygon for line in page.lines], page.size) > 0
    assert page.ink.sum() > 300
    assert (page.ink & inside).sum() >= 0.99 * page.ink.sum()


def test_most_of_a_line_stands_on_its_baseline():
    page = render_page(replaced(layout="prose", warp=1.0, height=640), 9)
    y, x = np.nonzero(page.ink)
    for number, line in enumerate(page.lines, 1):
        own = line_map([other.polygon for other in page.lines], page.size)[y, x] == number
        if own.sum() > 100:
            base = np.interp(x[own], *line.baseline.T)
            assert (y[own] < base + 1).mean() > 0.75


def test_a_seed_is_a_page():
    first, second, third = (render_patch(SMALL, seed, size=96) for seed in (3, 3, 4))
    assert (first.image == second.image).all()
    assert [line.text for line in first.lines] == [line.text for line in second.lines]
    assert first.image.shape != third.image.shape or (first.image != third.image).any()


def test_the_mask_is_what_the_outlines_cover():
    page = render_patch(replaced(graphics=1.0), 8, size=160, graphic=True)
    mask = class_mask([line.polygon for line in page.lines], page.graphics, page.size)
    assert (mask == page.classes).all()
    assert set(np.unique(mask)) >= {0, 2}


def test_a_patch_has_labels_inside_its_own_borders():
    for seed in range(4):
        page = render_patch(SMALL, seed, size=128)
        assert page.image.shape == (128, 128, 3)
        for line in page.lines:
            both = np.concatenate((line.polygon, line.baseline))
            assert both.min() >= 0
            assert both.max() <= 128


def test_letters_are_darker_than_the_paper_around_them():
    page = render_page(replaced(layout="prose"), 2)
    grey = page.image.mean(axis=2)
    assert grey[page.ink].mean() < grey[page.classes == 0].mean() - 50


@pytest.mark.parametrize("paper", PAPERS[1:])
def test_every_paper_can_be_chosen(paper):
    assert render_patch(replaced(paper=paper), 1, size=64).paper == paper


def test_a_machine_without_typefaces_draws_with_pillows_own(monkeypatch):
    monkeypatch.setattr(fonts, "face_file", lambda name, *, italic=False: None)
    fonts.face.cache_clear()
    try:
        page = render_page(replaced(layout="verse", font="garamond"), 1)
    finally:
        fonts.face.cache_clear()
    assert page.ink.sum() > 100


def test_no_effects_leave_straight_lines():
    flat = replaced(layout="prose", warp=0.0)
    for line in render_page(flat, 3).lines:
        assert np.ptp(line.baseline[:, 1]) < 2


def test_a_strength_out_of_range_is_refused():
    with pytest.raises(ValueError, match="foxing must lie between"):
        PageSettings(foxing=1.5)


def test_variation_stays_in_range_and_follows_the_seed():
    wild = PageSettings(foxing=1.0, margin=0.3)
    assert all(varied(wild, seed).foxing <= 1 for seed in range(20))
    assert varied(wild, 1) == varied(wild, 1) != varied(wild, 2)

import numpy as np
import pytest

from engine.documents.drawn_truth import as_labelled
from engine.documents.geometry import area
from engine.documents.glyph_lines import GlyphLines, column_outlines
from engine.documents.outlines import band_map
from engine.documents.page_metrics import line_score, overlap
from engine.documents.page_settings import PageSettings
from engine.documents.renderer import render_patch


def letters(*, slope=0.0, left=4, right=60):
    """Strokes of 2 px, x-height 5 px, standing on baselines at 15, 27, 39 and 51."""
    ink = np.zeros((64, 64), bool)
    for base in (15, 27, 39, 51):
        for x in range(left, right, 4):
            here = round(base + slope * x)
            ink[here - 5 : here, x : x + 2] = True
    return ink


@pytest.mark.parametrize("slope", [0.0, 0.06, -0.06])
def test_each_line_is_found_with_its_baseline(slope):
    lines = GlyphLines()(letters(slope=slope))
    assert len(lines) == 4
    for line, base in zip(lines, (15, 27, 39, 51), strict=True):
        wanted = base + slope * line.baseline[:, 0]
        assert np.abs(line.baseline[:, 1] - wanted).max() < 2
        assert line.baseline[0, 0] == 4
        assert line.baseline[-1, 0] == 58


def test_a_polygon_encloses_the_letters_of_its_line():
    line = GlyphLines()(letters())[1]
    low, high = line.polygon.min(0), line.polygon.max(0)
    assert low[1] <= 22
    assert high[1] >= 27
    assert area(line.polygon) > 5 * 54


def test_no_ink_is_no_line():
    assert GlyphLines()(np.zeros((64, 64), bool)) == ()


def test_bands_of_drawn_squares_are_found_from_their_ink_alone():
    shared, scores = [], []
    for seed in range(6):
        page = render_patch(PageSettings(height=528, layout="prose"), seed, size=64)
        truth = as_labelled(page)
        if not truth.ink.any():
            continue
        lines = GlyphLines(pitch=14)(truth.ink)
        band = band_map([e.polygon for e in lines], [e.baseline for e in lines], page.size) > 0
        shared.append(overlap(band, truth.bands > 0))
        scores.append(line_score(band, truth.lines, truth.ink).f1)
    assert np.mean(shared) > 0.6
    assert np.mean(scores) > 0.85


def test_the_outline_of_a_block_is_the_block():
    mask = np.zeros((20, 30), bool)
    mask[5:15, 10:20] = True
    (outline,) = column_outlines(mask)
    assert area(outline) == 100
    assert outline.min(0).tolist() == [10, 5]

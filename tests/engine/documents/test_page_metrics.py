import numpy as np
import pytest

from engine.documents.page_metrics import counted, f1_of, line_score, mean_overlap, overlap

LINES = np.zeros((30, 40), np.int64)
LINES[2:8, 5:35], LINES[12:18, 5:35] = 1, 2
INK = np.zeros((30, 40), bool)
INK[4:6, 5:35:2] = INK[14:16, 5:35:2] = True


def test_true_lines_score_one():
    score = line_score(LINES > 0, LINES, INK)
    assert (score.precision, score.recall, score.f1) == (1, 1, 1)


def test_thickness_does_not_count_where_there_is_no_ink():
    thin = np.zeros_like(INK)
    thin[4:6, 5:35] = thin[14:16, 5:35] = True
    assert line_score(thin, LINES, INK).f1 == 1


def test_a_block_over_two_lines_is_one_match_at_most():
    block = np.zeros_like(INK)
    block[2:18, 5:35] = True
    score = line_score(block, LINES, INK)
    assert (score.matched, score.predicted, score.true) == (1, 1, 2)
    uneven = INK.copy()
    uneven[3, 5:35:2] = True
    assert line_score(block, LINES, uneven).matched == 1
    three = np.where(np.roll(LINES, 9, axis=0) == 2, 3, LINES)
    block[2:28] = True
    assert line_score(block, three, INK | np.roll(INK, 9, axis=0)).matched == 0


def test_half_a_line_matches_and_less_does_not():
    half = np.zeros_like(INK)
    half[2:8, 5:20] = True
    assert line_score(half, LINES, INK).matched == 1
    half[2:8, 17:20] = False
    assert line_score(half, LINES, INK).matched == 0


def test_a_line_where_nothing_is_written_is_false():
    more = LINES > 0
    more[24:28, 5:35] = True
    score = line_score(more, LINES, INK)
    assert score.precision == pytest.approx(2 / 3)
    assert score.recall == 1


def test_f1_of_an_overlap_is_the_dice_number():
    a, b = np.zeros(100, bool), np.zeros(100, bool)
    a[:60], b[40:] = True, True
    dice = 2 * (a & b).sum() / (a.sum() + b.sum())
    assert f1_of(overlap(a[None], b[None])) == pytest.approx(dice)


def test_a_missed_graphic_costs_a_third_of_the_mean_overlap():
    true = np.zeros((10, 10), np.uint8)
    true[:3], true[3:5] = 1, 2
    assert mean_overlap(true, true) == 1
    blind = np.where(true == 2, 0, true).astype(np.uint8)
    assert mean_overlap(blind, true) == pytest.approx((5 / 7 + 1 + 0) / 3)


def test_an_empty_page_without_false_lines_is_perfect():
    assert counted(0, 0, 0).f1 == 1
    assert counted(0, 3, 0).f1 == 0

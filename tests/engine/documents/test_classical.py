import itertools

import numpy as np
from scipy import ndimage

from engine.documents.classical import ClassicalSegmenter, long_runs, smear, without_specks

INK = np.random.default_rng(1).random((12, 60)) < 0.15


def runs_of(row):
    edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(int), [0]))))
    return list(zip(edges[::2], edges[1::2], strict=True))


def test_smearing_fills_exactly_the_short_gaps_between_ink():
    expected = INK.copy()
    for row, out in zip(INK, expected, strict=True):
        ink = np.flatnonzero(row)
        for a, b in itertools.pairwise(ink):
            if b - a - 1 <= 4:
                out[a:b] = True
    assert (smear(INK, 4) == expected).all()


def test_only_long_runs_stay():
    expected = np.zeros_like(INK)
    smeared = smear(INK, 4)
    for row, out in zip(smeared, expected, strict=True):
        for start, end in runs_of(row):
            out[start:end] = end - start >= 9
    assert (long_runs(smeared, 9) == expected).all()


def test_specks_go_and_letters_stay():
    ink = np.zeros((20, 20), bool)
    ink[2:8, 2:8] = ink[15, 15] = True
    assert without_specks(ink, 5).sum() == 36


def test_two_rows_of_letters_become_two_lines():
    picture = np.full((120, 300, 3), 235, np.uint8)
    for top in (30, 70):
        for left in range(20, 280, 14):
            picture[top : top + 12, left : left + 8] = 30
    mask = ClassicalSegmenter()(picture)
    assert ndimage.label(mask)[1] == 2


def test_a_picture_of_one_pixel_has_a_mask():
    assert ClassicalSegmenter()(np.zeros((1, 1, 3), np.uint8)).shape == (1, 1)

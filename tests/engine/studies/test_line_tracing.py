"""Outlines, baselines and reading order of a map of lines."""

import numpy as np

from engine.studies.line_tracing import reading_order, traced_lines


def test_a_block_has_its_box_as_outline_and_its_lower_edge_as_baseline():
    labels = np.zeros((20, 60), np.int32)
    labels[5:11, 10:50] = 1
    (line,), numbered = traced_lines(labels, labels > 0)
    assert line.polygon.min(0).tolist() == [10, 5]
    assert line.polygon.max(0).tolist() == [50, 11]
    assert line.baseline[0].tolist() == [10, 11]
    assert line.baseline[-1].tolist() == [50, 11]
    assert (numbered == labels).all()


def test_a_descender_does_not_pull_the_baseline_down():
    labels = np.zeros((24, 90), np.int32)
    labels[4:20, :] = 1
    ink = np.zeros(labels.shape, bool)
    ink[6:12, :] = True
    ink[6:18, 30:34] = True
    (line,), _ = traced_lines(labels, ink)
    assert set(line.baseline[:, 1].tolist()) == {12.0}


def test_lines_are_numbered_in_reading_order():
    labels = np.zeros((60, 200), np.int32)
    labels[10:16, 110:190] = 1  # right column, first
    labels[30:36, 10:90] = 2  # left column, second
    labels[12:18, 10:90] = 3  # left column, first
    _, numbered = traced_lines(labels, labels > 0)
    assert numbered[14, 20] == 1
    assert numbered[32, 20] == 2
    assert numbered[12, 120] == 3


def test_a_wide_headline_stands_between_the_columns_above_and_below():
    boxes = np.array(
        [
            (0, 0, 40, 8), (60, 0, 100, 8),  # two columns above
            (0, 20, 100, 28),  # the headline
            (0, 40, 40, 48), (0, 50, 40, 58), (60, 40, 100, 48),  # two columns below
        ],
        float,
    )  # fmt: skip
    assert reading_order(boxes) == [0, 1, 2, 3, 4, 5]


def test_a_page_without_lines_has_none():
    lines, numbered = traced_lines(np.zeros((8, 8), np.int32), np.ones((8, 8), bool))
    assert lines == ()
    assert not numbered.any()

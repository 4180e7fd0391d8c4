import numpy as np
import pandas as pd
import pytest

from engine.studies.intent_features import intent_benchmark, intent_features
from ui.charts.label_places import LETTER, LINE, label_places, spread


def overlaps(across, heights, halves):
    near = np.abs(across[:, None] - across) < halves[:, None] + halves
    close = np.abs(heights[:, None] - heights) < LINE - 1
    return int((near & close & ~np.eye(len(across), dtype=bool)).sum())


def test_a_name_that_stands_alone_stays_on_its_class():
    places, _ = label_places(
        pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0], "c": ["a", "b"]}),
        by="c", width=300, height=300,
    )  # fmt: skip
    assert places["label"].to_numpy() == pytest.approx(places["y"].to_numpy(), abs=1e-3)


def test_many_names_in_one_place_are_stacked_inside_the_map():
    heights = spread(np.zeros(10), np.full(10, 295.0), np.full(10, 20.0), height=300)
    assert np.diff(np.sort(heights)).min() > LINE - 1
    assert heights.max() <= 300


@pytest.mark.parametrize("unlabeled", ["U1", "U2"])
def test_no_name_covers_another_on_the_shipped_map_of_a_phone(unlabeled):
    data = intent_features()
    rows = data.rows(intent_benchmark(data.tree).sets("L1", unlabeled).unlabeled)
    names = [each.rpartition("/")[2] for each in data.names(rows)]
    frame = pd.DataFrame({"x": data.umap[rows, 0], "y": data.umap[rows, 1], "c": names})
    places, ((left, right), (bottom, top)) = label_places(frame, by="c", width=300, height=320)
    across = (places["x"].to_numpy() - left) / (right - left) * 300
    heights = (places["label"].to_numpy() - bottom) / (top - bottom) * 320
    halves = LETTER * places["c"].str.len().to_numpy() / 2
    start = (places["y"].to_numpy() - bottom) / (top - bottom) * 320
    assert overlaps(across, start, halves) > 0
    assert overlaps(across, heights, halves) == 0

import json

import numpy as np
import pytest

from engine.core.paths import data_folder
from engine.documents.labelled_pages import labelled_pages
from engine.documents.outlines import band, band_map, class_mask, line_map
from engine.documents.page_metrics import overlap

real = pytest.mark.skipif(
    data_folder() is None, reason="MODELARIUM_DATA does not name the scans with ground truth"
)


def test_a_band_reaches_from_half_the_height_to_just_below_the_baseline():
    polygon = np.array(((0.0, 0), (100, 0), (100, 20), (0, 20)))
    found = band(polygon, np.array(((0.0, 15), (100, 15))))
    assert found.tolist() == [[0, 5], [100, 5], [100, 16], [0, 16]]


def test_text_lies_on_top_of_graphics():
    box = np.array(((0.0, 0), (9, 0), (9, 9), (0, 9)))
    mask = class_mask([box / 3], [box], (12, 12))
    assert (mask[0, 0], mask[8, 8], mask[11, 11]) == (1, 2, 0)


@real
@pytest.mark.data
def test_maps_made_from_the_outlines_agree_with_those_of_the_labelled_scans():
    for entry in labelled_pages()[::100]:
        page = entry.read()
        lines = json.loads((entry.folder / f"{entry.stem}.json").read_text())["lines"]
        lines = [
            each for each in lines
            if len(each["baseline"]) > 1 and each["type"] != "DropCapitalLine"
        ]  # fmt: skip
        polygons = [np.array(each["polygon"]) for each in lines]
        baselines = [np.array(each["baseline"]) for each in lines]
        size = (page.image.shape[1], page.image.shape[0])
        # the maps were drawn at rounded corners: half a px on each side of a band 10 px tall
        for ours, theirs, least in (
            (line_map(polygons, size), page.lines, 0.94),
            (band_map(polygons, baselines, size), page.bands, 0.85),
        ):
            assert overlap(ours > 0, theirs > 0) > least

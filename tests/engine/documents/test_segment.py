import numpy as np
import pytest

from engine.core.errors import UnsafeFileError
from engine.documents.drawn_truth import as_labelled
from engine.documents.evaluation import score_page, score_with
from engine.documents.line_network import LineNetwork, LineNetworkSettings
from engine.documents.line_pieces import LineRules, apart, band_lines
from engine.documents.line_segmenter import default_network, network_segmenter
from engine.documents.page_maps import PageMaps
from engine.documents.segment import SegmentSettings, read_maps, segment
from engine.documents.segmenters import segmenters


@pytest.fixture(scope="module")
def tiny():
    return LineNetwork(LineNetworkSettings(width=4, levels=2)).eval()


@pytest.fixture(scope="module")
def truth(drawn_page):
    return as_labelled(drawn_page)


def sure_of(page):
    """What a network would say that knows the labels of a page."""
    area = np.stack([page.mask == kind for kind in range(3)]).astype(np.float32)
    return PageMaps(area, (page.bands > 0).astype(np.float32))


def bars(*places):
    """A map of certain bands: (top, left, right) of bars 6 px high."""
    chance = np.zeros((80, 200), np.float32)
    for top, left, right in places:
        chance[top : top + 6, left:right] = 1
    return chance


def count(chance, **rules):
    return int(band_lines(chance, LineRules(**rules)).max())


def test_a_network_that_knows_the_truth_scores_one(truth):
    found = read_maps(sure_of(truth), truth.mask.shape, SegmentSettings(smallest=0))
    score = score_page(found.classes, truth, found.lines, found.bands)
    assert (score.text_iou, score.mean_iou, score.lines.f1) == (1, 1, 1)
    assert score.band_iou > 0.99


def test_baselines_are_found_where_they_were_drawn(truth, drawn_page):
    found = read_maps(sure_of(truth), truth.mask.shape, SegmentSettings())
    assert len(found.outlines) == len(drawn_page.lines)
    ours = sorted(float(line.baseline[:, 1].mean()) for line in found.outlines)
    theirs = sorted(float(line.baseline[:, 1].mean()) for line in drawn_page.lines)
    assert np.abs(np.subtract(ours, theirs)).max() < 2


def test_pieces_in_a_row_are_one_line_and_columns_are_two():
    near, far = bars((20, 10, 90), (21, 96, 180)), bars((20, 10, 90), (20, 120, 190))
    assert count(near, gap=1.5) == 1
    assert count(far, gap=1.5) == 2
    assert count(bars((20, 10, 90), (40, 96, 180)), gap=1.5) == 2


def test_lines_that_touch_are_cut_between_their_cores():
    chance = bars((20, 10, 190), (32, 10, 190))
    chance[26:32, 100:106] = 0.5
    assert count(chance) == 2
    assert count(chance, high=0.45) == 1


def test_short_and_doubtful_pieces_are_no_lines():
    assert count(bars((20, 10, 16)), shortest=2.0) == 0
    assert count(0.75 * bars((20, 10, 190)), sure=0.8) == 0
    assert count(0.75 * bars((20, 10, 190)), sure=0.7) == 1


def test_numbered_lines_do_not_touch_in_the_map_that_is_scored():
    numbers = np.zeros((6, 6), np.int64)
    numbers[:3], numbers[3:] = 1, 2
    numbers[2, :3] = 2
    mask = apart(numbers)
    from scipy import ndimage

    labels, found = ndimage.label(mask, np.ones((3, 3)))
    assert found == 2
    assert all(len(np.unique(numbers[labels == each])) == 1 for each in (1, 2))


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (33, 2), (70, 90)])
def test_a_picture_of_any_size_is_answered_in_its_own_size(tiny, shape):
    found = segment(np.zeros((*shape, 3), np.uint8), tiny)
    assert found.text.shape == found.bands.shape == found.lines.shape == shape
    assert found.classes.dtype == np.uint8


def test_a_large_scan_is_worked_on_smaller_and_answered_in_full(truth):
    rows, columns = truth.mask.shape
    small = read_maps(sure_of(truth), (rows, columns), SegmentSettings())
    large = read_maps(sure_of(truth), (3 * rows, 3 * columns), SegmentSettings())
    assert large.lines.shape == (3 * rows, 3 * columns)
    for one, other in zip(small.outlines, large.outlines, strict=True):
        assert np.allclose(3 * one.polygon, other.polygon)


def test_a_scan_of_a_hundred_megapixels_is_refused(tiny):
    huge = np.broadcast_to(np.zeros(3, np.uint8), (10_000, 10_000, 3))
    with pytest.raises(UnsafeFileError, match="60 megapixels, got 100"):
        segment(huge, tiny)


def test_the_shipped_default_learnt_no_label_of_a_scan_and_reads_a_page(truth):
    entry = segmenters()[0]
    assert entry.name == default_network()
    assert entry.name.removeprefix("line_network_") in {"procedural", "synthetic"}
    score = score_with(entry.build(), truth)
    assert score.lines.f1 > 0.8
    assert score.band_iou > 0.7


@pytest.mark.parametrize("tone", [20, 128, 240])
def test_an_empty_page_has_no_line(tone):
    grain = np.random.default_rng(0).normal(tone, 3, (300, 200, 1))
    page = np.repeat(np.clip(grain, 0, 255).astype(np.uint8), 3, axis=2)
    found = network_segmenter(default_network()).segmentation(page)
    assert found.outlines == ()
    assert not found.bands.any()

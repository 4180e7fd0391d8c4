"""Readings beside the truth."""

import dataclasses

import numpy as np
import pytest

from engine.core.errors import NotFoundError
from engine.documents.export.alto import read_alto
from engine.documents.export.page_xml import page_xml, read_page_xml
from engine.documents.labelled_pages import LabelledPage
from engine.documents.page import PageLine
from engine.documents.segmenters import segmenter_named
from engine.studies import reading_picture
from engine.studies.page_reading import CLASSICAL_SIDE, check, read_page, reading_of
from engine.studies.reading_files import described, line_table, mask_png, reading_zip

ROWS = (20, 50, 80)


@pytest.fixture(scope="module")
def striped():
    """A page of three dashed lines on white paper, and its truth."""
    image = np.full((110, 200, 3), 235, np.uint8)
    lines = np.zeros(image.shape[:2], np.int64)
    for number, top in enumerate(ROWS, 1):
        for left in range(20, 180, 10):
            image[top : top + 8, left : left + 7] = 20
        lines[top - 2 : top + 10, 18:182] = number
    ink = image[..., 0] < 100
    mask = (lines > 0).astype(np.uint8)
    return LabelledPage("p", "drawn", "p", image, mask, lines, lines, ink)


@dataclasses.dataclass(frozen=True)
class Half:
    """Finds the first of the lines and a graphic beside it."""

    truth: LabelledPage

    def segmentation(self, image):
        return self

    @property
    def classes(self):
        return np.where(self.lines > 0, 1, 0).astype(np.uint8)

    @property
    def bands(self):
        return self.lines > 0

    @property
    def lines(self):
        return np.where(self.truth.lines == 1, 1, 0)

    @property
    def outlines(self):
        box = np.array([(18, 18), (182, 18), (182, 30), (18, 30)], float)
        return (PageLine(box, np.array([(18, 28), (182, 28)], float)),)

    @property
    def graphics(self):
        return (np.array([(0, 90), (10, 90), (10, 100)], float),)


def test_the_rules_find_every_line_of_a_clean_page(striped):
    reading = read_page(striped.image, "classical")
    checked = check(reading, striped)
    assert len(reading.lines) == 3
    assert checked.score.lines.f1 == 1.0
    assert checked.found == (True, True, True)
    assert checked.known == {1: True, 2: True, 3: True}


def test_a_network_is_read_through_its_own_lines(striped):
    reading = reading_of(striped.image, Half(striped))
    checked = check(reading, striped)
    assert checked.known == {1: True, 2: False, 3: False}
    assert (checked.score.lines.matched, checked.score.lines.predicted) == (1, 1)
    assert len(reading.graphics) == 1


def test_a_longer_page_is_read_at_the_scale_of_the_rules(striped):
    image = striped.image.repeat(6, axis=0).repeat(6, axis=1)
    reading = read_page(image, "classical")
    assert max(image.shape) > CLASSICAL_SIDE
    assert reading.mask.shape == image.shape[:2]


def test_a_reader_that_is_not_there_is_named(striped):
    with pytest.raises(NotFoundError, match="no segmenter named 'x'"):
        read_page(striped.image, "x")


def test_files_tell_px_of_the_original(striped):
    reading = read_page(striped.image, "classical")
    page = described(reading, "a.jpg", (400, 220))
    again = read_page_xml(page_xml(page))
    assert (again.file, again.width, again.height) == ("a.jpg", 400, 220)
    assert again.lines[0].baseline[0, 1] == pytest.approx(2 * (ROWS[0] + 8), abs=2)
    table = line_table(page)
    assert table["line"].tolist() == [1, 2, 3]
    assert (table["right_px"] <= 400).all()


def test_the_zip_holds_what_the_buttons_give(striped):
    import io
    import zipfile

    reading = read_page(striped.image, "classical")
    with zipfile.ZipFile(io.BytesIO(reading_zip(reading, "a.b.png", (200, 110)))) as archive:
        assert set(archive.namelist()) == {
            "a.b.page.xml", "a.b.alto.xml", "a.b.mask.png", "a.b.lines.csv",
        }  # fmt: skip
        assert len(read_alto(archive.read("a.b.alto.xml")).lines) == 3
        assert archive.read("a.b.mask.png") == mask_png(reading, (200, 110))


def colours():
    return reading_picture.Colours((0, 255, 0), (255, 0, 0), (0, 0, 255), (9, 9, 9), (5, 5, 5))


def painted(page, right, layers):
    reading = read_page(page.image, "classical")
    maps = (reading.bands, reading.mask == 2)
    return reading_picture.painted(reading.image, reading.lines, right, maps, layers, colours())


def test_without_layers_the_page_stays_as_it_is(striped):
    none = reading_picture.Layers(False, False, False, False, False)
    assert (painted(striped, (True, True, True), none) == striped.image).all()


def test_a_false_line_has_the_colour_of_wrong_ones(striped):
    whole = reading_picture.Layers(baselines=False, numbers=False, opacity=1.0)
    picture = painted(striped, (True, False, True), whole)
    assert picture[ROWS[0] + 4, 100].tolist() == [0, 255, 0]
    assert picture[ROWS[1] + 4, 100].tolist() == [255, 0, 0]


def test_an_opacity_beyond_one_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        reading_picture.Layers(opacity=1.2)


def test_every_reader_of_the_registry_can_be_built():
    assert callable(segmenter_named("classical-area").build())

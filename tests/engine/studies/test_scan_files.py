"""Scans from files: what is read, what is refused, and with which words."""

import io

import numpy as np
import pytest
from PIL import Image

from engine.core.errors import UnsafeFileError
from engine.studies.scan_files import LONGEST_SIDE, read_scan


def saved(picture, kind="PNG", **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def test_a_picture_is_read_as_it_is():
    values = np.arange(48 * 40 * 3, dtype=np.uint8).reshape(48, 40, 3)
    scan = read_scan("page.png", saved(Image.fromarray(values)))
    assert (scan.width, scan.height, scan.notes) == (40, 48, ())
    assert (scan.image == values).all()


def test_sixteen_bits_are_brought_to_eight():
    values = np.full((40, 40), 257 * 100, np.uint16)
    values[:, :20] = 257 * 7
    scan = read_scan("page.tif", saved(Image.fromarray(values), "TIFF"))
    assert (scan.image[:, :20] == 7).all()
    assert (scan.image[:, 20:] == 100).all()
    assert "256 grey levels" in scan.notes[0]


def test_what_is_transparent_is_white_paper():
    values = np.zeros((40, 40, 4), np.uint8)
    values[:20, :, 3] = 255
    scan = read_scan("page.png", saved(Image.fromarray(values)))
    assert (scan.image[:20] == 0).all()
    assert (scan.image[20:] == 255).all()


def test_a_long_scan_is_read_smaller_and_keeps_its_size():
    scan = read_scan("page.png", saved(Image.new("L", (4000, 2000), 200)))
    assert scan.image.shape == (LONGEST_SIDE // 2, LONGEST_SIDE, 3)
    assert (scan.width, scan.height) == (4000, 2000)


def test_a_turned_photograph_stands_upright():
    turned = Image.new("RGB", (60, 40), (200, 200, 200))
    exif = turned.getexif()
    exif[0x0112] = 6
    scan = read_scan("page.jpg", saved(turned, "JPEG", exif=exif))
    assert (scan.width, scan.height) == (40, 60)
    assert scan.image.shape == (60, 40, 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 and so on", "is a PDF; export the page"),
        (saved(Image.new("L", (1, 1))), "at least 32 px"),
        (saved(Image.new("1", (10_000, 10_000))), "may have 60 megapixels"),
        (saved(Image.new("L", (40, 900))), "20 times"),
        (saved(Image.new("L", (64, 64)))[:60], "cannot be decoded"),
        (b"", "cannot be decoded"),
        (b"\x00" * 500, "save it again as PNG"),
    ],
    ids=["pdf", "one pixel", "100 megapixels", "a strip", "cut off", "empty", "zeros"],
)
def test_what_is_no_page_is_refused_with_a_next_step(content, words):
    with pytest.raises(UnsafeFileError, match=words) as told:
        read_scan("scan.png", content)
    assert ";" in str(told.value)

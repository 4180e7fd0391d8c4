import io
import json

import numpy as np
import pytest
from PIL import Image

from engine.core.errors import NotFoundError, UnsafeFileError
from engine.documents.export.alto import read_alto
from engine.documents.export.page_xml import read_page_xml
from engine.documents.scans import read_scan
from engine.documents.segment_command import main


def saved(picture, kind="PNG"):
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def test_what_is_transparent_is_read_as_white_paper():
    picture = Image.new("RGBA", (4, 3), (0, 0, 0, 0))
    picture.putpixel((1, 1), (10, 20, 30, 255))
    found = read_scan(saved(picture))
    assert found[1, 1].tolist() == [10, 20, 30]
    assert (found.sum(2) == 765).sum() == 11


def test_sixteen_bits_are_brought_to_eight():
    deep = np.array([[0, 257, 65535], [25700, 12850, 514]], np.uint16)
    found = read_scan(saved(Image.fromarray(deep), "TIFF"))
    assert found[..., 0].tolist() == [[0, 1, 255], [100, 50, 2]]


def test_a_single_pixel_and_a_grey_picture_are_read_as_colour():
    assert read_scan(saved(Image.new("1", (1, 1), 1))).tolist() == [[[255, 255, 255]]]
    assert read_scan(saved(Image.new("L", (2, 1), 7), "JPEG")).shape == (1, 2, 3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7 renamed to page.png", "got a PDF"),
        (b"", "empty file"),
        (b"\x89PNG\r\n\x1a\n broken", "sound picture"),
        (saved(Image.new("L", (64, 64)))[:50], "sound picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content, message):
    with pytest.raises(UnsafeFileError, match=message):
        read_scan(content)


def test_a_hundred_megapixels_are_refused_before_they_are_decoded():
    with pytest.raises(UnsafeFileError, match="60 megapixels"):
        read_scan(saved(Image.new("1", (10_000, 10_000))))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotFoundError, match=r"nowhere\.png"):
        read_scan(tmp_path / "nowhere.png")


def test_the_command_writes_page_alto_and_mask(tmp_path, drawn_page, capsys):
    scan = tmp_path / "leaf.png"
    Image.fromarray(drawn_page.image).save(scan)
    assert main([str(scan), "--out", str(tmp_path / "out")]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    page = read_page_xml((tmp_path / "out" / answer["page"]).read_bytes())
    alto = read_alto((tmp_path / "out" / answer["alto"]).read_bytes())
    assert answer["lines"] == len(page.lines) == len(alto.lines) > 5
    assert (page.file, page.width, page.height) == ("leaf.png", *drawn_page.size)
    assert all(len(line.polygon) > 3 and len(line.baseline) > 1 for line in page.lines)
    mask = np.asarray(Image.open(tmp_path / "out" / answer["mask"]))
    assert mask.shape == drawn_page.classes.shape
    assert (mask == drawn_page.classes).mean() > 0.85


def test_the_command_says_what_is_wrong_with_a_scan(tmp_path, capsys):
    (tmp_path / "page.png").write_bytes(b"%PDF-1.4")
    assert main([str(tmp_path / "page.png"), "--out", str(tmp_path / "out")]) == 2
    assert "got a PDF" in capsys.readouterr().err

"""Pictures from a zip or from files: what is read, what is skipped, what is refused and why."""

import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from engine.core.errors import CancelledError, UnsafeFileError
from engine.metrics.features import load_extractor
from engine.studies import picture_files
from engine.studies.own_images import read_images
from engine.studies.picture_decoding import Picture, PictureFile, Skipped, decoded

DRAW = np.random.default_rng(0)


def encoded(array, kind="PNG", mode=None):
    kept = io.BytesIO()
    picture = Image.fromarray(array)
    (picture.convert(mode) if mode else picture).save(kept, kind)
    return kept.getvalue()


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


def huge_png(width, height):
    """A PNG of a few bytes whose header declares a vast picture."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


GREY = DRAW.integers(0, 256, (28, 28), dtype=np.uint8)
PNG = encoded(GREY)


@pytest.fixture(scope="module")
def extractor():
    return load_extractor("mnist")


def test_pictures_of_a_zip_have_the_features_of_their_pixels(extractor):
    pixels = DRAW.integers(0, 256, (5, 1, 28, 28), dtype=np.uint8)
    content = zipped({f"sub/{n}.png": encoded(each[0]) for n, each in enumerate(pixels)})
    found = read_images([("set.zip", content)], extractor)
    wanted = extractor(extractor.prepare(pixels))
    assert np.allclose(found.samples.features, wanted.features, atol=1e-5)
    assert np.array_equal(found.labels, wanted.labels)
    assert found.samples.names == tuple(f"sub/{n}.png" for n in range(5))
    assert found.samples.extractor == extractor.title
    assert found.shown.shape == (5, 1, 28, 28)
    assert not found.skipped


def test_single_files_are_read_like_a_zip(extractor):
    files = [(f"{n}.png", PNG) for n in range(3)]
    assert read_images(files, extractor).samples.size == 3


@pytest.mark.parametrize(
    ("content", "channels"),
    [
        (PNG, 1),
        (encoded(GREY, "JPEG"), 1),
        (encoded(GREY, mode="1"), 1),
        (encoded(GREY, mode="RGB"), 3),
        (encoded(GREY, mode="P"), 3),
        (encoded(GREY, mode="LA"), 4),
        (encoded(GREY, "JPEG", mode="CMYK"), 3),
        (encoded(GREY.astype(np.uint16) * 257), 1),
    ],
)
def test_every_colour_mode_becomes_grey_rgb_or_rgb_and_alpha(content, channels):
    found = decoded(PictureFile("a.png", content))
    assert isinstance(found, Picture)
    assert found.pixels.shape == (channels, 28, 28)


def test_sixteen_bit_grey_keeps_its_brightness():
    found = decoded(PictureFile("a.png", encoded(GREY.astype(np.uint16) * 257)))
    assert np.array_equal(found.pixels[0], GREY)


SKIPPED = {
    "a text": ("notes.txt", b"hello", "no picture by its name"),
    "a corrupt picture": ("broken.png", PNG[:60], "cannot be decoded"),
    "another kind under the name of a picture": ("a.png", b"%PDF-1.7", "cannot be decoded"),
    "an empty file": ("empty.png", b"", "empty file"),
    "sixteen million pixels and more": ("big.png", huge_png(8000, 8000), "16 million at most"),
    "a pixel bomb": ("bomb.png", huge_png(60000, 60000), "16 million at most"),
    "a bomb of one member": ("zeros.bmp", bytes(21_000_000), "declares 21 MB"),
}


@pytest.mark.parametrize("name", SKIPPED)
def test_a_file_without_a_picture_is_skipped_with_its_reason(extractor, name):
    file, content, reason = SKIPPED[name]
    found = read_images([("set.zip", zipped({file: content, "good.png": PNG}))], extractor)
    assert found.samples.names == ("good.png",)
    assert [each.name for each in found.skipped] == [file]
    assert reason in found.skipped[0].reason
    assert "1 of 2 files were skipped" in found.samples.notes[0]


def test_folders_and_hidden_files_are_passed_over(extractor):
    content = zipped({"a/": b"", "a/.DS_Store": b"x", "__MACOSX/a/b.png": b"x", "a/good.png": PNG})
    found = read_images([("set.zip", content)], extractor)
    assert found.samples.size == 1
    assert not found.skipped


def test_an_encrypted_member_is_skipped():
    content = bytearray(zipped({"a.png": PNG}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    files = picture_files.opened([("set.zip", bytes(content))]).files
    assert decoded(next(files)) == Skipped("a.png", "encrypted; pack it without a password")


def test_a_member_damaged_in_the_zip_is_skipped():
    content = bytearray(zipped({"a.png": PNG}, zipfile.ZIP_STORED))
    content[content.index(PNG[-30:])] ^= 255
    files = picture_files.opened([("set.zip", bytes(content))]).files
    assert "damaged in the zip" in decoded(next(files)).reason


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("set.zip", zipped({}), "got an empty zip"),
        ("set.zip", zipped({"a/": b""}), "got an empty zip"),
        ("set.zip", zipped({"notes.txt": b"x"}), r"none of 1 files \(notes\.txt: no picture"),
        ("set.zip", b"PK\x03\x04" + bytes(99), "must be a sound zip"),
        ("set.zip", b"", "must be a sound zip"),
        ("a.png", PNG[:50], "got none of 1 files"),
    ],
)
def test_uploads_without_a_picture_are_refused(extractor, file, content, message):
    with pytest.raises((UnsafeFileError, ValueError), match=message) as caught:
        read_images([(file, content)], extractor)
    assert "; " in str(caught.value)


def test_a_zip_that_goes_on_unpacking_is_refused(extractor, monkeypatch):
    monkeypatch.setattr(picture_files, "MOST_UNPACKED", 3 * len(PNG))
    content = zipped({f"{n}.png": PNG for n in range(5)})
    with pytest.raises(UnsafeFileError, match="goes on"):
        read_images([("set.zip", content)], extractor)


def test_a_zip_of_very_many_files_is_refused_before_it_is_opened(extractor, monkeypatch):
    monkeypatch.setattr(picture_files, "MOST_ENTRIES", 4)
    content = zipped({f"{n}.png": b"" for n in range(5)})
    with pytest.raises(UnsafeFileError, match="may hold 4 files"):
        read_images([("set.zip", content)], extractor)


def test_of_many_pictures_a_seeded_sample_is_read(extractor, monkeypatch):
    monkeypatch.setattr(picture_files, "MOST_PICTURES", 4)
    content = zipped({f"{n}.png": PNG for n in range(9)})
    first, second = (read_images([("set.zip", content)], extractor) for _ in range(2))
    assert first.samples.size == 4
    assert first.samples.names == second.samples.names
    assert "4 of 9 files were drawn" in first.samples.notes[0]


def test_reading_stops_when_the_visitor_says_so(extractor):
    def stop(share, _message):
        if share > 0.3:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        read_images([(f"{n}.png", PNG) for n in range(9)], extractor, report=stop)

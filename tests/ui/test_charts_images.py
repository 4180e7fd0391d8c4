import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from ui.charts import image_grid
from ui.charts.generator_classes import COMPRESSED, FULL, class_shares
from ui.theme import DARK, LIGHT


def read(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def test_black_is_minus_one_white_is_one_and_what_lies_beyond_is_cut():
    images = np.array([-1.0, 1.0, -3.0, 3.0], np.float32).reshape(1, 1, 2, 2)
    pixels = image_grid.to_pixels(images)
    assert pixels.shape == (1, 2, 2, 3)
    assert pixels[..., 0].ravel().tolist() == [0, 255, 0, 255]


def test_channels_of_a_colour_picture_stay_in_order():
    images = np.full((1, 3, 1, 1), -1.0, np.float32)
    images[0, 2] = 1.0
    assert image_grid.to_pixels(images)[0, 0, 0].tolist() == [0, 0, 255]


def test_nan_is_drawn_and_does_not_break_the_page():
    assert image_grid.to_pixels(np.full((1, 1, 2, 2), np.nan, np.float32)).max() == 0


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_no_difference_is_the_background_and_ends_are_the_palettes_ends(palette):
    full = np.zeros((1, 1, 1, 3), np.float32)
    changed = np.array([0.0, 1.0, -1.0], np.float32).reshape(1, 1, 1, 3)
    same, brighter, darker = image_grid.differences(full, changed, palette)[0, 0]
    assert same.tolist() == image_grid.colour(palette.background).tolist()
    assert brighter.tolist() == image_grid.colour(palette.diverging[-1]).tolist()
    assert darker.tolist() == image_grid.colour(palette.diverging[0]).tolist()


def test_a_grid_stands_row_by_row_with_whole_number_enlargement():
    pixels = np.arange(5, dtype=np.uint8)[:, None, None, None] + np.zeros((5, 2, 2, 3), np.uint8)
    sheet = image_grid.grid(pixels, 3, LIGHT, scale=2)
    pitch = 2 * (2 + image_grid.GAP)
    assert sheet.shape == (2 * pitch, 3 * pitch, 3)
    for sample in range(5):
        row, column = divmod(sample, 3)
        cell = sheet[row * pitch : row * pitch + 4, column * pitch : column * pitch + 4]
        assert (cell == sample).all()
    assert (sheet[pitch:, 2 * pitch :] == 255).all(), "an empty cell is background"


def test_a_png_holds_the_pixels_as_they_are():
    sheet = np.random.default_rng(0).integers(0, 256, (8, 10, 3), dtype=np.uint8)
    np.testing.assert_array_equal(read(image_grid.png_bytes(sheet)), sheet)
    assert image_grid.data_uri(sheet).startswith("data:image/png;base64,iVBOR")


def test_a_strip_holds_frame_after_frame_and_row_under_row():
    frames = np.arange(3, dtype=np.uint8)[:, None, None, None] + np.zeros((3, 4, 5, 3), np.uint8)
    sheet = image_grid.strip([frames, frames + 10])
    assert sheet.shape == (8, 15, 3)
    assert (sheet[4:, 10:] == 12).all()


def test_a_gif_plays_every_frame_enlarged():
    frames = [np.full((4, 6, 3), value, np.uint8) for value in (0, 100, 200)]
    picture = Image.open(io.BytesIO(image_grid.gif_bytes(frames, milliseconds=90, scale=3)))
    assert (picture.n_frames, picture.size) == (3, (18, 12))
    assert picture.info["loop"] == 0
    picture.seek(2)
    assert abs(int(np.asarray(picture.convert("RGB"))[0, 0, 0]) - 200) < 8


def test_titles_and_labels_stand_beside_the_pictures():
    sheet = np.zeros((60, 40, 3), np.uint8)
    whole = image_grid.titled([("one", sheet), ("two", sheet)], LIGHT)
    assert whole.shape[0] > 60
    assert whole.shape[1] > 80
    marked = image_grid.labelled(sheet, ("full", "2"), LIGHT)
    assert marked.shape == (60, 40 + image_grid.LABEL_WIDTH, 3)
    margin = marked[:, : image_grid.LABEL_WIDTH]
    assert (margin[:30] < 128).any()
    assert (margin[30:] < 128).any()


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_class_shares_name_the_class_that_lost_most(palette):
    frame = pd.DataFrame(
        {
            "class": ["0", "1", "0", "1"],
            "which": [FULL, FULL, COMPRESSED, COMPRESSED],
            "share": [0.5, 0.5, 0.9, 0.1],
            "samples": [5, 5, 9, 1],
            "confidence": 0.9,
        }
    )
    chart = class_shares(frame, palette, even=0.5)
    assert "1 changes from 50% to 10%" in chart.to_dict()["description"]
    same = pd.concat([frame[:2], frame[:2].assign(which=COMPRESSED)])
    assert "none changes" in str(class_shares(same, palette, even=0.5).description)

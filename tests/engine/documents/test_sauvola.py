import numpy as np
import pytest

from engine.documents.sauvola import luminance, otsu_threshold, sauvola_threshold, window_sums

PICTURE = np.random.default_rng(0).integers(0, 256, (17, 23)).astype(np.uint8)


def test_window_sums_agree_with_adding_up_each_window():
    padded = np.pad(PICTURE.astype(int), 3, mode="reflect")
    plain = [[padded[i : i + 7, j : j + 7].sum() for j in range(23)] for i in range(17)]
    assert (window_sums(PICTURE.astype(np.int64), 7) == np.array(plain)).all()


def test_the_threshold_is_sauvolas_formula_in_each_window():
    padded = np.pad(PICTURE.astype(float), 2, mode="reflect")
    found = sauvola_threshold(PICTURE, window=5, share=0.3)
    for i, j in ((0, 0), (8, 11), (16, 22)):
        part = padded[i : i + 5, j : j + 5]
        assert found[i, j] == pytest.approx(part.mean() * (1 + 0.3 * (part.std() / 128 - 1)))


def test_otsu_agrees_with_trying_every_threshold():
    values = PICTURE.ravel().astype(float)

    def between(level):
        low, high = values[values <= level], values[values > level]
        return len(low) * len(high) * (low.mean() - high.mean()) ** 2 if len(high) else 0.0

    best = max(range(int(values.min()), 255), key=between)
    assert between(otsu_threshold(PICTURE)) == pytest.approx(between(best))


def test_an_even_window_is_refused():
    with pytest.raises(ValueError, match="window must be odd"):
        sauvola_threshold(PICTURE, window=4)


def test_a_picture_of_one_pixel_has_a_threshold():
    assert sauvola_threshold(np.full((1, 1), 90, np.uint8)).shape == (1, 1)


def test_grey_stays_grey():
    grey = np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2)
    assert (luminance(grey)[:, 0] == np.arange(256)).all()

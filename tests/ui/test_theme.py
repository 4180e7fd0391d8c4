import dataclasses
import itertools

import numpy as np
import pytest

from ui.theme import DARK, LIGHT, Palette

MEANINGS = ("full", "quantized", "clip", "split", "error", "paper", "measured")
# Viénot, Brettel and Mollon (1999): linear RGB as a dichromat sees it.
DEUTERANOPE = np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]])
PROTANOPE = np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]])


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    white = np.array([0.9505, 1.0, 1.089])
    ratio = np.clip(to_xyz @ np.clip(rgb, 0, 1) / white, 0, None)
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("meaning", MEANINGS)
def test_a_mark_has_three_to_one_contrast_against_the_page(palette: Palette, meaning: str):
    one, two = luminance(getattr(palette, meaning)), luminance(palette.background)
    assert (max(one, two) + 0.05) / (min(one, two) + 0.05) >= 3


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("eye", [np.eye(3), DEUTERANOPE, PROTANOPE])
def test_two_meanings_differ_for_every_eye(palette: Palette, eye: np.ndarray):
    seen = {each: lab(eye @ linear(getattr(palette, each))) for each in MEANINGS}
    close = {
        (a, b): round(float(np.linalg.norm(seen[a] - seen[b])), 1)
        for a, b in itertools.combinations(MEANINGS, 2)
        if np.linalg.norm(seen[a] - seen[b]) < 20
    }
    assert not close


def test_a_colour_has_one_meaning():
    for palette in (LIGHT, DARK):
        colours = [getattr(palette, each) for each in MEANINGS]
        assert len(set(colours)) == len(colours)


def test_light_and_dark_have_the_same_meanings():
    light, dark = dataclasses.asdict(LIGHT), dataclasses.asdict(DARK)
    assert light.keys() == dark.keys()
    assert len(LIGHT.sequential) == len(DARK.sequential) == len(LIGHT.diverging) == 10

import dataclasses
import json

import pytest

from engine.generative.style_settings import StyleSettings


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"width": 24}, "doubled the same number of times"),
        ({"height": 4, "width": 4, "widths": (8,)}, "at least once"),
        ({"height": 48, "width": 48}, "doubled the same number of times"),
        ({"widths": (64, 64, 32)}, "must have 4 numbers, one for each resolution"),
        ({"widths": (64, 64, 32, 0)}, "widths must be whole numbers from 1 to 1024"),
        ({"constant": (4, 1)}, "constant must be whole numbers from 2 to 16"),
        ({"channels": 2}, "channels must be one of 1, 3"),
        ({"mixing": 1.5}, "mixing must lie between 0"),
    ],
)
def test_what_does_not_fit_together_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        StyleSettings(**values)


def test_a_card_s_json_brings_the_settings_back():
    settings = StyleSettings(height=64, width=48, constant=(4, 3), widths=(8, 8, 8, 8, 4))
    values = json.loads(json.dumps(dataclasses.asdict(settings)))
    plain = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    assert StyleSettings(**plain) == settings


def test_noise_maps_have_the_size_of_their_layer():
    settings = StyleSettings(height=16, width=12, constant=(4, 3), widths=(4, 4, 4))
    assert settings.layer_sizes == ((4, 3), (8, 6), (8, 6), (16, 12), (16, 12))

"""What the GAN page shows before torch is there: the shipped default picture, or nothing stale."""

import dataclasses

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import zoo
from ui.sections import gan_opening


def opening():
    from ui import page
    from ui.sections import gan_opening

    with page.lesson("gan_samples") as lesson:
        gan_opening.draw(lesson)


def shown():
    page = AppTest.from_function(opening, default_timeout=60)
    page.session_state["shell"] = True
    page.run()
    assert not page.exception
    return page.get("image")


@pytest.fixture
def cold(monkeypatch):
    monkeypatch.setattr(gan_opening, "WAITED_FOR", "a module that is not loaded")


@pytest.fixture
def fresh():
    if gan_opening.first_pictures() is None:
        pytest.skip("another generator ships; run python -m training.first_pictures")


def test_the_shipped_picture_is_what_the_generator_draws(fresh):
    from training.first_pictures import pictures

    full, small, described = gan_opening.first_pictures()
    drawn = pictures()
    assert described == "3 bits, LQ"
    for one, two in ((full, drawn["full"]), (small, drawn["compressed"])):
        assert np.abs(one - (two.astype(np.float32) / 127.5 - 1)).max() < 0.02  # two steps of 255


@pytest.mark.usefixtures("cold", "fresh")
def test_a_picture_stands_there_while_the_engine_loads():
    assert len(shown()) == 1


def test_nothing_is_shown_once_the_engine_is_loaded(monkeypatch):
    monkeypatch.setattr(gan_opening, "WAITED_FOR", "numpy")
    assert not shown()


@pytest.mark.usefixtures("cold")
def test_the_picture_of_another_generator_is_left_out(monkeypatch):
    known = zoo.card

    def other(name, **more):
        return dataclasses.replace(known(name, **more), sha256="0" * 64)

    monkeypatch.setattr(gan_opening.zoo, "card", other)
    assert gan_opening.first_pictures() is None
    assert not shown()

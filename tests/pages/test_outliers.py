from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "app.py"


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=120).switch_page("pages/outliers.py")
    for name, value in query.items():
        page.query_params[f"outliers_{name}"] = value
    page.run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def reach(page):
    text = next(each.value for each in page.markdown if "the grid must reach" in each.value)
    return float(text.split("**")[3])


def test_the_grid_shrinks_as_columns_are_split():
    page = opened(matrix="Made up: outlier columns")
    before = reach(page)
    page.button(key="outliers_forward").click().run()
    assert page.slider(key="outliers_splits").value == 9
    page.slider(key="outliers_splits").set_value(40).run()
    assert reach(page) < before / 2
    assert tile(page, "Bits a weight") == f"{4 * (1 + 40 / 768) + 32 / (256 * 768):.3f}"


def test_the_output_stays_the_same_to_a_millionth():
    page = opened(splits="30")
    assert float(tile(page, "Identity")) <= 1e-6


@pytest.mark.parametrize("part", ["One weight", "More splits", "Split or clip"])
@pytest.mark.parametrize("rule", ["none", "mmse"])
def test_every_part_opens_from_a_link(part, rule):
    page = opened(matrix="Made up: gauss", part=part, clip_rule=rule, splitting="naive", bits="3")
    assert page.segmented_control(key="outliers_part").value == part


def test_the_papers_sentence_is_judged_on_the_matrix_shown():
    page = opened(matrix="Made up: gauss", part="Split or clip", bits="3")
    assert any("does not hold here" in each.value.lower() for each in page.markdown)


def test_play_shows_every_split_and_stops_at_the_chosen_one():
    page = opened(matrix="Made up: gauss", splits="2")
    page.button(key="outliers_play").click().run()
    assert page.button(key="outliers_play").label == "Pause"
    for _ in range(4):
        page.run()
    assert not page.exception
    assert page.button(key="outliers_play").label == "Play"


def test_a_link_with_nonsense_shows_the_defaults():
    page = opened(splits="9999", bits="one", splitting="sideways", matrix="Made up: gauss")
    assert page.slider(key="outliers_splits").value == 8
    assert page.slider(key="outliers_bits").value == 4
    assert len(page.warning) == 3


def test_a_matrix_too_narrow_to_split_is_an_invitation(tmp_path, monkeypatch):
    from safetensors.numpy import save

    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path))
    page = opened(matrix="Your own file")
    content = save({"narrow": np.ones((8, 3), np.float32)})
    page.file_uploader(key="outliers_file").set_value(("a.safetensors", content, "x/y")).run()
    assert not page.exception
    assert any("at least four columns" in each.value for each in page.info)


@pytest.mark.parametrize("part", ["One weight", "More splits", "Split or clip"])
def test_a_matrix_of_zeros_has_a_page_too(tmp_path, monkeypatch, part):
    from safetensors.numpy import save

    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path))
    page = opened(matrix="Your own file", part=part)
    content = save({"zeros": np.zeros((8, 16), np.float32)})
    page.file_uploader(key="outliers_file").set_value(("a.safetensors", content, "x/y")).run()
    assert not page.exception
    assert not page.error

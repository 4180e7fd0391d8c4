import contextlib
import io
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.quantization import METHODS, Aciq
from engine.studies.weight_source import embedded_matrix, synthetic_matrix
from engine.studies.weight_view import ManualClip, weight_view
from ui.sections.weight_script import script

APP = Path(__file__).resolve().parents[2] / "app.py"


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=120).switch_page("pages/weights.py")
    for name, value in query.items():
        page.query_params[f"weights_{name}"] = value
    page.run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def test_it_opens_with_a_real_layer_and_its_exact_numbers():
    from engine.quantization import LinearQuantization

    matrix = embedded_matrix("encoder.layer.0.attention.self.query.weight")
    view = weight_view(matrix, LinearQuantization())
    page = opened()
    assert tile(page, "Mean squared error") == f"{view.errors.mean_squared_error:.2e}"
    assert tile(page, "Error of its output") == f"{view.output_error:.1%}"
    assert tile(page, "Packed size") == f"{384 * 384 // 2 / 1000:.1f} kB"


def test_the_bits_slider_changes_the_error_and_the_size():
    page = opened(matrix="Made up: gauss")
    before = float(tile(page, "Mean squared error")), tile(page, "Bits a weight")
    page.slider(key="weights_bits").set_value(6).run()
    assert float(tile(page, "Mean squared error")) < before[0] / 8
    assert tile(page, "Bits a weight") != before[1]


def test_clipping_the_outliers_of_a_real_layer_ruins_its_output_and_splitting_saves_it():
    page = opened(matrix="MiniLM 3 feed-forward out", bits="3", method="ACIQ")
    assert float(tile(page, "Error of its output").rstrip("%")) > 50
    page.selectbox(key="weights_method").set_value("OCS").run()
    assert not page.exception
    assert float(tile(page, "Error of its output").rstrip("%")) < 10
    assert "3." in next(each.value for each in page.markdown if "Save that output" in each.value)


@pytest.mark.parametrize("part", ["Where to clip", "Single weights", "Rows and columns"])
@pytest.mark.parametrize("method", ["Manual clip", "OCS"])
def test_every_part_opens_from_a_link(part, method):
    page = opened(matrix="Made up: shifted rows", part=part, method=method, granularity="row")
    assert page.segmented_control(key="weights_part").value == part


def test_two_settings_stand_side_by_side():
    page = opened(matrix="Made up: laplace", compare="true", second_bits="6", log="true")
    table = next(each.value for each in page.dataframe if "setting" in each.value)
    assert list(table["setting"].str.split(",").str[0]) == ["LQ", "ACIQ"]
    errors = table["mean squared error"].astype(float)
    assert errors.iloc[1] < errors.iloc[0]


def test_a_link_with_nonsense_shows_the_defaults_and_says_so():
    page = opened(bits="99", method="magic", matrix="../../secret", clip_ratio="-1")
    assert page.slider(key="weights_bits").value == 4
    assert page.selectbox(key="weights_matrix").value == "MiniLM 1 query"
    assert len(page.warning) >= 3


def test_an_awaited_file_is_an_invitation_and_no_error():
    page = opened(matrix="Your own file")
    assert "Choose a file or a model above" in page.info[0].value


def upload(content, name="mine.safetensors"):
    page = opened(matrix="Your own file")
    page.file_uploader(key="weights_file").set_value((name, content, "application/octet-stream"))
    page.run()
    assert not page.exception
    return page


def test_a_visitors_own_matrix_is_measured(tmp_path, monkeypatch):
    from safetensors.numpy import save

    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path))
    weight = np.random.default_rng(0).standard_normal((20, 30)).astype(np.float32)
    page = upload(save({"mine": weight, "bias": np.ones(3, np.float32)}))
    assert tile(page, "Packed size") == f"{(20 * 30 // 2 + 4) / 1000:.1f} kB"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip file", b"\xff" * 64])
def test_a_file_that_is_no_safetensors_file_gets_a_next_step(tmp_path, monkeypatch, content):
    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path))
    page = upload(content)
    assert page.error
    assert any("Next step" in each.value for each in page.caption)


@pytest.mark.parametrize("method", [*(each(bits=3) for each in METHODS), ManualClip(bits=3)])
def test_the_python_to_take_away_prints_the_number_of_the_page(method):
    matrix = synthetic_matrix("heavy_tails")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(script(matrix, method), {})
    error = weight_view(matrix, method).errors.mean_squared_error
    assert f"mean squared error {error}" in out.getvalue()


def test_the_python_for_a_real_layer_runs_too():
    matrix = embedded_matrix("encoder.layer.5.attention.self.key.weight")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(script(matrix, Aciq(bits=2, granularity="row")), {})
    view = weight_view(matrix, Aciq(bits=2, granularity="row"))
    assert f"output error {view.output_error}" in out.getvalue()


def test_a_model_of_the_operators_folder_can_be_looked_into(tmp_path, monkeypatch):
    from safetensors.numpy import save_file

    folder = tmp_path / "mine"
    folder.mkdir()
    save_file({"layer.weight": np.eye(16, dtype=np.float32)}, folder / "model.safetensors")
    (folder / "config.json").write_text("{}")
    monkeypatch.setenv("MODELARIUM_MODELS", str(tmp_path))
    page = opened(matrix="Another model", model="mine (folder)")
    assert page.selectbox(key="weights_matrix").value == "Another model"
    assert tile(page, "Packed size") == f"{(16 * 16 // 2 + 4) / 1000:.1f} kB"
    code = next(each.value for each in page.code if "file_matrix" in each.value)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    assert "bits per weight 4.125" in out.getvalue()


@pytest.mark.parametrize("part", ["Where to clip", "Single weights", "Rows and columns"])
def test_a_matrix_of_zeros_has_a_page_too(tmp_path, monkeypatch, part):
    from safetensors.numpy import save

    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path))
    page = opened(matrix="Your own file", part=part)
    content = save({"zeros": np.zeros((8, 16), np.float32)})
    page.file_uploader(key="weights_file").set_value(("a.safetensors", content, "x/y")).run()
    assert not page.exception
    assert not page.error


def test_a_search_that_takes_too_long_is_refused_with_another_choice():
    page = opened(matrix="MiniLM word table", method="KL", granularity="row")
    assert any("takes longer than a page should wait" in each.value for each in page.error)
    assert any("or MMSE" in f"{each.value}" for each in (*page.error, *page.caption))

"""Your own generator on the GAN page: recognised, compressed like the page's, or refused."""

import pickle
import time
from pathlib import Path

import pytest
import streamlit as st
import torch
from safetensors.torch import load, save
from streamlit.testing.v1 import AppTest

from engine.core.jobs import runner
from engine.core.paths import CACHED_MODELS
from engine.generative.style_settings import StyleSettings
from engine.generative.stylegan import StyleGenerator

KEY = "gan_samples"
PAGE = Path(__file__).resolve().parents[2] / "pages" / f"{KEY}.py"
SHIPPED = (CACHED_MODELS / "mnist_dcgan.safetensors").read_bytes()


def overflowing():
    tensors = load(SHIPPED)
    weight = tensors["project.weight"].float()
    return save({**tensors, "project.weight": 3e38 * weight.sign()})


@pytest.fixture(autouse=True)
def forget():
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def section():
    from engine.quantization import LinearQuantization
    from engine.studies.compressed_generator import Compression
    from ui import page
    from ui.sections import own_generator
    from ui.sections.gan_state import GanState

    with page.lesson("gan_samples") as lesson:
        compression = Compression(LinearQuantization(bits=4), (("project", 2),))
        own_generator.draw(lesson, GanState("mnist_dcgan", compression, 0, 16, 1.0, 0, 0))


def sent(content, file="mine.safetensors"):
    page = AppTest.from_function(section, default_timeout=120)
    page.session_state["shell"] = True
    page.query_params[f"{KEY}_own"] = "true"
    page.run()
    assert not page.exception
    return again(page, content, file)


def again(page, content, file="mine.safetensors"):
    page.file_uploader(key=f"{KEY}_own_file").set_value((file, content, "x/y")).run()
    assert not page.exception
    return page


def test_a_shipped_generator_sent_as_ones_own_is_recognised_and_compressed():
    page = sent(SHIPPED)
    assert page.success[0].value.startswith("mine.safetensors: DCGAN, 28 x 28 pixels, grey")
    values = {each.label: each.value for each in page.metric}
    assert float(values["Bits a weight"]) == pytest.approx(4, abs=0.01)
    assert any("not used here" in each.value for each in page.caption)


def test_a_colour_portrait_stylegan_is_drawn_too():
    settings = StyleSettings(height=32, width=24, constant=(4, 3), channels=3, widths=(8, 8, 4, 4))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = StyleGenerator(settings)
    page = sent(save(network.state_dict()))
    assert page.success[0].value.startswith("mine.safetensors: StyleGAN2, 32 x 24 pixels, colour")
    assert len(page.metric) == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pickle.dumps({"weight": [1.0] * 50}), "is it a pickle"),
        (SHIPPED[:-10], "cut off"),
        (b"", "at least 8 bytes"),
        (
            save({"bert.weight": torch.zeros(2, 2)}),
            "The tensors must be those of a DCGAN or a Style",
        ),
        (overflowing(), "draws NaN or infinity"),
    ],
)
def test_another_file_is_refused_with_a_next_step_and_the_session_lives_on(content, message):
    page = sent(content)
    told = " ".join(each.value for each in (*page.error, *page.caption))
    assert message in told
    assert "Next step" in told
    assert not page.metric
    again(page, SHIPPED)
    assert not page.error
    assert len(page.metric) == 4


def measured(page):
    page.button(key=f"run_{KEY}_measure_own").click().run()
    deadline = time.monotonic() + 100
    while not all(job.finished for job in list(runner()._jobs.values())):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    page.run()
    assert not page.exception
    return page


def test_an_uploaded_generator_is_measured_against_the_chosen_real_pictures():
    page = sent(SHIPPED)
    page.segmented_control(key=f"{KEY}_own_samples").set_value(500).run()
    page = measured(page)
    assert not page.error
    values = {each.label.split(" (full")[0]: each.value for each in page.metric}
    assert {"KNN", "LSH+KNN", "LSH-only", "Confidence"} <= set(values)
    precision, recall = map(float, values["KNN"].split(" / "))
    assert 0.3 < precision < 1
    assert 0.3 < recall < 1
    assert any(each.label.startswith("FID (LeNet-84 features)") for each in page.metric)
    said = " ".join(each.value for each in page.caption)
    assert "500 pictures of each network, 500 real ones" in said


def test_the_page_holds_the_section():
    page = AppTest.from_file(PAGE, default_timeout=120)
    page.session_state["shell"] = True
    page.query_params[f"{KEY}_own"] = "true"
    page.run()
    assert not page.exception
    assert page.file_uploader(key=f"{KEY}_own_file")

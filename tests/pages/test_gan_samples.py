import contextlib
import io
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.generative.latents import sample_latents
from engine.generative.models import available_generators, load_generator
from engine.quantization import Aciq, LinearQuantization
from engine.studies.compressed_generator import Compression, compress, draw_images
from engine.studies.generator_classes import Change, TradeOff
from engine.studies.generator_comparison import compare_images
from engine.studies.latent_files import npz_bytes
from ui.sections import gan_classes

APP = Path(__file__).resolve().parents[2] / "app.py"
NAME = "mnist_dcgan"

pytestmark = pytest.mark.skipif(
    NAME not in {each.name for each in available_generators()},
    reason=f"{NAME} does not ship yet; train it with python -m training.gans {NAME} --ship",
)


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=120).switch_page("pages/gan_samples.py")
    for name, value in query.items():
        page.query_params[f"gan_samples_{name}"] = value
    page.run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def measured(method, latents=None, **more):
    network = load_generator(NAME).network
    latents = sample_latents(64, network.latent_size, 0).numpy() if latents is None else latents
    made = compress(network, Compression(method, **more))
    compared = compare_images(draw_images(network, latents), draw_images(made.network, latents))
    return made, compared


def test_it_opens_with_the_exact_size_and_drift_of_the_default():
    page = opened()
    made, compared = measured(LinearQuantization(bits=3))
    assert tile(page, "Packed size") == f"{made.packed_bytes / 1000:,.1f} kB"
    assert tile(page, "Drift") == f"{compared.drift:.1%}"
    assert tile(page, "Bits a weight") == "3.000"


def test_bits_and_method_change_the_pictures_and_the_size():
    page = opened()
    page.slider(key="gan_samples_bits").set_value(2).run()
    page.selectbox(key="gan_samples_method").set_value("ACIQ").run()
    assert not page.exception
    made, compared = measured(Aciq(bits=2))
    assert tile(page, "Drift") == f"{compared.drift:.1%}"
    assert tile(page, "Packed size") == f"{made.packed_bytes / 1000:,.1f} kB"
    done = [each.value for each in page.markdown if "check_circle" in each.value]
    assert any("clipping brings them back" in each for each in done)


def test_a_layer_spared_and_rounded_activations_come_from_the_link():
    page = opened(bits="2", bits_project="full", activation_bits="4")
    made, _ = measured(LinearQuantization(bits=2), layer_bits=(("project", 32),))
    assert tile(page, "Packed size") == f"{made.packed_bytes / 1000:,.1f} kB"
    assert any("activations 4 bits" in each.value for each in page.markdown)


def test_pictures_that_are_all_the_same_are_called_collapsed():
    page = opened(truncation="0.0", bits="8")
    assert not page.exception
    page = opened(method="Manual clip", clip_ratio="0.01", bits="2")
    _, compared = measured(page_method(page))
    shown = [each for each in page.warning if "deviate by only" in each.value]
    assert bool(shown) is compared.collapsed


def page_method(page):
    from engine.studies.weight_view import ManualClip

    bits = page.slider(key="gan_samples_bits").value
    return ManualClip(bits=bits, clip_ratio=page.slider(key="gan_samples_clip_ratio").value)


@pytest.mark.parametrize("method", ["Manual clip", "OCS", "Percentile"])
@pytest.mark.parametrize("part", ["Every width", "Weights of a layer", "Layer by layer"])
def test_every_part_opens_for_every_kind_of_method(part, method):
    page = opened(part=part, method=method, granularity="row", bits="4")
    assert not page.error
    assert page.segmented_control(key="gan_samples_part").value == part


def test_sure_of_one_blank_picture_is_no_quality_kept():
    change = Change(0.5, 0.6, 0.05, 0.15)
    fallen = Change(9.0, 1.0, -9.0, -7.0)
    found = TradeOff(change, fallen, fallen, 0.1)
    assert gan_classes.verdict(found) == "holds here"
    assert gan_classes.verdict(found, collapsed=True) == "does not hold here"


def test_the_setting_on_the_page_can_be_measured_against_real_pictures():
    page = opened(part="Classes", bits="2", own="true")
    button = page.button(key="run_gan_samples_measure_shown_mnist")
    assert button.label == "Measure in full and at 2 bits, LQ"


def test_a_search_for_each_row_waits_for_a_click_at_every_width():
    page = opened(method="MMSE", granularity="row")
    assert any("Search the clips" in each.label for each in page.button)
    assert not page.error


def test_the_layer_that_keeps_full_precision_has_no_grid_and_the_page_says_so():
    page = opened(part="Weights of a layer", layer="project", bits_project="full")
    assert any("keeps full precision" in each.value for each in page.info)


def test_a_link_with_nonsense_shows_the_defaults_and_says_so():
    page = opened(bits="99", generator="../../etc", sample="-4", samples="9", bits_project="x")
    assert page.slider(key="gan_samples_bits").value == 3
    assert page.slider(key="gan_samples_sample").value == 1
    assert len(page.warning) >= 4


def with_latents(content, name):
    page = opened()
    page.file_uploader(key=f"gan_samples_latents_{NAME}").set_value((name, content, "x/y")).run()
    assert not page.exception
    return page


def test_saved_latents_come_back_in_place_of_the_seed():
    latents = sample_latents(10, 64, 7).numpy()
    page = with_latents(npz_bytes(latents), "mine.npz")
    _, compared = measured(LinearQuantization(bits=3), latents)
    assert tile(page, "Drift") == f"{compared.drift:.1%}"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"no array", "mine.npz"),
        (npz_bytes(np.zeros((3, 5), np.float32)), "mine.npz"),
        (npz_bytes(np.zeros((1, 64), np.float32)), "one.npz"),
        (b"[]", "mine.json"),
    ],
)
def test_a_file_that_is_no_set_of_latents_gets_a_next_step_and_the_seed_stays(content, name):
    page = with_latents(content, name)
    assert page.error
    assert any("Next step" in each.value for each in page.caption)
    assert tile(page, "Drift") == f"{measured(LinearQuantization(bits=3))[1].drift:.1%}"


@pytest.mark.parametrize(
    "query", [{}, {"method": "Manual clip"}, {"activation_bits": "8", "bits_project": "5"}]
)
def test_the_python_to_take_away_prints_the_numbers_of_the_page(query):
    page = opened(**query)
    code = next(each.value for each in page.code if "draw_images" in each.value)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    found = dict(line.split(" ", 1) for line in out.getvalue().splitlines())
    assert f"{float(found['drift']):.1%}" == tile(page, "Drift")
    assert tile(page, "Packed size") == f"{int(found['packed'].split()[-1]) / 1000:,.1f} kB"
    if "confidence" in found:
        compressed = found["confidence"].split("compressed=")[1].split(",")[0]
        assert tile(page, "Confidence") == f"{float(compressed):.3f}"


def test_the_weights_page_leads_here_with_its_method():
    page = AppTest.from_file(APP, default_timeout=120).switch_page("pages/weights.py")
    page.query_params["weights_matrix"] = "Made up: gauss"
    page.query_params["weights_bits"] = "5"
    page.query_params["weights_method"] = "Percentile"
    page.run()
    page.button(key="weights_to_gan_samples").click().run()
    assert not page.exception
    assert page.title[0].value.startswith("What do a generator")
    assert page.selectbox(key="gan_samples_method").value == "Percentile"
    assert page.slider(key="gan_samples_bits").value == 5

import contextlib
import functools
import io
import json
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui.sections import document_mode

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture(scope="module")
def made():
    import torch

    from engine.documents.page_generators import PageGenerator
    from engine.generative.style_settings import StyleSettings
    from engine.generative.stylegan import StyleGenerator

    with torch.random.fork_rng():
        torch.random.default_generator.manual_seed(3)
        settings = StyleSettings(widths=(8, 8, 8, 8), latent_size=16, style_size=16)
        network = StyleGenerator(settings).eval().requires_grad_(False)
    return PageGenerator("tiny", "Tiny generator", network, "1" * 64)


@pytest.fixture
def opened(made, monkeypatch):
    from ui.sections import document_network_state

    monkeypatch.setattr(document_mode, "page_generators", lambda: ("tiny",))
    monkeypatch.setattr(document_network_state, "load_page_generator", lambda _: made)

    def with_query(**query):
        page = AppTest.from_file(APP, default_timeout=120).run()
        for name, value in {"clusters": "5", "pictures": "8", **query}.items():
            page.query_params[f"document_pages_{name}"] = str(value)
        page.switch_page("pages/document_pages.py").run()
        assert not page.exception
        return page

    return with_query


def tiles(page):
    return {each.label: each.value for each in page.metric}


@functools.cache
def learnt(network, clusters):
    from engine.documents.cluster_learning import learn_clusters
    from engine.documents.spherical_kmeans import SphericalKMeans

    return learn_clusters(network, SphericalKMeans(clusters=clusters))


def quality(made, clicks=""):
    from engine.documents.activations import Look
    from engine.documents.cluster_corrections import corrected
    from engine.documents.generated import sample_pages
    from engine.documents.label_quality import label_quality

    clusters = learnt(made.network, 5)
    labeller = clusters.labeller(made, corrected(clusters.proposal.classes, clicks, 5))
    squares = sample_pages(labeller, range(182, 190), Look())
    return label_quality(squares, labeller.stages, labeller.classes.layers)


def test_where_a_network_ships_it_draws_first_and_the_tiles_are_the_engines(opened, made):
    page, found = opened(), quality(made)
    assert page.segmented_control(key="document_pages_drawn").value == document_mode.NETWORK
    assert tiles(page)["Two fine layers, IoU"] == f"{found.two_layers:.2f}"
    assert tiles(page)["Dropped"] == f"{found.dropped:.0%}"


def test_corrections_of_a_link_change_the_labels_and_undo_takes_them_back(opened, made):
    before = tiles(opened())
    clicks = "5 " + " ".join(f"{layer}-{k}b" for layer in (2, 3, 6, 7) for k in range(5))
    page = opened(clicks=clicks)
    assert tiles(page)["Ink agreement, F1"] == f"{quality(made, clicks).ink_agreement:.2f}"
    page.button(key="document_pages_undo").click().run()
    assert page.session_state["document_pages_clicks"] == clicks.rpartition(" ")[0]
    page.button(key="document_pages_proposal").click().run()
    assert not page.exception
    assert tiles(page) == before


def test_forged_corrections_fall_back_to_the_proposal_and_say_so(opened):
    page = opened(clicks="5 9-1<b>", layer="99")
    assert any("The page shows the proposal" in each.value for each in page.warning)


def test_a_map_from_a_file_is_one_step_that_undo_takes_back(opened, made):
    proposed = learnt(made.network, 5).proposal.classes
    other = proposed.changed("7", 2, (proposed.layers["7"][2] + 1) % 3)
    page = opened()
    sent = ("merged_classes_5.json", other.to_json().encode(), "application/json")
    page.file_uploader(key="document_pages_map_file").set_value(sent).run()
    assert not page.exception
    kind = "btg"[other.layers["7"][2]]
    assert page.session_state["document_pages_clicks"] == f"5 7-2{kind}"
    page.button(key="document_pages_undo").click().run()
    assert page.session_state["document_pages_clicks"] == ""


@pytest.mark.parametrize(
    "content", [b"{", b'{"version": 7, "layers": {}}', b'{"7": {"0": "text"}}']
)
def test_a_file_that_is_no_map_of_these_clusters_gives_a_message(opened, content):
    page = opened()
    sent = ("map.json", content, "application/json")
    page.file_uploader(key="document_pages_map_file").set_value(sent).run()
    assert not page.exception
    assert len(page.error) == 1
    assert page.session_state["document_pages_clicks"] == ""


def test_more_squares_than_are_drawn_cannot_be_asked_for(opened):
    page = opened(square="8", pictures="8")
    page.slider(key="document_pages_pictures").set_value(4).run()
    assert not page.exception
    assert page.slider(key="document_pages_square").value == 4


def test_style_mixing_and_no_noise_draw(opened):
    assert not opened(mixing="4", noise="false", truncation="0.3", overlay="lines").error


def test_the_script_prints_the_tiles(made, monkeypatch):
    import engine.documents.page_generators as generators
    from engine.documents.activations import Look
    from ui.sections.document_network_lesson import CODE

    monkeypatch.setattr(generators, "load_page_generator", lambda _: made)
    code = CODE.format(
        name="tiny", clusters=5, clicks="", seeds=tuple(range(182, 190)), look=Look()
    )
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        exec(compile(code, "reproduce", "exec"), {})
    assert f"two layers: {round(quality(made).two_layers, 4)}" in written.getvalue()


def test_without_a_generator_the_page_says_so_in_a_line_and_draws_by_rules(monkeypatch):
    monkeypatch.setattr(document_mode, "page_generators", lambda: ())
    page = AppTest.from_file(APP, default_timeout=120).run()
    page.query_params["document_pages_drawn"] = "by a network"
    page.query_params["document_pages_height"] = "448"
    page.switch_page("pages/document_pages.py").run()
    assert not page.exception
    assert any("No generator of pages ships yet" in each.value for each in page.info)
    assert "Lines of text" in tiles(page)


def test_shown_squares_go_into_one_zip(made):
    from engine.documents.activations import Look
    from engine.documents.composition import Composed
    from engine.documents.export.generated_source import as_page
    from engine.documents.export.single import set_zip
    from engine.documents.generated import GeneratedPatch

    np = pytest.importorskip("numpy")
    image, mask = np.zeros((32, 32, 1), np.uint8), np.zeros((32, 32), np.uint8)
    pages = [
        as_page(GeneratedPatch(seed, 0, image, Composed(mask, "", 0, 0), {}), Look())
        for seed in (4, 5)
    ]
    with zipfile.ZipFile(io.BytesIO(set_zip(pages))) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {"000004", "000005"}
        assert json.loads(archive.read("000004/coco.json"))["images"][0]["width"] == 32

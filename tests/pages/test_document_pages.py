import contextlib
import dataclasses
import io
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.documents.classical import ClassicalSegmenter
from engine.documents.drawn_truth import as_labelled
from engine.documents.evaluation import score_page
from engine.documents.export import ProceduralSource, SetPlan
from engine.documents.export.page_xml import read_page_xml
from engine.documents.export.shelf import make_zip, shelf_folder, unfinished
from engine.documents.export.single import page_zip
from engine.documents.page_settings import PageSettings
from engine.documents.renderer import render_page, render_patch
from ui.sections import document_lesson

APP = Path(__file__).resolve().parents[2] / "app.py"
SETTINGS = PageSettings(height=448, layout="verse")


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=120).run()
    for name, value in {"drawn": "by rules", "height": "448", **query}.items():
        page.query_params[f"document_pages_{name}"] = str(value)
    page.switch_page("pages/document_pages.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def test_the_tiles_count_what_the_renderer_drew():
    page = opened(layout="verse", seed=7)
    drawn = render_page(SETTINGS, 7)
    assert tile(page, "Lines of text") == str(len(drawn.lines))
    assert tile(page, "Text area") == f"{drawn.class_shares['text']:.1%}"


def test_another_seed_is_another_page():
    page = opened(layout="verse", seed=7)
    page.slider(key="document_pages_seed").set_value(8).run()
    assert not page.exception
    assert tile(page, "Lines of text") == str(len(render_page(SETTINGS, 8).lines))


def test_a_forged_link_falls_back_and_says_so():
    page = opened(layout="<b>", seed="-4", labels="x", font="../etc")
    assert len(page.warning) == 4
    assert page.slider(key="document_pages_seed").value == 182


def test_the_script_reproduces_the_scores():
    code = document_lesson.CODE.format(settings=SETTINGS, seed=7)
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        exec(compile(code, "reproduce", "exec"), {})
    page = render_page(SETTINGS, 7)
    score = score_page(ClassicalSegmenter()(page.image), as_labelled(page))
    assert f"line F1: {round(score.lines.f1, 4)}" in written.getvalue()


def test_the_zip_of_a_page_holds_every_format():
    page = render_patch(SETTINGS, 2, size=96)
    with zipfile.ZipFile(io.BytesIO(page_zip(page))) as archive:
        assert set(archive.namelist()) == {
            "page.png", "mask.png", "ink.png", "page.xml", "alto.xml", "coco.json", "yolo.txt",
        }  # fmt: skip
        assert len(read_page_xml(archive.read("page.xml")).lines) == len(page.lines)


def test_a_set_is_found_again_and_old_ones_make_room(tmp_path, monkeypatch):
    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path))
    plan = SetPlan(count=1, source=ProceduralSource(SETTINGS, patch=48))
    first = make_zip(plan)
    assert zipfile.is_zipfile(first)
    assert unfinished(plan) == 1
    for seed in (1, 2, 3):
        make_zip(dataclasses.replace(plan, seed=seed))
    assert not shelf_folder(plan).exists()
    assert len(list((tmp_path / "document_sets").glob("*.zip"))) == 3


@pytest.mark.parametrize("labels", ["classes", "ink", "none", "baselines"])
def test_every_kind_of_label_can_be_shown(labels):
    assert not opened(labels=labels, layout="title").error

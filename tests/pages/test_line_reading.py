import contextlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from engine.documents.drawn_truth import as_labelled
from engine.documents.page_settings import PageSettings
from engine.documents.renderer import render_page
from engine.studies.page_reading import check, read_page
from ui.sections import reading_figures, reading_lesson, reading_state

APP = Path(__file__).resolve().parents[2] / "app.py"
RULES = "Sauvola + RLSA, for lines"
SETTINGS = PageSettings(height=320, layout="verse")


@pytest.fixture(autouse=True)
def low_pages(monkeypatch):
    monkeypatch.setattr(reading_state, "OPENING_HEIGHT", 320)


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=120).run()
    for name, value in {"layout": "verse", "seed": 7, "reader": RULES, **query}.items():
        page.query_params[f"line_reading_{name}"] = str(value)
    page.switch_page("pages/line_reading.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def uploaded(page, content, name="scan.png"):
    sender = page.file_uploader(key="line_reading_scan")
    return sender.set_value((name, content, "image/png")).run()


def png(values):
    buffer = io.BytesIO()
    Image.fromarray(values).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def truth():
    page = render_page(SETTINGS, 7)
    return page, check(read_page(page.image, "classical"), as_labelled(page))


def test_the_tiles_tell_what_the_engine_measures(truth):
    page = opened()
    score = truth[1].score
    lines = score.lines
    assert tile(page, "Line F1") == f"{lines.f1:.2f}"
    said = f"**{lines.matched} of {lines.true}** true lines"
    assert any(each.value.startswith(said) for each in page.markdown)
    assert tile(page, "Text area IoU") == f"{score.text_iou:.2f}"


def test_the_question_is_answered_with_numbers_of_real_scans():
    page = opened()
    assert any("real scans** this reader" in each.value for each in page.markdown)


def test_another_reader_is_another_answer():
    page = opened()
    before = tile(page, "Text area IoU")
    page.selectbox(key="line_reading_reader").set_value("Sauvola + RLSA, for area").run()
    assert not page.exception
    assert tile(page, "Text area IoU") != before


def test_a_forged_link_falls_back_and_says_so():
    page = opened(layout="<b>", seed="-4", reader="../etc", opacity="9")
    assert len(page.warning) == 4
    assert page.slider(key="line_reading_seed").value == reading_state.OPENING_SEED


def test_tasks_are_checked_off_by_what_is_shown():
    page = opened(layout="columns", show_bands="true", show_outlines="false")
    marks = [each.value for each in page.markdown if each.value.startswith(":green[")]
    assert len(marks) == 2


def test_a_scan_is_read_and_bad_files_are_told(truth):
    page = opened(page="your scan")
    assert any("Upload a scan" in each.value for each in page.info)
    uploaded(page, truth[0].image.tobytes())
    assert "cannot be decoded" in page.error[0].value
    uploaded(page, b"%PDF-1.4 no picture")
    assert "is a PDF" in page.error[0].value
    uploaded(page, png(np.zeros((1, 1), np.uint8)))
    assert "at least 32 px" in page.error[0].value
    uploaded(page, png(truth[0].image))
    assert not page.error
    assert tile(page, "Lines found") == str(len(truth[1].found))


@pytest.mark.parametrize("code", [reading_lesson.DRAWN_CODE], ids=["drawn"])
def test_the_script_reproduces_the_scores(code, truth):
    written = io.StringIO()
    script = code.format(settings=SETTINGS, seed=7, segmenter="classical")
    with contextlib.redirect_stdout(written):
        exec(compile(script, "reproduce", "exec"), {})
    for name, value in reading_figures.values(truth[1]).items():
        said = name.replace("Line band", "band").replace("Line F1", "line F1")
        said = said.replace("Text area", "text area").replace("Three", "three")
        assert f"{said}: {round(value, 4)}" in written.getvalue()


def test_the_script_for_a_scan_writes_its_page_xml(truth, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mine.png").write_bytes(png(truth[0].image))
    script = reading_lesson.SCAN_CODE.format(file="mine.png", segmenter="classical")
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        exec(compile(script, "reproduce", "exec"), {})
    assert f"lines found: {len(truth[1].found)}" in written.getvalue()
    assert b"TextLine" in Path("lines.page.xml").read_bytes()

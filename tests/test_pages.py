"""Every ready page in every preset: it draws, and nothing of its link is refused."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import lessons

ROOT = Path(__file__).resolve().parents[1]
CASES = [(each, preset) for each in lessons.ready() for preset in each.presets]


def opened(lesson, query: dict[str, str]) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    for key, value in query.items():
        test.query_params[key] = value
    return test.switch_page(lesson.file).run()


@pytest.mark.parametrize(
    ("lesson", "preset"), CASES, ids=[f"{each.key}-{preset.name}" for each, preset in CASES]
)
def test_a_page_draws_in_every_preset(lesson, preset):
    shown = opened(lesson, lesson.query(preset.name))
    assert not shown.exception
    assert not shown.error, [each.value for each in shown.error]
    refused = [x.value for x in shown.warning if "which does not exist here" in x.value]
    assert not refused
    assert any("page-ready" in each.value for each in shown.html), "the page did not end"


@pytest.mark.parametrize("lesson", lessons.ready(), ids=lambda each: each.key)
def test_a_page_survives_a_forged_link(lesson):
    names = {name for preset in lesson.presets for name in preset.values} | {"bits"}
    shown = opened(lesson, {f"{lesson.key}_{name}": "../\x00<b>999" for name in names})
    assert not shown.exception
    assert any("page-ready" in each.value for each in shown.html)


@pytest.mark.parametrize("lesson", lessons.ready(), ids=lambda each: each.key)
def test_a_page_follows_the_skeleton(lesson):
    shown = opened(lesson, {})
    assert [each.value for each in shown.title] == [lesson.question]
    assert shown.metric, "a page answers with at least one number"
    assert any("Try this" in each.value for each in shown.markdown)
    assert any(each.label == "Method and code" for each in shown.expander)
    assert shown.get("download_button"), "a page offers downloads"
    assert shown.radio, "a page has a quiz"

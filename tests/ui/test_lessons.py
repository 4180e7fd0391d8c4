import importlib.util
from pathlib import Path

import pytest

from engine.core.errors import NotFoundError
from ui import lessons
from ui.papers import PAPERS, paper

ROOT = Path(__file__).resolve().parents[2]


def test_every_ready_lesson_has_its_page_and_nothing_else_has_one():
    wanted = {each.file for each in lessons.ready()} | {
        "pages/start.py", "pages/about.py", "pages/__init__.py",
    }  # fmt: skip
    found = {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    assert found == wanted


def test_a_page_begins_with_its_question():
    for each in lessons.ready():
        assert each.question in (ROOT / each.file).read_text().splitlines()[0]


def test_keys_and_addresses_are_unique():
    assert len({each.key for each in lessons.LESSONS}) == len(lessons.LESSONS)
    assert len({each.url_path for each in lessons.LESSONS}) == len(lessons.LESSONS)


def test_every_paper_has_a_lesson():
    assert {x for each in lessons.LESSONS for x in each.papers} == {x.arxiv for x in PAPERS}


def test_every_track_is_named_and_used():
    assert {each.track for each in lessons.LESSONS} == set(lessons.TRACKS)


def test_the_engine_modules_of_a_ready_lesson_exist():
    names = {name for each in lessons.ready() for name in each.modules}
    assert names
    assert all(importlib.util.find_spec(name) for name in names)


def test_a_ready_lesson_opens_without_settings_first():
    for each in lessons.ready():
        assert each.presets, each.key
        assert not each.presets[0].values


def test_a_preset_becomes_prefixed_query_parameters():
    assert lessons.lesson("weights").query("two_bits") == {"weights_bits": "2"}


def test_an_unknown_preset_or_lesson_is_refused_with_the_known_ones():
    with pytest.raises(NotFoundError, match="there are"):
        lessons.lesson("weights").query("seventeen_bits")
    with pytest.raises(NotFoundError, match="weights"):
        lessons.lesson("../etc/passwd")


def test_bibtex_names_title_authors_and_arxiv_id():
    text = paper("2001.05936").bibtex
    assert text.startswith("@misc{bethge2020")
    assert "Christian Bartz and Haojin Yang" in text
    assert "eprint = {2001.05936}" in text

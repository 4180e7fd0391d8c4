"""Every page on a real server, read as a tree of elements without a browser."""

import json
import urllib.request
from typing import Any

import pytest

from ui.lessons import LESSONS

pytestmark = pytest.mark.server
READY = [lesson for lesson in LESSONS if lesson.ready]
CASES = [(lesson, preset) for lesson in READY for preset in (None, *lesson.presets)]


def interact(server: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{server}/_stcore/agent/interact",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def elements(node: dict[str, Any]) -> list[dict[str, Any]]:
    found = [node]
    for child in node.get("children", []):
        found += elements(child)
    return found


def visit(server: str, lesson, query: dict[str, str]) -> list[dict[str, Any]]:
    bound = {name: [value] for name, value in query.items()}
    answer = interact(server, {"page": lesson.url_path, "query_params": bound})
    assert answer["page"]["url_path"] == lesson.url_path
    return elements(answer["tree"])


@pytest.mark.parametrize(
    ("lesson", "preset"), CASES, ids=[f"{x.key}-{p.name if p else 'bare'}" for x, p in CASES]
)
def test_a_page_shows_its_question_and_no_exception(server, lesson, preset):
    found = visit(server, lesson, lesson.query(preset.name) if preset else {})
    assert not [each for each in found if each["type"] == "exception"]
    assert lesson.question in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize("lesson", READY, ids=lambda lesson: lesson.key)
def test_a_forged_link_falls_back_instead_of_failing(server, lesson):
    forged = [
        "-1",
        "999999999999",
        "NaN",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "💥" * 500,
    ]
    names = {name for preset in lesson.presets for name in lesson.query(preset.name)}
    assert names, "a lesson without a preset in its link would not be tested here"
    for value in forged:
        found = visit(server, lesson, dict.fromkeys(names, value))
        assert not [each for each in found if each["type"] == "exception"]


def test_the_start_page_names_every_lesson(server):
    text = json.dumps(interact(server, {})["tree"], ensure_ascii=False)
    assert not [lesson.title for lesson in LESSONS if lesson.title not in text]

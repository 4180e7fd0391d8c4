"""Every page in both themes: its question, its background, its width on a phone, and axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ui.lessons import LESSONS

pytestmark = pytest.mark.browser
STREAMLITS_OWN = {"list", "listitem"}
QUESTIONS = {lesson.key: lesson.question for lesson in LESSONS if lesson.ready}
PAGES = [("start", ""), ("about", "about"), *((x.key, x.url_path) for x in LESSONS if x.ready)]
CASES = [(*page, scheme) for page in PAGES for scheme in ("light", "dark")]
everywhere = pytest.mark.parametrize(
    "shown", CASES, indirect=True, ids=[f"{name}-{scheme}" for name, _, scheme in CASES]
)


@everywhere
def test_a_page_shows_its_question(shown):
    name = shown.locator('[data-testid="page-ready"]').get_attribute("data-page")
    heading = shown.get_by_role("heading", level=1)
    expect(heading.first).to_be_visible()
    if name in QUESTIONS:
        expect(heading.first).to_have_text(QUESTIONS[name])


@everywhere
def test_a_page_is_dark_only_where_the_visitor_wants_it_dark(shown):
    colour = shown.locator('[data-testid="stApp"]').evaluate(
        "each => getComputedStyle(each).backgroundColor"
    )
    brightest = max(int(part) for part in re.findall(r"\d+", colour)[:3])
    dark = shown.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert brightest < 60 if dark else brightest > 200


@everywhere
def test_axe_finds_no_violation_but_streamlits_own(shown):
    found = Axe().run(shown).response["violations"]
    told = [
        f"{each['id']}: {each['help']} ({each['nodes'][0]['html'][:160]})"
        for each in found
        if each["id"] not in STREAMLITS_OWN
    ]
    assert not told


@everywhere
def test_a_narrow_page_does_not_scroll_sideways(shown):
    shown.set_viewport_size({"width": 390, "height": 844})
    shown.wait_for_function(
        "Math.max(document.documentElement.scrollWidth,"
        " document.querySelector('[data-testid=stMain]').scrollWidth) <= 391",
        timeout=15_000,
    )

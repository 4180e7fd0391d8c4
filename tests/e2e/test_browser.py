"""Every ready page in a real Chromium: light, dark, narrow, by link, by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from ui.lessons import LESSONS

pytestmark = pytest.mark.browser
READY = [lesson for lesson in LESSONS if lesson.ready]
PAGES = [("start", ""), ("about", "about"), *((x.key, x.url_path) for x in READY)]
every_page = pytest.mark.parametrize(("name", "path"), PAGES, ids=[name for name, _ in PAGES])


def visit(page: Page, server: str, path: str, name: str) -> None:
    page.goto(f"{server}/{path}")
    settled(page, name)


def settled(page: Page, name: str) -> None:
    """Wait for the marker that a page writes after its last element."""
    marker = page.locator(f'[data-testid="page-ready"][data-page="{name}"]')
    marker.wait_for(state="attached")
    expect(
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
    ).to_be_attached()
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.get_by_text("Page not found").count() == 0


@every_page
def test_a_page_loads_with_its_question(page, server, name, path):
    visit(page, server, path, name)
    questions = {lesson.key: lesson.question for lesson in READY}
    if name in questions:
        expect(page.get_by_role("heading", name=questions[name], level=1)).to_be_visible()
    else:
        expect(page.get_by_role("heading", level=1).first).to_be_visible()


@every_page
def test_a_page_is_dark_where_the_visitor_wants_it_dark(page, server, name, path):
    page.emulate_media(color_scheme="dark")
    visit(page, server, path, name)
    colour = page.locator('[data-testid="stApp"]').evaluate(
        "each => getComputedStyle(each).backgroundColor"
    )
    assert max(int(part) for part in re.findall(r"\d+", colour)[:3]) < 60


@every_page
def test_a_narrow_page_does_not_scroll_sideways(page, server, name, path):
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, server, path, name)
    width = page.evaluate(
        "Math.max(document.documentElement.scrollWidth,"
        " document.querySelector('[data-testid=stMain]').scrollWidth)"
    )
    assert width <= 391


def test_a_link_opens_the_page_as_it_was_shared(page, server):
    page.goto(f"{server}/weights?weights_bits=3")
    settled(page, "weights")
    expect(page.get_by_role("slider", name="Bits").first).to_have_value("3")


def test_the_slider_answers_to_the_keyboard_and_the_link_follows(page, server):
    visit(page, server, "weights", "weights")
    slider = page.get_by_role("slider", name="Bits").first
    before = slider.input_value()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).not_to_have_value(before)
    page.wait_for_url("**weights_bits=**")
    settled(page, "weights")


def test_the_csv_download_holds_numbers_version_and_model(page, server):
    visit(page, server, "weights", "weights")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Data (CSV)").click()
    text = waiting.value.path().read_text()
    head, first = text.splitlines()[:2]
    assert "modelarium_version" in head
    assert "model_sha256" in head
    assert any(character.isdigit() for character in first)


def test_a_visitor_walks_by_keyboard_from_the_start_to_a_lesson(page, server):
    visit(page, server, "", "start")
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.getAttribute('href') || ''")
        if focused.endswith("/weights"):
            break
    else:
        pytest.fail("sixty presses of Tab did not reach the first lesson")
    page.keyboard.press("Enter")
    settled(page, "weights")


def test_presenter_mode_hides_explanations(page, server):
    page.goto(f"{server}/weights?presenter=true")
    settled(page, "weights")
    expect(page.get_by_text("Try this", exact=True)).to_have_count(0)

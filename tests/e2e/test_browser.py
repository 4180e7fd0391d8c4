"""What a visitor does in a real Chromium: links, keyboard, downloads, presenter mode."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def settled(page: Page, name: str) -> None:
    page.locator(f'[data-testid="page-ready"][data-page="{name}"]').wait_for(state="attached")


def visit(page: Page, server: str, path: str, name: str) -> None:
    page.goto(f"{server}/{path}")
    settled(page, name)


def test_a_link_opens_the_page_as_it_was_shared(page, server):
    page.goto(f"{server}/weights?weights_bits=3")
    settled(page, "weights")
    expect(page.get_by_role("slider", name="Bits").first).to_have_value("3")


def test_a_typed_address_of_the_start_page_leads_there_with_its_settings(page, server):
    page.goto(f"{server}/start?start_bits=3")
    settled(page, "start")
    expect(page.get_by_text("Page not found")).to_have_count(0)
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

"""What a visitor does with pictures in a real Chromium: point, pick, play, take home."""

import re

import pytest
from playwright.sync_api import expect

from engine.generative.models import available_generators

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not available_generators(), reason="no generator ships yet"),
]


def visit(page, server, query=""):
    page.goto(f"{server}/gan_samples{query}")
    page.locator('[data-testid="page-ready"][data-page="gan_samples"]').wait_for(state="attached")
    page.locator(".frame img").nth(1).wait_for()


def test_pointing_enlarges_a_sample_and_a_click_keeps_it_in_the_link(page, server):
    visit(page, server)
    frame = page.locator(".frame").nth(1)
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    middle = box["x"] + 0.45 * box["width"], box["y"] + 0.45 * box["height"]
    page.mouse.move(*middle)
    expect(page.locator(".closer span").nth(2)).to_contain_text("sample 28")
    page.mouse.click(*middle)
    page.wait_for_url("**gan_samples_sample=28**")


def test_the_walk_plays_in_the_browser_and_pauses(page, server):
    visit(page, server, "?gan_samples_part=Latent+walk")
    button, frame = page.locator(".bar button"), page.locator(".bar input")
    expect(button).to_have_text("Pause")
    before = frame.input_value()
    expect(frame).not_to_have_value(before)
    button.click()
    expect(button).to_have_text("Play")
    stopped = frame.input_value()
    page.wait_for_timeout(400)
    expect(frame).to_have_value(stopped)


@pytest.mark.parametrize(
    ("query", "name", "start"),
    [
        ("", "Pictures (PNG)", b"\x89PNG"),
        ("?gan_samples_part=Latent+walk", "Walk (GIF)", b"GIF89a"),
        ("", "Latents (npz)", b"PK"),
    ],
)
def test_pictures_and_latents_are_taken_home(page, server, query, name, start):
    visit(page, server, query)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(re.escape(name))).click()
    assert waiting.value.path().read_bytes().startswith(start)

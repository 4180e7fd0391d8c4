"""A visitor drags a point of the picture of balls and buckets in a real Chromium."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
QUERY = "precision_recall_points=mode+dropped&precision_recall_part=time"


def visit(page: Page, server: str) -> None:
    page.goto(f"{server}/precision_recall?{QUERY}")
    ready = page.locator('[data-testid="page-ready"][data-page="precision_recall"]')
    ready.wait_for(state="attached", timeout=180_000)  # the first visit of a busy machine is slow
    knn(page).wait_for()
    picture(page).locator('[data-point^="generated:"]').first.wait_for(state="attached")


def knn(page: Page) -> Locator:
    """The number of the exact metric under the pictures."""
    return page.get_by_test_id("stMetric").filter(has_text="KNN: precision").first


def picture(page: Page, number: int = 0) -> Locator:
    return page.locator(".plane svg").nth(number)


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_point_dragged_to_the_corner_moves_in_both_pictures_and_changes_the_score(page, server):
    visit(page, server)
    before = knn(page).inner_text()
    at = [picture(page, number).locator('[data-point="generated:0"]').first for number in (0, 1)]
    picture(page).scroll_into_view_if_needed()
    box = picture(page).bounding_box()
    assert box is not None
    page.mouse.move(*middle(at[0]))
    page.mouse.down()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.9 * box["height"], steps=4)
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] - 4, steps=4)
    page.mouse.up()
    expect(knn(page)).not_to_have_text(before)
    moved = at[0].get_attribute("transform")
    expect(at[1]).to_have_attribute("transform", str(moved))
    page.get_by_role("button", name="Put the points back").click()
    expect(at[0]).not_to_have_attribute("transform", str(moved))


def test_the_arrow_keys_move_the_chosen_point(page, server):
    visit(page, server)
    picture(page).focus()
    page.keyboard.press("n")
    chosen = picture(page).locator('[data-point="real:0"]').first
    before = chosen.get_attribute("transform")
    page.keyboard.press("Shift+ArrowRight")
    expect(chosen).not_to_have_attribute("transform", str(before))
    expect(page.get_by_role("button", name="Put the points back")).to_be_enabled()

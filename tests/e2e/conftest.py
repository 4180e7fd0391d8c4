"""A real Chromium; every test also proves that no request left the machine."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, expect

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    named = os.environ.get("CHROMIUM_PATH")
    return named or next(
        (
            found
            for each in ("chromium", "google-chrome", "chrome")
            if (found := shutil.which(each))
        ),
        None,
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = chromium()
    if found is None:
        pytest.skip("no Chromium was found; set CHROMIUM_PATH to run the browser tests")
    return {**browser_type_launch_args, "executable_path": found, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}}


@contextlib.contextmanager
def guarded(page: Page) -> Iterator[Page]:
    """Fail when anything on the page asks for an address off this machine."""
    elsewhere: list[str] = []

    def watch(request) -> None:
        address = urlparse(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname != "127.0.0.1":
            elsewhere.append(request.url)

    page.on("request", watch)
    page.set_default_timeout(90_000)
    yield page
    assert not elsewhere


def settled(page: Page, name: str) -> None:
    """Wait for the marker that a page writes after its last element."""
    marker = page.locator(f'[data-testid="page-ready"][data-page="{name}"]')
    marker.wait_for(state="attached")
    expect(
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
    ).to_be_attached()
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.get_by_text("Page not found").count() == 0


@pytest.fixture
def page(page):
    """A browser page that fails its test when anything asks for an address off this machine."""
    with guarded(page) as watched:
        yield watched


@pytest.fixture(scope="module")
def shown(request, browser, server):
    """One page of the app in one theme, opened once for all tests that only look at it."""
    name, path, scheme = request.param
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    with guarded(context.new_page()) as page:
        page.goto(f"{server}/{path}")
        settled(page, name)
        yield page
    context.close()

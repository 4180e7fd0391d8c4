"""A real Chromium; every test also proves that no request left the machine."""

import os
import shutil
from urllib.parse import urlparse

import pytest
from playwright.sync_api import expect

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


@pytest.fixture
def page(page):
    """A browser page that fails its test when anything asks for an address off this machine."""
    elsewhere: list[str] = []

    def watch(request) -> None:
        address = urlparse(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname != "127.0.0.1":
            elsewhere.append(request.url)

    page.on("request", watch)
    page.set_default_timeout(60_000)
    yield page
    assert not elsewhere

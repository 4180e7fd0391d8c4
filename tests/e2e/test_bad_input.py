"""Bad input to a real server of a damaged copy: messages, and no file where none belongs."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PARTS = ("app.py", "engine", "ui", "pages", "cached_models", "static", ".streamlit", "docs")
MISSING, FORGED = "minilm_layers.parquet", "layer_inputs_minilm.safetensors"


def tree(folder: Path) -> dict[str, int]:
    """Return every file below a folder with the time of its last change."""
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def damaged(tmp_path_factory, start_server):
    """A server on a copy of the project that lacks one shipped file and has another one forged.

    When the last test is over, nothing may have been written but the cache and the log.
    """
    folder = tmp_path_factory.mktemp("damaged")
    project, home = folder / "project", folder / "home"
    home.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, project / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            project.mkdir(exist_ok=True)
            shutil.copy2(source, project / part)
    (project / "cached_models" / MISSING).unlink()
    with (project / "cached_models" / FORGED).open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x7f")
    before = tree(project)
    with start_server(
        project,
        folder,
        HOME=str(home),
        TMPDIR=str(home),
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONPATH=str(project),
    ) as url:
        yield url
    assert tree(project) == before
    assert tree(home) == {}


def visit(page: Page, url: str, name: str, query: str = "") -> None:
    page.goto(f"{url}/{name}{query}")
    settled(page, name)


def settled(page: Page, name: str) -> None:
    page.locator(f'[data-testid="page-ready"][data-page="{name}"]').wait_for(state="attached")
    expect(
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
    ).to_be_attached()
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def lives_on(page: Page, name: str) -> None:
    """Move the slider: the page answers as ever."""
    slider = page.get_by_role("slider", name="Bits").first
    before = slider.get_attribute("aria-valuenow") or ""
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).not_to_have_attribute("aria-valuenow", before)
    settled(page, name)


OWN = "?weights_matrix=Your+own+file"


def test_a_missing_file_is_named_on_its_page_and_no_other_page_suffers(page, damaged):
    visit(page, damaged, "layers")
    expect(page.get_by_text(f"{MISSING} is missing")).to_be_visible()
    expect(page.get_by_text(re.compile("Next step: restore it or run"))).to_be_visible()
    visit(page, damaged, "about")


def test_a_forged_file_is_named_and_another_matrix_still_works(page, damaged):
    visit(page, damaged, "weights")
    expect(page.get_by_text("must have sha256")).to_be_visible()
    visit(page, damaged, "weights", "?weights_matrix=Made+up%3A+heavy+tails")
    expect(page.get_by_text("must have sha256")).to_have_count(0)
    lives_on(page, "weights")


def test_a_file_of_300_megabytes_is_refused_in_the_browser(page, damaged, tmp_path):
    large = tmp_path / "large.safetensors"
    with large.open("wb") as file:
        file.truncate(300_000_000)  # a hole: takes no room on the disk
    visit(page, damaged, "weights", OWN)
    page.locator('input[type="file"]').set_input_files(large)
    expect(page.get_by_text(re.compile("must be 150.*MB or smaller"))).to_be_visible()
    lives_on(page, "weights")


def test_a_wrong_file_type_is_refused_in_the_browser(page, damaged):
    visit(page, damaged, "weights", OWN)
    wrong = {"name": "model.bin", "mimeType": "application/octet-stream", "buffer": b"\x80\x04"}
    page.locator('input[type="file"]').set_input_files(wrong)
    expect(page.get_by_text(re.compile("files are not allowed"))).to_be_visible()
    lives_on(page, "weights")


def test_a_malicious_header_is_refused_and_the_session_lives_on(page, damaged):
    visit(page, damaged, "weights", OWN)
    forged = (2**60).to_bytes(8, "little") + b'{"__proto__":' * 50
    file = {"name": "m.safetensors", "mimeType": "application/octet-stream", "buffer": forged}
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_text("Not a sound safetensors file")).to_be_visible()
    expect(page.get_by_text(re.compile("Next step:"))).to_be_visible()
    lives_on(page, "weights")


def test_one_visitors_broken_file_is_not_seen_by_another(page, damaged, browser):
    other = browser.new_context().new_page()
    other.set_default_timeout(60_000)
    visit(page, damaged, "weights", OWN)
    visit(other, damaged, "weights", "?weights_matrix=Made+up%3A+heavy+tails")
    file = {"name": "m.safetensors", "mimeType": "application/octet-stream", "buffer": b"no"}
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_text("Not a sound safetensors file")).to_be_visible()
    lives_on(other, "weights")
    expect(other.get_by_text("Not a sound safetensors file")).to_have_count(0)
    other.context.close()


def test_a_download_without_network_says_so(page, damaged):
    visit(page, damaged, "weights", "?weights_matrix=Another+model")
    page.get_by_role("button", name="Get one from the hub").click()
    page.get_by_role("button", name=re.compile("^Download google")).click()
    expect(page.get_by_text(re.compile("HF_HUB_OFFLINE forbids a download"))).to_be_visible()
    page.keyboard.press("Escape")
    lives_on(page, "weights")

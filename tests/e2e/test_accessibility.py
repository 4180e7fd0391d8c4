"""axe finds nothing on any page in either theme, but what Streamlit's own navigation brings."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from ui.lessons import LESSONS

pytestmark = pytest.mark.browser
STREAMLITS_OWN = {"list", "listitem"}
PAGES = [("start", ""), ("about", "about"), *((x.key, x.url_path) for x in LESSONS if x.ready)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "path"), PAGES, ids=[name for name, _ in PAGES])
def test_axe_finds_no_violation(page, server, name, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{server}/{path}")
    page.locator(f'[data-testid="page-ready"][data-page="{name}"]').wait_for(state="attached")
    page.wait_for_timeout(1000)
    found = Axe().run(page).response["violations"]
    told = [
        f"{each['id']}: {each['help']} ({each['nodes'][0]['html'][:160]})"
        for each in found
        if each["id"] not in STREAMLITS_OWN
    ]
    assert not told

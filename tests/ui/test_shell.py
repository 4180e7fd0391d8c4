import json
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import lessons

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "transformers", "sklearn", "umap", "numba")


def start(**query: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def text(shown: AppTest) -> str:
    return "\n".join(each.value for each in (*shown.markdown, *shown.caption))


def test_the_start_page_shows_every_lesson_and_a_live_demo():
    shown = start()
    assert not shown.exception
    links = " ".join(each.value for each in shown.page_link)
    for each in lessons.LESSONS:
        assert each.title in links + text(shown)
    assert "In preparation" in text(shown)
    assert shown.metric[0].label == "Weights rounded to zero"
    assert not shown.get("plotly_chart"), "Plotly's script weighs 4.7 MB"


def test_fewer_bits_round_more_weights_to_zero_in_the_demo():
    shown = start(start_bits="8")
    many = float(shown.metric[0].value.rstrip("%"))
    shown.slider(key="start_bits").set_value(3).run()
    assert not shown.exception
    assert float(shown.metric[0].value.rstrip("%")) > many


@pytest.mark.parametrize("forged", ["99", "x", "-4"])
def test_a_forged_link_to_the_start_page_falls_back(forged):
    shown = start(start_bits=forged)
    assert not shown.exception
    assert shown.slider(key="start_bits").value == 4
    assert "which does not exist here" in shown.warning[0].value


def test_the_about_page_lists_claims_papers_and_licences():
    shown = start()
    shown.switch_page("pages/about.py").run()
    assert not shown.exception
    status = shown.table[0].value
    assert {"Claim, in our words", "Measured here", "Command"} <= set(status.columns)
    assert "not measured yet" in set(status["Verdict"])
    assert "MeliusNet" in text(shown)


def test_presenter_mode_hides_the_explanations():
    shown = start(presenter="true")
    shown.switch_page("pages/weights.py").run()
    assert not shown.exception
    assert not [each for each in shown.markdown if "Try this" in each.value]


def test_the_playlist_maker_gives_one_link_for_all_lessons():
    shown = start()
    box = shown.multiselect(key="playlist_pick")
    box.set_value(box.options[:2]).run()
    assert "playlist=weights" in shown.code[0].value


@pytest.mark.parametrize("script", ["pages/start.py", "pages/about.py"])
def test_the_page_imports_nothing_heavy(script):
    code = (
        "import json, sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "shown = AppTest.from_file('app.py', default_timeout=120).run()\n"
        f"shown.switch_page('{script}').run()\n"
        "assert not shown.exception\n"
        f"print(json.dumps([x for x in {HEAVY!r} if x in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == []

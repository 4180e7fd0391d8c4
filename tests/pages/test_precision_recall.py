"""The page of balls and buckets: the three metrics, their reasons, and what a link asks for."""

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.metrics.precision_recall import ExactNeighbours
from engine.studies.point_sets import moved, point_set
from ui.sections.precision_plane import KEY

APP = Path(__file__).resolve().parents[2] / "app.py"


def opened(**query):
    page = AppTest.from_file(APP, default_timeout=120).switch_page("pages/precision_recall.py")
    for name, value in query.items():
        page.query_params[f"precision_recall_{name}"] = value
    page.run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def shown(points, neighbours=3):
    found = ExactNeighbours(neighbours=neighbours)(points.real, points.generated)
    return f"{found.precision:.2f} / {found.recall:.2f}"


def test_the_tiles_show_the_metrics_of_the_points():
    page = opened(points="shrunk")
    assert tile(page, "KNN") == shown(point_set("shrunk"))
    page.selectbox(key="precision_recall_points").set_value("noise").run()
    page.slider(key="precision_recall_neighbours").set_value(5).run()
    assert not page.exception
    assert tile(page, "KNN") == shown(point_set("noise"), 5)


def told(page, **state):
    token = state.pop("token", "mode dropped/0/0")
    page.session_state[KEY] = {"points": {"token": token, "version": 1, **state}}
    return page.run()


def test_a_dragged_point_changes_the_scores_and_put_back_restores_them():
    page = opened(points="mode dropped")
    before = tile(page, "KNN")
    told(page, moves=[["generated", "0", -6.5, -6.5]], selected=["real", "4"])
    assert not page.exception
    where = {("generated", 0): (-6.5, -6.5)}
    assert tile(page, "KNN") == shown(moved(point_set("mode dropped"), where)) != before
    assert any("Real point 4" in each.value for each in page.markdown)
    page.button(key=f"{KEY}_back").click().run()
    assert tile(page, "KNN") == before


def test_a_forged_message_of_the_picture_is_dropped():
    page = opened(points="mode dropped")
    before = tile(page, "KNN")
    told(
        page,
        moves=[["generated", "999", 0, 0], ["real", "1", "x", 0], "nonsense", ["fake", "0", 1, 1]],
        selected=["real", "-4"],
    )
    assert not page.exception
    assert tile(page, "KNN") == before
    told(page, token="another set/0/0", moves=[["real", "0", 5, 5]])
    assert tile(page, "KNN") == before


@pytest.mark.parametrize("right", ["LSH-only", "LSH+KNN"])
@pytest.mark.parametrize("family", ["e2lsh", "srp"])
def test_a_chosen_point_is_explained_by_both_pictures(right, family):
    page = opened(points="noise", right=right, family=family)
    told(page, token="noise/0/0", moves=[], selected=["real", "7"])
    assert not page.exception
    texts = " ".join(each.value for each in page.markdown)
    assert texts.count("Real point 7") == 2
    assert f"**{right}.**" in texts


@pytest.mark.parametrize("right", ["LSH-only", "LSH+KNN"])
def test_a_dragged_point_that_judges_is_explained_too(right):
    page = opened(points="mode dropped", right=right)
    told(page, moves=[["generated", "3", 6.0, 6.0]], selected=["generated", "3"])
    assert not page.exception
    texts = " ".join(each.value for each in page.markdown)
    assert texts.count("Generated point 3") == 2
    assert "only because of it" in texts


def test_claim_cards_name_generators_by_their_titles():
    page = opened(part="the paper's sentences")
    texts = " ".join(each.value for each in (*page.markdown, *page.caption))
    assert "DCGAN, handwritten digits" in texts
    assert "mnist_dcgan" not in texts


@pytest.mark.parametrize("part", ["bits and clipping", "time", "the paper's sentences"])
def test_a_part_opens_from_a_link(part):
    page = opened(part=part)
    assert page.segmented_control(key="precision_recall_part").value == part
    assert not page.error


def test_injected_outliers_move_knn_recall_most():
    page = opened(part="inject outliers", percent="10.0")
    assert not page.error
    numbers = {
        name: float(tile(page, f"{name} (without").split(" / ")[1]) for name in ("KNN", "LSH-only")
    }
    assert numbers["KNN"] > numbers["LSH-only"] + 0.25


def test_a_link_with_nonsense_shows_the_defaults():
    page = opened(points="spiral", score="fame", neighbours="99", part="none")
    assert page.selectbox(key="precision_recall_points").value == "generated outliers"
    assert page.slider(key="precision_recall_neighbours").value == 3
    assert len(page.warning) >= 3


def test_the_time_of_each_metric_shows_before_anything_is_measured_here():
    page = opened(part="time")
    assert tile(page, "KNN: time grows as").startswith("n^")
    assert any("which ship" in each.value for each in page.caption)


def test_the_page_opens_without_loading_torch():
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "shown = AppTest.from_file('app.py', default_timeout=120)\n"
        "shown.switch_page('pages/precision_recall.py').run()\n"
        "assert not shown.exception and len(shown.metric) >= 6\n"
        "print([x for x in ('torch', 'sklearn', 'umap', 'numba') if x in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=APP.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == "[]"

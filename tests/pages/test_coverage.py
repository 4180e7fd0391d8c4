import contextlib
import io
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.studies.coverage_table import FULL_BITS, CoverageChoice, shipped_judgement
from ui.sections import coverage_lesson, coverage_sample, coverage_state
from ui.sections.coverage_state import GENERATORS, available

ROOT = Path(__file__).resolve().parents[2]
TITLE = "DCGAN, handwritten digits"
NAME, DATA = GENERATORS[TITLE]


def opened(**query):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=120).run()
    for name, value in query.items():
        page.query_params[f"coverage_{name}"] = str(value)
    page.switch_page("pages/coverage.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def recall(bits, method="LQ", metric="KNN"):
    found = shipped_judgement(CoverageChoice(NAME, DATA, method=method, bits=bits))
    return found.verdicts[metric].recall


def test_the_bits_slider_moves_recall_to_the_shipped_value():
    page = opened(bits=8)
    assert tile(page, "Recall (KNN)") == f"{recall(8):.1%}"
    page.slider(key="coverage_bits").set_value(2).run()
    assert not page.exception
    assert tile(page, "Recall (KNN)") == f"{recall(2):.1%}"


@pytest.mark.parametrize("metric", ["LSH+KNN", "LSH-only"])
def test_each_metric_has_its_own_verdicts(metric):
    page = opened(metric=metric, method="ACIQ", bits=2)
    assert tile(page, f"Recall ({metric})") == f"{recall(2, 'ACIQ', metric):.1%}"


def test_clipping_keeps_more_samples_than_the_largest_weight_does_at_two_bits():
    assert recall(2, "ACIQ") > recall(2, "LQ") + 0.05


def test_a_link_with_nonsense_shows_the_default_and_says_so():
    page = opened(bits="x", generator="../etc", metric="<b>", sample="99999", seed="-4")
    assert page.slider(key="coverage_bits").value == 3
    assert len(page.warning) == 5
    assert tile(page, "Recall (KNN)") == f"{recall(3):.1%}"


def test_a_sample_of_the_link_is_shown_with_its_nearest_pictures():
    page = opened(sample=7)
    assert any(each.value.startswith("Real sample 7") for each in page.header)
    pictures = [each for each in page.get("imgs") if "Generated" in str(each.proto)]
    assert len(pictures) in {0, 8}  # AppTest of some versions holds no pictures


def test_a_setting_that_does_not_ship_offers_to_measure_it():
    page = opened(seed=5)
    assert any("does not ship" in each.value for each in page.info)
    assert any("Measure LQ at 3 bits" in each.label for each in page.button)


def test_the_class_of_the_link_leaves_only_its_samples_on_the_map():
    page = opened(**{"class": "7"})
    shown = [x.value for x in page.dataframe if "state" in x.value.columns]
    assert set(shown[0]["name"]) == {"7"}


def test_without_the_data_the_real_picture_is_described(monkeypatch):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    coverage_sample._real_picture.clear()
    page = opened()
    assert any("MODELARIUM_DATA" in each.value for each in page.info)


def test_every_generator_that_is_here_has_its_verdicts_shipped():
    for title in available():
        name, data = GENERATORS[title]
        choice = CoverageChoice(name, data)
        assert shipped_judgement(choice) is not None
        assert shipped_judgement(choice.full()).verdicts["KNN"].recall > 0.1


def test_the_shipped_verdicts_are_those_that_are_measured():
    from engine.studies.coverage_samples import measure

    choice = CoverageChoice(NAME, DATA, method="ACIQ", bits=3)
    shipped, measured = shipped_judgement(choice), measure(choice)
    for title, each in measured.verdicts.items():
        differing = (each.covered != shipped.verdicts[title].covered).mean()
        assert differing <= 0.005, title
        assert each.precision == pytest.approx(shipped.verdicts[title].precision, abs=0.005)
    assert (measured.nearest[:, 0] == shipped.nearest[:, 0]).mean() > 0.99


def test_the_script_that_can_be_downloaded_prints_the_pages_numbers():
    choice = CoverageChoice(NAME, DATA, bits=3)
    code = coverage_lesson.CODE.format(choice=choice, metric="KNN")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "coverage.py", "exec"), {})
    words = printed.getvalue()
    found = [float(each) for each in re.findall(r": ([\d.]+)", words)]
    assert found[0] == pytest.approx(recall(FULL_BITS), abs=2e-3)
    assert found[1] == pytest.approx(recall(3), abs=2e-3)


@pytest.mark.parametrize(
    ("recalls", "precisions", "wanted"),
    [
        ((-0.3, -0.28), (-0.02, 0.0), "holds here"),
        ((-0.3, -0.28), (-0.12, -0.08), "partly"),
        ((-0.1, -0.08), (-0.5, -0.45), "does not hold here"),
        ((-0.9, -0.88), (-0.64, -0.6), "does not hold here"),
        ((-0.02, 0.01), (-0.02, 0.0), "undecided"),
        ((-0.004, 0.004), (-0.02, 0.0), "does not hold here"),
    ],
)
def test_the_verdict_on_the_claim_follows_from_both_intervals(recalls, precisions, wanted):
    from engine.studies.coverage_map import Difference

    recall, precision = (
        Difference((low + high) / 2, low, high) for low, high in (recalls, precisions)
    )
    assert coverage_lesson.verdict(recall, precision) == wanted
    blank = coverage_lesson.verdict(recall, precision, collapsed=True)
    assert blank == "does not hold here"


def test_a_generator_that_repeats_one_picture_counts_as_collapsed():
    full, blank, clipped = (
        shipped_judgement(each)
        for each in (
            CoverageChoice(NAME, DATA, bits=FULL_BITS),
            CoverageChoice(NAME, DATA, bits=2),
            CoverageChoice(NAME, DATA, method="ACIQ", bits=2),
        )
    )
    assert blank.collapsed(full)
    assert not clipped.collapsed(full)


def test_a_picture_is_enlarged_without_blurring():
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)
    larger = coverage_sample.enlarged(pixels)
    assert larger.shape == (6, 6, 3)
    assert (larger[:3, :3] == [0, 4, 8]).all()


def test_the_judged_rows_are_test_samples():
    rows = coverage_state.rows(DATA)
    assert (coverage_state.reference(DATA).split[rows] == 0).all()

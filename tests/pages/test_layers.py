import contextlib
import io
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine import zoo
from engine.studies.layer_view import percent, setting_rows, shown_layers
from ui.sections import layer_lesson
from ui.sections.layer_state import GRANULARITIES, TITLES

ROOT = Path(__file__).resolve().parents[2]


def opened(**query):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=120).run()
    for name, value in query.items():
        page.query_params[f"layers_{name}"] = value
    page.switch_page("pages/layers.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


@pytest.fixture(scope="module")
def table():
    return percent(shown_layers(zoo.table("minilm_layers"), embeddings=True))


def test_the_bits_slider_moves_the_mean_error_of_the_shipped_table_and_the_size(table):
    same = table[(table["method"] == "LQ") & (table["granularity"] == "tensor")]
    means = same.groupby("bits")["output_error"].mean()
    page = opened(view="same size")
    assert tile(page, "Mean") == f"{means[4]:.3g} %"
    assert tile(page, "Packed") == "11.17 MB"
    page.slider(key="layers_bits").set_value(7).run()
    assert not page.exception
    assert tile(page, "Mean") == f"{means[7]:.3g} %"
    assert tile(page, "Packed") == f"{11.1688 * 7 / 4:.2f} MB"


def test_a_link_with_nonsense_shows_the_default_and_says_so():
    page = opened(bits="99", method="magic", view="same size")
    assert page.slider(key="layers_bits").value == 4
    assert page.selectbox(key="layers_method").value == "LQ"
    assert len(page.warning) == 2


def test_a_setting_that_is_not_in_the_table_is_said_with_the_next_step():
    table = zoo.table("minilm_layers")
    lacking = table[(table["method"] != "KL") | (table["granularity"] != "group64")]
    with pytest.raises(ValueError, match="no KL with one step for each group64; choose another"):
        setting_rows(lacking, "KL", "group64")


def test_the_table_holds_every_method_with_every_granularity():
    page = opened(method="KL", granularity="group64", view="same size")
    assert not page.error
    there = zoo.table("minilm_layers")[["method", "granularity"]].drop_duplicates()
    assert len(there) == len(TITLES) * len(GRANULARITIES)
    assert not any("Not shipped" in each.value for each in page.markdown)


def test_leaving_the_word_table_out_shows_one_layer_less():
    shown = opened(view="same size", embeddings="false").dataframe[0].value
    assert "word table" not in set(shown.iloc[:, 0])


def test_every_method_of_the_page_is_a_configuration():
    from engine.studies.layer_configurations import TITLES as KNOWN

    assert set(TITLES) == set(KNOWN)


def test_the_script_that_can_be_downloaded_prints_the_pages_numbers(table):
    rows = table[
        (table["method"] == "LQ") & (table["granularity"] == "row") & (table["bits"] == 3)
    ]
    code = layer_lesson.CODE.format(method="LQ", bits=3, granularity="row", roles="DEFAULT_ROLES")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "layers.py", "exec"), {})
    words = printed.getvalue()
    mean = float(re.search(r"dB: ([\d.]+)", words).group(1))
    worst = rows.loc[rows["signal_to_noise_db"].idxmin(), "layer"]
    assert mean == pytest.approx(rows["signal_to_noise_db"].mean(), abs=2e-3)
    assert worst in words

import contextlib
import io
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine import zoo
from engine.studies.layer_view import percent, shown_layers
from ui.sections import layer_lesson
from ui.sections.layer_state import TITLES

PAGE = Path(__file__).resolve().parents[2] / "pages" / "layers.py"


def opened(**query):
    page = AppTest.from_file(PAGE, default_timeout=120)
    for name, value in query.items():
        page.query_params[f"layers_{name}"] = value
    page.run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


@pytest.fixture(scope="module")
def table():
    return percent(shown_layers(zoo.table("minilm_layers"), embeddings=True))


def test_it_opens_with_the_mean_output_error_of_the_shipped_table(table):
    rows = table[
        (table["method"] == "LQ") & (table["granularity"] == "tensor") & (table["bits"] == 4)
    ]
    assert tile(opened(view="same size"), "Mean") == f"{rows['output_error'].mean():.3g} %"


def test_more_bits_make_the_mean_error_smaller_and_the_packed_size_larger():
    page = opened(view="same size")
    before = tile(page, "Mean"), tile(page, "Packed")
    page.slider(key="layers_bits").set_value(7).run()
    after = tile(page, "Mean"), tile(page, "Packed")
    number = re.compile(r"[\d.]+")
    first, second = (float(number.match(each[0]).group()) for each in (before, after))
    small, large = (float(number.match(each[1]).group()) for each in (before, after))
    assert second < first
    assert large > small


def test_a_link_with_nonsense_shows_the_default_and_says_so():
    page = opened(bits="99", method="magic", view="same size")
    assert page.slider(key="layers_bits").value == 4
    assert page.selectbox(key="layers_method").value == "LQ"
    assert len(page.warning) == 2


def test_a_setting_that_is_not_in_the_table_is_said_with_the_next_step():
    page = opened(method="KL", granularity="group64", view="same size")
    assert "no KL with one step for each group64" in page.error[0].value


def test_leaving_the_word_table_out_shows_one_layer_less():
    page = opened(view="table and export")
    words = set(page.dataframe[-1].value.columns)
    assert "MSE" in words
    page = opened(view="another model", embeddings="false")
    shown = page.dataframe[-1].value
    assert "word table" not in set(shown["label"])


@pytest.mark.parametrize("view", ["bit budget", "through the network", "another model"])
def test_every_view_opens(view):
    assert not opened(view=view).error


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

import contextlib
import io
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.studies.bit_rows import bit_product, row_bits
from engine.studies.boolean_shortcut import brightness
from engine.studies.sample_pictures import sample_picture
from engine.studies.slice_maps import sliced
from ui.sections import bits_lesson
from ui.sections.bits_state import BitsView

ROOT = Path(__file__).resolve().parents[2]


def opened(**query):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=120).run()
    for name, value in query.items():
        page.query_params[f"binary_networks_{name}"] = str(value)
    page.switch_page("pages/binary_networks.py").run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def done(page):
    tasks = next(each for each in page.markdown if "gate that loses" in each.value)
    return "green" in tasks.value


def test_the_gate_decides_what_is_left_of_the_branch_and_ticks_the_task():
    page = opened()
    assert tile(page, "Branch still known") != "100%"
    assert not done(page)
    page.segmented_control(key="binary_networks_gate").set_value("xnor").run()
    assert tile(page, "Branch still known") == "100%"
    assert done(page)


def test_rows_of_the_link_give_their_dot_product_and_equal_ones_64():
    page = opened(first="f" * 16, second="0f" * 8)
    wanted = bit_product(row_bits("f" * 16), row_bits("0f" * 8)).result
    assert tile(page, "Float dot product") == str(wanted) == "0"
    page.button(key="binary_networks__same").click().run()
    assert tile(page, "Packed kernel") == tile(page, "Float dot product") == "64"
    page.button(key="binary_networks__opposite").click().run()
    assert tile(page, "Packed kernel") == "-64"


def test_a_row_that_is_none_says_what_is_wanted_and_the_page_lives_on():
    page = opened(first="xyz")
    assert any("16 hexadecimal digits" in each.value for each in page.error)
    page.button(key="binary_networks__same").click().run()
    assert tile(page, "Energy, microjoules")


def test_slices_show_the_error_of_the_study():
    wanted = sliced(brightness(sample_picture("flower")), 8).error
    assert tile(opened(slices="8"), "Lost, share") == f"{wanted:.1%}"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"channels": 0, "block_channels": 0}, ("got 0", "at least 1 channel, got 0")),
        ({"side": 10**6, "block_side": 10**6}, ("between 1 and 224", "1000000")),
    ],
)
def test_a_size_that_cannot_be_is_refused_where_it_was_typed(query, said):
    page = opened(**query)
    assert len(page.error) == 2
    assert all(text in each.value for text, each in zip(said, page.error, strict=True))
    assert tile(page, "Ones in the XNOR")


def test_the_claim_says_what_was_counted_and_what_was_not_measured():
    page = opened()
    texts = [each.value for each in page.markdown]
    assert any("**not measured here**" in each and "3.4 times" in each for each in texts)
    assert any("57.6 % against 56.4 %" in each for each in texts)


def test_the_script_prints_the_pages_numbers():
    view, rows = BitsView("temple", 9, "and", 2), ("3c3e0c180c040c3c", "1c3c362626243c18")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(bits_lesson.code(view, *rows), "bits.py", "exec"), {})
    lines = printed.getvalue().splitlines()
    page = opened(picture="temple", map=9, gate="and", slices=2)
    assert lines[0] == f"true bits: {tile(page, 'True bits')}"
    assert lines[1] == f"branch still known: {tile(page, 'Branch still')}"
    assert lines[2].startswith(f"lost with 2 slices: {tile(page, 'Lost, share')} ")
    assert lines[3] == "dot product: 26 packed, 26.0 float"
    assert lines[4] == "energy, Bi-Real block over BoolNet block: 5.33"


def test_the_race_runs_as_a_job_and_answers_with_this_machine():
    page = opened(channels=8, side=4, rounds=5)
    assert not [each for each in page.metric if each.label.startswith("Packed is")]
    page.button(key="run_binary_networks_race").click().run()
    for _ in range(60):
        page.run()
        if [each for each in page.metric if each.label.startswith("Packed is")]:
            break
        time.sleep(0.25)
    assert tile(page, "Sums equal to float") == "all"
    assert any("here and now" in each.value for each in page.caption)

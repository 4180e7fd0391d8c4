import time

from streamlit.testing.v1 import AppTest

SCRIPT = """
import time
import streamlit as st
from ui import jobs

def work(report):
    for step in range(40 if st_mode == "slow" else 2):
        report(step / 40, f"step {step}")
        time.sleep(0.05)
    if st_mode == "broken":
        raise ValueError("bits must be whole; pick 4")
    return 42

st_mode = st.session_state["mode"]
answer = jobs.run("weights", "sweep", work, settings=(st_mode,), title="Score all widths")
st.write(f"answer {answer}")
"""


def opened(mode: str) -> AppTest:
    test = AppTest.from_string(SCRIPT, default_timeout=30)
    test.session_state["mode"] = mode
    return test.run()


def wait_for(shown: AppTest, text: str) -> AppTest:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if any(text in each.value for each in (*shown.markdown, *shown.info, *shown.error)):
            return shown
        time.sleep(0.1)
        shown.run()
    raise AssertionError(f"{text!r} never came")


def test_a_job_starts_on_a_click_and_gives_its_result():
    shown = opened("fast")
    assert shown.markdown[0].value == "answer None"
    shown.button[0].click().run()
    wait_for(shown, "answer 42")
    assert not shown.exception
    assert not shown.button


def test_a_running_job_shows_progress_and_stop_ends_it():
    shown = opened("slow")
    shown.button[0].click().run()
    assert shown.progress
    started = time.monotonic()
    shown.button(key="job_stop_weights_sweep").click().run()
    wait_for(shown, "Stopped")
    assert time.monotonic() - started < 5
    assert not shown.exception


def test_a_failed_job_says_why_and_what_to_do_next():
    shown = opened("broken")
    shown.button[0].click().run()
    wait_for(shown, "Bits must be whole")
    assert any("pick 4" in each.value for each in shown.caption)
    assert not shown.exception

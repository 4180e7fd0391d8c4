"""The race in its section: the recorded one first, then a visitor's own, stopped or finished."""

import dataclasses
import time

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from engine.core.jobs import runner
from engine.studies.recorded_race import recorded_race
from ui.charts.binary_race import accuracy_curves, flip_bars, latent_weights
from ui.sections.binary_race_figures import lap_frame, verdict
from ui.theme import DARK, LIGHT

KEY = "cost_plane"  # any lesson: the section draws with the prefix that it is given


def section():
    from ui import page
    from ui.sections import binary_race

    with page.lesson("cost_plane") as lesson:
        binary_race.draw(lesson)


def opened(**query):
    page = AppTest.from_function(section, default_timeout=120)
    page.session_state["shell"] = True
    for name, value in query.items():
        page.query_params[f"{KEY}_race_{name}"] = str(value)
    page.run()
    assert not page.exception
    return page


def tile(page, start):
    return next(each.value for each in page.metric if each.label.startswith(start))


def test_the_recorded_race_stands_there_before_any_click():
    page = opened()
    last = recorded_race().last("binary")
    assert tile(page, "Binary, test accuracy") == f"{last.accuracy:.1%}"
    assert any("another machine" in each.value for each in page.info)


def test_a_visitors_race_ends_with_its_own_numbers():
    page = opened(epochs=1, width=4)
    page.button(key=f"run_{KEY}_twin_race").click().run()
    job = next(x for x in runner()._jobs.values() if x.key[0] == KEY and x.key[2].width == 4)
    assert job.wait(60)
    time.sleep(0.05)
    page.run()
    assert not page.exception
    assert job.state == "done"
    found = job.result.last("binary").accuracy
    assert tile(page, "Binary, test accuracy") == f"{found:.1%}"
    assert not any("another machine" in each.value for each in page.info)
    runner().end_owner(job.owner)


def test_a_forged_link_falls_back_to_the_default():
    page = opened(epochs=10_000)
    assert page.button(key=f"run_{KEY}_twin_race").label == "Race over 12 epochs"


@pytest.mark.parametrize(
    ("binary", "twin", "words"),
    [(0.90, 0.99, "are apart"), (0.98, 0.99, "overlap"), (0.97, 0.97, "as many")],
)
def test_the_verdict_follows_the_intervals(binary, twin, words):
    from engine.studies.binary_scores import wilson_interval

    result = recorded_race()
    laps = []
    for name, share in (("binary", binary), ("float twin", twin)):
        low, high = wilson_interval(round(share * 450), 450)
        laps.append(dataclasses.replace(result.last(name), accuracy=share, low=low, high=high))
    assert words in verdict(dataclasses.replace(result, laps=tuple(laps)))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_figures_say_what_they_show(palette):
    result = recorded_race()
    frame = lap_frame(result)
    chart = accuracy_curves(frame, palette, epochs=result.epochs)
    assert f"{result.last('binary').accuracy:.1%}" in str(chart.description)
    flips = pd.DataFrame(
        {"epoch": [1, 2], "changed_share": [0.2, 0.05], "flips_share": [0.3, 0.1]}
    )
    assert "20.0%" in str(flip_bars(flips, palette, epochs=2).description)
    latent = pd.DataFrame(
        {
            "left": [-1.0, -0.2, 0.2],
            "right": [-0.2, 0.2, 1.0],
            "before": [1, 2, 3],
            "now": [4, 5, 6],
        }
    )
    found = latent_weights(latent, palette)
    assert "lie 5 latent weights, 2 before" in str(found.description)
    for each in (chart, flip_bars(flips, palette, epochs=2), found):
        drawn = each.to_dict()
        for layer in drawn["layer"]:  # every column that a mark asks for is there
            rows = drawn["datasets"][layer.get("data", drawn.get("data"))["name"]]
            asked = [x["field"] for x in layer["encoding"].values() if isinstance(x, dict)]
            assert set(asked) <= set(rows[0])

"""Own classes on the page: sample, upload, split and job; bad input is answered."""

import time

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.core.jobs import runner
from engine.discovery.class_tree import tree_from_groups
from engine.studies.own_classes_demo import demo_table
from engine.studies.own_split import ROLES
from ui.sections.own_classes_split import edited_roles
from ui.sections.role_changes import difference, written

KEY = "class_sets"
CHANGES = f"{KEY}_own_changes"


@pytest.fixture(autouse=True)
def forget():
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def section():
    from ui import page
    from ui.sections import own_classes

    with page.lesson("class_sets") as lesson:
        own_classes.draw(lesson)


def trees():
    from ui import page
    from ui.sections import sets_trees

    with page.lesson("class_sets") as lesson:
        sets_trees.draw(lesson)


def paint():
    """Click a superclass, then a class, then something that is no longer there."""
    import streamlit as st

    from engine.studies.own_classes import own_classes as made
    from engine.studies.own_classes_demo import FILE, demo_csv
    from engine.studies.own_columns import guessed
    from engine.studies.own_table import read_table
    from ui.sections import own_classes_split as split

    table = read_table(demo_csv(), FILE)
    data = made(table, guessed(table))

    def click(node, role):
        point = {"selection": {"node": [{"node": node}]}}
        st.session_state[split._TREE] = type("Event", (), {"selection": point["selection"]})
        st.session_state[split._PAINT] = role
        split._clicked(data)

    for node, role in (("animal", "labeled"), ("vehicle/car/van", "unlabeled"), ("no", "labeled")):
        click(node, role)
    st.markdown(st.session_state[split._LINK])


def opened(part=section, **query):
    page = AppTest.from_function(part, default_timeout=120)
    page.session_state["shell"] = True
    for name, value in query.items():
        page.query_params[f"{KEY}_{name}"] = value
    page.run()
    assert not page.exception
    return page


def sent(content, file="own.csv"):
    page = opened(own="true", own_source="my file")
    return page.file_uploader(key=f"{KEY}_own_table").set_value((file, content, "x/y")).run()


def finished(page, name):
    page.button(key=f"run_{KEY}_{name}").click().run()
    deadline = time.monotonic() + 200
    while not all(job.finished for job in list(runner()._jobs.values())):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    page.run()
    assert not page.exception
    return page


def chosen(page):
    return next(each.value for each in page.markdown if " unlabeled of " in each.value)


def pick(page, label):
    return next(each for each in page.selectbox if each.label == label)


def test_the_section_is_closed_at_first_and_opens_on_the_sample():
    page = opened()
    assert not page.selectbox
    page.toggle(key=f"{KEY}_own").set_value(True).run()
    assert not page.exception
    assert "10 labeled and 6 unlabeled of 32 classes" in chosen(page)


def test_the_sample_is_measured_in_a_job_with_figures_and_downloads():
    page = finished(opened(own="true", own_samples="10"), "own_classes")
    assert not page.error
    assert [each.label for each in page.metric][:2] == ["Transfer flow", "k-means, labels used"]
    assert any("Use the labels?" in each.value for each in page.markdown)
    buttons = {each.label for each in page.get("download_button")}
    assert {"Report (HTML)", "Every sample (CSV)", "Numbers (JSON)"} <= buttons
    page.segmented_control(key=f"{KEY}_own_matrix").set_value("labeled by unlabeled").run()
    assert not page.exception


def test_a_preset_and_a_painted_superclass_change_the_split():
    page = opened(own="true")
    pick(page, "Split").set_value("far: half of the superclasses").run()
    assert "16 labeled and 16 unlabeled" in chosen(page)
    pick(page, "Set all classes under").set_value("vehicle/car").run()
    next(each for each in page.button if each.label == "to labeled").click().run()
    assert not page.exception
    assert "20 labeled and 12 unlabeled" in chosen(page)
    assert page.text_input(key=CHANGES).value == "l28-31"
    next(each for each in page.button if each.label == "Undo all clicks").click().run()
    assert "16 labeled and 16 unlabeled" in chosen(page)


def test_split_and_changes_of_the_link_make_the_sets():
    page = opened(own="true", own_split="far: half of the superclasses", own_changes="n0-3.u4")
    assert "11 labeled and 17 unlabeled" in chosen(page)
    assert not page.warning


def test_forged_changes_of_the_link_show_the_preset_and_say_so():
    page = opened(own="true", own_split="no such split", own_changes="l31.u32")
    assert "10 labeled and 6 unlabeled" in chosen(page)
    assert any("changes must be l, u or n" in each.value for each in page.warning)


def test_other_classes_open_with_their_own_preset_and_without_changes():
    page = opened(own="true", own_changes="n0")
    frame = FRAME.assign(kind=[f"c{place % 8}" for place in range(len(FRAME))])
    page.segmented_control(key=f"{KEY}_own_source").set_value("my file").run()
    content = frame.to_csv(index=False).encode()
    page.file_uploader(key=f"{KEY}_own_table").set_value(("own.csv", content, "x/y")).run()
    assert not page.exception
    assert "4 labeled and 4 unlabeled of 8 classes" in chosen(page)
    assert page.text_input(key=CHANGES).value == ""


def test_clicks_on_a_superclass_and_a_class_are_changes_of_the_link():
    assert [each.value for each in opened(paint).markdown] == ["l0-7.u31"]


def test_an_edit_of_the_table_changes_its_class_alone():
    tree = tree_from_groups({"cat": ["lion", "lynx"], "dog": ["fox", "wolf"]})
    start = dict.fromkeys(tree.leaves, "ignored")
    rows = {"1": {"role": "unlabeled"}, "3": {"role": None}, "2": {"class": "x"}}
    roles = edited_roles(tree, {**start, "cat/lion": "labeled"}, rows)
    assert written(difference(tree, start, roles), ROLES) == "l0.u1"


def test_texts_are_read_first():
    frame = demo_table()[["class", "text"]].groupby("class").head(3)
    page = sent(frame.to_csv(index=False).encode())
    assert "Read 96 texts with MiniLM" in [each.label for each in page.button]
    finished(page, "own_texts")
    assert any(each.label.startswith("Measure 6 classes") for each in page.button)


def test_another_column_may_be_the_class():
    frame = demo_table().assign(superclass=lambda f: f["class"].str.split("/").str[0])
    page = sent(frame.to_csv(index=False).encode())
    page.multiselect[0].set_value(["superclass"]).run()
    assert not page.exception
    assert "of 4 classes" in chosen(page)


FRAME = pd.DataFrame(np.random.default_rng(0).normal(size=(40, 2)), columns=["x", "z"])


@pytest.mark.parametrize(
    ("content", "file", "says"),
    [
        (b"\x89PNG\x00", "own.csv", "must be text"),
        (b"no zip", "own.npz", "sound zip"),
        (FRAME.to_csv(index=False).encode(), "own.csv", "name each sample's class"),
        (FRAME.assign(kind="one").to_csv(index=False).encode(), "own.csv", "two classes"),
        (
            FRAME.assign(kind=["a/b", "b/a"] * 20).to_csv(index=False).encode(),
            "own.csv",
            "above and under another",
        ),
        (
            FRAME.assign(kind=["a", "b"] * 20, z=np.inf).to_csv(index=False).encode(),
            "own.csv",
            "finite number, got inf",
        ),
        (FRAME.assign(kind=["a", "b"] * 20).to_csv(index=False).encode(), "own.csv", "at least"),
    ],
)
def test_bad_input_is_answered_and_the_page_lives(content, file, says):
    page = sent(content, file)
    assert not page.exception
    shown = " ".join(each.value for each in page.error)
    assert says in shown
    assert any(each.value.startswith("Next step: ") for each in page.caption)


def test_the_image_trees_open_on_demand_and_follow_their_controls():
    assert not opened(trees).selectbox
    page = opened(trees, trees="true", trees_benchmark="CIFAR-100", trees_labeled="L2")
    assert any("40 labeled and 10 unlabeled of 100 classes" in e.value for e in page.markdown)
    pick(page, "Class").set_value("beaver").run()
    assert any("Nearest to beaver" in each.value for each in page.markdown)
    page.segmented_control(key=f"{KEY}_trees_measure").set_value("path").run()
    assert any("mean Path similarity" in each.value for each in page.markdown)
    assert not page.exception

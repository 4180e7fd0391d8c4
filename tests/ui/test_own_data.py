"""Your own data: features or pictures against shipped or own ones; bad input is answered."""

import io
import pickle
import time
import zipfile

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from engine.core.jobs import runner

KEY = "precision_recall"
DRAW = np.random.default_rng(0)
FEATURES = DRAW.normal(size=(60, 84)).astype(np.float32)


@pytest.fixture(autouse=True)
def forget():
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def section():
    from ui import page
    from ui.sections import own_data

    with page.lesson("precision_recall") as lesson:
        own_data.draw(lesson)


def opened(**query):
    page = AppTest.from_function(section, default_timeout=120)
    page.session_state["shell"] = True
    for name, value in {"own": "true", **query}.items():
        page.query_params[f"{KEY}_{name}"] = value
    page.run()
    assert not page.exception
    return page


def npy(array):
    kept = io.BytesIO()
    np.save(kept, array)
    return kept.getvalue()


def png(pixels=None):
    kept = io.BytesIO()
    array = DRAW.integers(0, 256, (28, 28), dtype=np.uint8) if pixels is None else pixels
    Image.fromarray(array).save(kept, "PNG")
    return kept.getvalue()


def zipped(members):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


def sent(page, content, file, side="generated"):
    name = f"{KEY}_own_{side}_features"
    return page.file_uploader(key=name).set_value((file, content, "x/y")).run()


def sent_pictures(page, content, file="drawn.zip", side="generated"):
    name = f"{KEY}_own_{side}_images"
    return page.file_uploader(key=name).set_value([(file, content, "x/y")]).run()


def measured(page):
    page.button(key=f"run_{KEY}_own_data").click().run()
    deadline = time.monotonic() + 100
    while not all(job.finished for job in list(runner()._jobs.values())):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    page.run()
    assert not page.exception
    return page


def said(page):
    return " ".join(each.value for each in (*page.error, *page.caption))


def test_the_section_is_closed_at_first_and_asks_for_an_upload_when_open():
    page = opened(own="false")
    assert not page.file_uploader
    page.toggle(key=f"{KEY}_own").set_value(True).run()
    assert "Upload pictures of a generator" in page.info[0].value


def test_generated_features_are_measured_against_the_shipped_ones():
    page = sent(
        opened(own_kind="features", own_samples="1000", own_seeds="3"), npy(FEATURES), "g.npy"
    )
    assert "60 samples of 84 values" in said(page)
    measured(page)
    assert not page.error
    labels = [each.label for each in page.metric]
    assert labels[:3] == [f"{each}: precision / recall" for each in ("KNN", "LSH+KNN", "LSH-only")]
    assert any("taken for LeNet-84 features" in each.value for each in page.warning)
    buttons = {each.label for each in page.get("download_button")}
    assert {"Every sample (CSV)", "Numbers (JSON)", "Report (HTML)"} <= buttons


def test_two_own_sets_are_measured_against_each_other():
    page = opened(own_kind="features", own_real="your own", own_seeds="3")
    frame = pd.DataFrame(FEATURES[:, :5]).assign(label=3)
    sent(page, frame.to_csv(index=False).encode(), "r.csv", side="real")
    assert any("Dropped column: label" in each.value for each in page.info)
    sent(page, npy(FEATURES[:, :5] + 9), "g.npy")
    measured(page)
    assert page.metric[0].value == "0.00 / 0.00"


def test_a_zip_of_pictures_is_described_and_measured_and_what_was_skipped_is_listed():
    members = {f"{n}.png": png() for n in range(8)}
    page = opened(own_samples="1000", own_seeds="3")
    sent_pictures(page, zipped({**members, "notes.txt": b"x", "broken.png": png()[:50]}))
    measured(page)
    assert not page.error
    assert len(page.metric) == 6
    assert any("8 pictures" in each.value for each in page.caption)
    skipped = next(each.value for each in page.dataframe if "reason" in each.value)
    assert skipped["name"].tolist() == ["notes.txt", "broken.png"]


BROKEN = FEATURES.copy()
BROKEN[3, 2] = np.nan
BAD_FEATURES = {
    "a pickle": (pickle.dumps([1]), "g.npy", "is it a pickle"),
    "wrong shape": (npy(np.zeros((4, 3, 2))), "g.npy", "shape (samples, features), got (4, 3, 2)"),
    "another dimension": (npy(FEATURES[:, :7]), "g.npy", "must have the same features, got 84"),
    "NaN": (npy(BROKEN), "g.npy", "row 3 (counted from 0)"),
    "one sample": (npy(FEATURES[:1]), "g.npy", "at least 6 samples"),
    "five samples": (npy(FEATURES[:5]), "g.npy", "got 5 samples"),
    "text columns": (b"word\na\nb\n", "g.csv", "Must have a column of numbers"),
}


@pytest.mark.parametrize("name", BAD_FEATURES)
def test_bad_features_give_a_message_with_a_next_step_and_the_session_lives_on(name):
    content, file, message = BAD_FEATURES[name]
    page = sent(opened(own_kind="features"), content, file)
    assert not page.exception
    assert message.lower() in said(page).lower()
    assert page.error
    assert "Next step" in said(page)
    sent(page, npy(FEATURES), "g.npy")
    assert not page.error
    assert page.button(key=f"run_{KEY}_own_data")


def test_constant_real_features_are_refused_and_a_collapsed_generator_is_named():
    page = opened(own_kind="features", own_real="your own", own_seeds="3")
    same = np.ones((30, 84), np.float32)
    sent(page, npy(same), "g.npy")
    sent(page, npy(same * 2), "r.npy", side="real")
    assert "got 30 equal rows" in page.error[0].value
    sent(page, npy(FEATURES), "r.npy", side="real")
    measured(page)
    assert any("collapsed" in each.value for each in page.warning)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped({}), "got an empty zip"),
        (zipped({"notes.txt": b"x"}), "got none of 1 files"),
        (zipped({"a.png": png()[:40]}), "cannot be decoded"),
        (zipped({"only.png": png()}), "got 1 sample"),
        (b"PK\x03\x04" + bytes(50), "must be a sound zip"),
    ],
)
def test_bad_zips_fail_in_their_job_with_a_next_step(content, message):
    page = measured(sent_pictures(opened(), content))
    assert message in said(page)
    assert "Next step" in said(page)
    assert page.button(key=f"run_{KEY}_own_data")


def test_a_million_rows_are_sampled_with_a_note():
    page = opened(own_kind="features", own_real="your own")
    sent(page, npy(np.zeros((1_000_000, 2), np.float32)), "g.npy")
    assert any("1,000,000 rows; 50,000 of them" in each.value for each in page.info)


def test_nonsense_in_a_link_falls_back_to_the_defaults():
    page = opened(own_kind="sounds", own_real="nothing", own_samples="7")
    assert page.segmented_control(key=f"{KEY}_own_kind").value == "pictures"
    assert page.segmented_control(key=f"{KEY}_own_real").value == "MNIST test images"
    assert page.segmented_control(key=f"{KEY}_own_samples").value == 5000

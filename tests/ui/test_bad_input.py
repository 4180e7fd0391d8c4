"""Bad input: each gives a message with a next step, and the session lives on."""

import errno
import functools
import json
import pickle
import shutil
import sys
import time
from pathlib import Path

import pytest
import streamlit as st

from engine.core.jobs import runner
from engine.core.paths import CACHED_MODELS, cache_folder
from engine.language import upload_store


@pytest.fixture
def forget():
    """No cached answer of another test hides what this one breaks, and none of it stays."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


def safetensors(header: object, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def matrix(rows=8, columns=8, offsets=None, **more):
    size = rows * columns * 4
    entry = {"dtype": "F32", "shape": [rows, columns], "data_offsets": offsets or [0, size]}
    return safetensors({"layer.weight": {**entry, **more}}, bytes(size))


SOUND = safetensors(
    {"layer.weight": {"dtype": "F32", "shape": [8, 8], "data_offsets": [0, 256]}},
    b"".join(n.to_bytes(2, "little") + b"\x80\x3f" for n in range(64)),
)
MALICIOUS = {
    "empty": b"",
    "a pickle": pickle.dumps({"weight": [1.0] * 100}),
    "a zip file": b"PK\x03\x04" + bytes(100),
    "a text": b"not a model at all " * 20,
    "cut in the header": SOUND[:40],
    "cut in the data": SOUND[:-10],
    "a header longer than the file": safetensors({}, length=2**62),
    "an endless nesting": safetensors(b'{"a":' * 5000),
    "a name twice": safetensors(b'{"a":1,"a":2}'),
    "overlapping tensors": safetensors(
        {
            name: {"dtype": "F32", "shape": [8, 8], "data_offsets": [0, 256]}
            for name in ("one", "two")
        },
        bytes(256),
    ),
    "offsets beyond the end": matrix(offsets=[0, 2**40]),
    "a negative offset": matrix(offsets=[-256, 0]),
    "a huge shape": matrix(shape=[2**40, 2**40]),
    "an unknown type": matrix(dtype="PICKLE"),
    "a shape of NaN": safetensors(b'{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}'),
}


def next_step(page) -> str:
    """Return the one problem on the page with its next step, as a visitor reads it."""
    assert not page.exception
    assert page.error, "no message was shown"
    steps = [each.value for each in page.caption if each.value.startswith("Next step: ")]
    assert steps, "the message has no next step"
    return f"{page.error[0].value} {steps[0]}"


def lives_on(page, key="weights"):
    """Turn another control: the page answers as ever."""
    page.slider(key=f"{key}_bits").set_value(3).run()
    assert not page.exception
    assert page.slider(key=f"{key}_bits").value == 3


def send(page, content, name="model.safetensors"):
    sender = page.file_uploader(key="weights_file")
    return sender.set_value((name, content, "application/octet-stream")).run()


def test_a_broken_file_is_refused_and_a_sound_one_taken_afterwards(open_page, forget):
    page = open_page("weights", matrix="Your own file")
    for content in MALICIOUS.values():
        send(page, content)
        text = next_step(page)
        assert "ot a sound safetensors file" in text or "must be a JSON object" in text
    assert not list(cache_folder().rglob("*.safetensors"))
    send(page, SOUND)
    assert not page.error
    assert page.metric
    lives_on(page)


def test_a_sound_file_with_weights_that_are_no_numbers_is_answered(open_page, forget):
    page = open_page("weights", matrix="Your own file")
    entry = {"dtype": "F32", "shape": [8, 8], "data_offsets": [0, 256]}
    send(page, safetensors({"layer.weight": entry}, b"\x00\x00\xc0\x7f" * 64))
    assert "infinities or NaN" in next_step(page)
    lives_on(page)


def test_a_picture_named_like_a_model_is_refused(open_page):
    page = open_page("weights", matrix="Your own file")
    assert page.file_uploader(key="weights_file").allowed_type == [".safetensors"]
    send(page, b"GIF89a", name="weights.safetensors")
    assert "export the model again" in next_step(page)
    page.selectbox(key="weights_matrix").select("MiniLM 1 query").run()
    assert not page.error


def test_a_file_above_the_cap_is_refused_before_it_is_parsed(open_page, monkeypatch):
    from engine.language import upload

    monkeypatch.setattr(upload, "accept_upload", lambda *_, **__: pytest.fail("was read"))
    small = functools.partial(upload.check_size, limit_bytes=100)
    monkeypatch.setattr(upload, "check_size", small)
    page = send(open_page("weights", matrix="Your own file"), SOUND)
    assert "must have at most" in (text := next_step(page))
    assert "MODELARIUM_MODELS" in text
    lives_on(page)


def test_a_full_disk_is_named_and_leaves_nothing_behind(open_page, forget, monkeypatch):
    write = Path.write_bytes

    def full(self, content):
        if "uploads" in self.parts:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, content)

    page = open_page("weights", matrix="Your own file")
    monkeypatch.setattr(Path, "write_bytes", full)
    text = next_step(send(page, SOUND))
    assert "No space left on device" in text
    assert "MODELARIUM_CACHE" in text
    assert not list((cache_folder() / "uploads").iterdir())
    monkeypatch.setattr(Path, "write_bytes", write)
    assert not send(page, SOUND).error
    lives_on(page)


def test_an_upload_that_is_no_longer_kept_is_taken_again(open_page, forget):
    page = send(open_page("weights", matrix="Your own file"), SOUND)
    shutil.rmtree(upload_store._folder())
    page.slider(key="weights_bits").set_value(3).run()
    assert not page.exception
    assert not page.error


@pytest.fixture
def shipped(tmp_path, forget, monkeypatch):
    """A folder in place of ``cached_models``: every card, and no file yet."""
    for path in CACHED_MODELS.glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for module, name in (("engine.zoo.cards", "_known"), ("engine.zoo.store", "_file")):
        holder = sys.modules[module]  # the package has a function of the module's name
        original = getattr(holder, name)

        def moved(*arguments, original=original):
            return original(*arguments[:-1], tmp_path)

        monkeypatch.setattr(holder, name, moved)
    return tmp_path


def ships(name: str) -> bool:
    return (CACHED_MODELS / f"{name}.json").is_file()


def test_a_missing_artefact_is_named_with_the_command_that_makes_it(open_page, shipped):
    text = next_step(open_page("layers"))
    assert "minilm_layers.parquet is missing" in text
    assert "restore it or run: python -m training." in text


@pytest.mark.parametrize("key", ["about", "weights", "outliers"])
def test_a_page_without_any_shipped_file_still_answers(open_page, shipped, key):
    page = open_page(key)
    assert not page.exception
    assert page.title or page.markdown


def test_a_file_with_another_hash_is_not_used(open_page, shipped):
    (shipped / "minilm_layers.parquet").write_bytes(b"PAR1 forged PAR1")
    text = next_step(open_page("layers"))
    assert "must have sha256" in text
    assert "restore it from the repository" in text


def test_embedded_weights_with_another_hash_are_not_used(open_page, forget, tmp_path, monkeypatch):
    from engine.studies import weight_source

    real = weight_source.embedded_folder()
    (tmp_path / "model.safetensors").write_bytes(
        (real / "model.safetensors").read_bytes()[:-4] + b"\0\0\0\0"
    )
    monkeypatch.setattr(weight_source, "embedded_folder", lambda: tmp_path)
    text = next_step(open_page("weights"))
    assert "must have sha256" in text
    assert "reinstall" in text


def probe():
    from engine.studies.sweep_plan import Cell
    from ui import page
    from ui.sections import sentence_probe

    with page.lesson("weights") as lesson:
        sentence_probe.draw(lesson, Cell("minilm", "sst2", "LQ", 4))


@pytest.mark.skipif(not ships("glue_sst2_minilm"), reason="the SST-2 adapter is not shipped")
def test_any_text_is_answered_by_the_sentence_probe(open_section):
    page = open_section(probe)
    said = {
        "word " * 200_000: "Cut to the first 2,000 of 999,999 characters",
        "😀🎉 a fine film 👩‍👩‍👧": "Emoji are hardly known",
        "هذا فيلم رائع وجميل": "Right-to-left script",
        "\u202eevil\u202c text\x00": "invisible control characters",
        "<script>alert(1)</script> **bold** $x$": "",
    }
    for text, notice in said.items():
        page.text_input(key="probe_first_sst2").set_value(text).run()
        assert not page.exception
        assert not page.error
        assert notice in " ".join(each.value for each in page.info)
        assert len(page.metric) == 3
    page.text_input(key="probe_first_sst2").set_value(" \u200b ").run()
    assert "must hold at least one letter" in page.error[0].value
    page.text_input(key="probe_first_sst2").set_value("A fine film.").run()
    assert not page.error


@pytest.fixture
def slow(monkeypatch):
    """An analysis that reports for ever, until somebody stops it."""
    from engine.studies import model_analysis

    def analyse(_network, *, report, **_):
        for _ in range(2000):
            report(0.1, "layer 1")
            time.sleep(0.02)

    monkeypatch.setattr(model_analysis, "analyse_model", analyse)


def jobs_of(page):
    return [job for job in list(runner()._jobs.values()) if not job.finished]


def test_a_stopped_job_says_so_and_can_be_started_again(open_page, slow):
    page = open_page("layers", view="another model")
    page.button(key="run_layers_model").click().run()
    (job,) = jobs_of(page)
    page.button(key="job_stop_layers_model").click().run()
    assert job.state == "cancelled"
    page.run()
    assert "Stopped. Nothing was changed" in page.info[0].value
    lives_on(page, "layers")
    assert page.button(key="run_layers_model")


def test_a_job_that_fails_shows_why_and_can_be_started_again(open_page, monkeypatch):
    from engine.studies import model_analysis

    def analyse(_network, *, report, **_):
        report(0.5, "layer 1")
        raise ValueError("a weight must be finite, got nan; save the model again")

    monkeypatch.setattr(model_analysis, "analyse_model", analyse)
    page = open_page("layers", view="another model")
    page.button(key="run_layers_model").click().run()
    while jobs_of(page):
        time.sleep(0.02)
    page.run()
    assert "save the model again" in next_step(page)
    lives_on(page, "layers")


def test_two_sessions_hold_two_states_and_two_files(open_page):
    left = open_page("weights", matrix="Your own file")
    right = open_page("weights", bits="7")
    send(left, MALICIOUS["a pickle"])
    right.slider(key="weights_bits").set_value(2).run()
    assert left.error
    assert not right.error
    assert left.slider(key="weights_bits").value == 4
    send(left, SOUND)
    assert not left.error
    assert right.slider(key="weights_bits").value == 2

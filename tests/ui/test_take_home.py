import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from engine import __version__
from ui import downloads, lessons
from ui.playlist import parse
from ui.quiz import Question
from ui.results import Claim, Tile
from ui.share import address, qr_code
from ui.sheet import Sheet, sheet_bytes

FRAME = pd.DataFrame({"bits": [2, 3], "error": [0.5, 0.25]})


def test_every_csv_row_names_version_and_model():
    read = pd.read_csv(io.BytesIO(downloads.csv_bytes(FRAME, "abc123")))
    assert list(read["modelarium_version"]) == [__version__] * 2
    assert list(read["model_sha256"]) == ["abc123"] * 2
    assert list(read["error"]) == [0.5, 0.25]


def test_the_json_names_version_and_model():
    read = json.loads(downloads.json_bytes({"settings": {"bits": 3}}, "abc123"))
    assert read["modelarium_version"] == __version__
    assert read["model_sha256"] == "abc123"
    assert read["settings"] == {"bits": 3}


def test_the_script_runs_and_names_version_and_model():
    script = downloads.script_bytes("print(6 * 7)", "abc123", "http://127.0.0.1/weights")
    assert b"abc123" in script
    done = subprocess.run([sys.executable, "-"], input=script, capture_output=True, check=True)
    assert done.stdout.strip() == b"42"


def test_a_qr_code_is_an_svg_without_outside_references():
    text = qr_code("http://127.0.0.1:8501/weights?weights_bits=3")
    assert text.startswith("<svg")
    assert "href" not in text


def test_a_link_escapes_what_a_value_holds():
    assert address("weights", {"weights_name": "a&b=c d"}).endswith("?weights_name=a%26b%3Dc+d")


def test_the_sheet_holds_question_numbers_quiz_and_no_script():
    shown = Sheet(
        "What now?",
        tasks=["Set **2 bits**"],
        tiles=[Tile("Error", "<b>1</b>", paper="2")],
        claims=[Claim("2001.05936", "It works.", "", "", "", "not measured yet")],
        questions=[Question("q", "How many?", ("6", "8"), 1, "2^3")],
    )
    page = sheet_bytes(
        shown, FRAME, settings={"bits": 3}, model="abc123", link="http://127.0.0.1/weights"
    ).decode()
    for part in ("What now?", "Set 2 bits", "&lt;b&gt;1&lt;/b&gt;", "How many?", "abc123", "<svg"):
        assert part in page
    assert "<script" not in page
    assert "src=" not in page


def test_a_question_refuses_an_answer_that_is_no_option():
    with pytest.raises(ValueError, match="index of the 2 options"):
        Question("q", "?", ("a", "b"), 2, "")


def test_a_playlist_leaves_out_what_does_not_exist():
    found = parse("weights:two_bits,nothing,weights:no_such_preset,../x,distillation,layers")
    assert [(each.key, preset) for each, preset in found] == [
        ("weights", "two_bits"),
        ("layers", None),
    ]
    assert all(each in lessons.ready() for each, _ in found)

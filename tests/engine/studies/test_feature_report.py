"""The report on two sets as files, and the command that writes them."""

import io
import json
import zipfile
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from engine import __version__
from engine.studies.feature_measures import ReportSettings, measure_features
from engine.studies.feature_report import main
from engine.studies.feature_report_files import csv_text, json_text, measure_table, sample_table
from engine.studies.feature_report_html import report_html
from engine.studies.sample_set import SampleSet

DRAW = np.random.default_rng(5)
REAL = DRAW.normal(size=(80, 4)).astype(np.float32)
GENERATED = DRAW.normal(size=(60, 4)).astype(np.float32)
NAMES = ("=1+1.png", "<b>.png", *(f"{n}.png" for n in range(58)))


@pytest.fixture(scope="module")
def found():
    real = SampleSet("<real>.npz", REAL, np.arange(80) * 2, "own", "a" * 64)
    generated = SampleSet("drawn.zip", GENERATED, np.arange(60), "own", "b" * 64, NAMES)
    return measure_features(real, generated, ReportSettings(seeds=2))


def test_the_table_has_every_sample_with_verdicts_that_average_to_the_scores(found):
    table = sample_table(found)
    generated, real = (table[table["set"] == name] for name in ("generated", "real"))
    assert (len(generated), len(real)) == (60, 80)
    values = {each.metric: each.value for each in found.measures}
    assert generated["knn_3"].mean() == pytest.approx(values["KNN precision, 3 neighbours"])
    assert real["knn_5"].mean() == pytest.approx(values["KNN recall, 5 neighbours"])
    assert real["reached_3"].mean() == pytest.approx(values["KNN coverage, 3 neighbours"])
    assert generated["lsh_knn"].mean() == pytest.approx(values["LSH+KNN precision"])
    assert real["lsh_only"].mean() == pytest.approx(values["LSH-only recall"])
    assert generated["realism"].mean() == pytest.approx(values["realism, mean"])
    assert real["row"].tolist() == list(range(0, 160, 2))


def test_the_deepest_ball_names_a_row_of_the_real_file(found):
    generated = sample_table(found).iloc[:60]
    rows = generated["deepest_ball_of_real_row"].astype(int).to_numpy()
    inside = generated["knn_3"].to_numpy(bool)
    radii = found.exact[0].real_radii[rows // 2]
    distances = np.linalg.norm(REAL[rows // 2] - GENERATED, axis=1)
    assert np.array_equal(distances <= radii + 1e-6, inside)


def test_the_csv_names_version_and_hashes_and_holds_no_formula(found):
    table = pd.read_csv(io.StringIO(csv_text(found)))
    assert set(table["sha256"]) == {"a" * 64, "b" * 64}
    assert set(table["modelarium_version"]) == {__version__}
    assert table["file"].iloc[0] == "'=1+1.png"


def test_the_json_names_settings_versions_hashes_and_every_number(found):
    content = json.loads(json_text(found))
    wanted = {"method": "ReportSettings", "samples": 5000, "seeds": 2, "seed": 0}
    assert content["settings"] == wanted
    assert content["versions"]["numpy"] == np.__version__
    assert content["real"]["sha256"] == "a" * 64
    assert content["hash_seeds"] == [0, 1]
    assert [each["metric"] for each in content["measures"]] == list(measure_table(found)["metric"])


def test_the_page_stands_alone_escapes_names_and_shows_every_number(found):
    text = report_html(found)

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.opened, self.links = [], []

        def handle_starttag(self, tag, attrs):
            self.opened.append(tag)
            self.links += [value for name, value in attrs if name in ("src", "href")]

    reader = Reader()
    reader.feed(text)
    assert not reader.links
    assert not {"script", "b"} & set(reader.opened)
    assert reader.opened.count("svg") == 2
    for each in found.measures:
        assert each.metric in text
        assert (f"{each.value:.4f}" if abs(each.value) < 10 else f"{each.value:,.2f}") in text
    assert "our reconstruction of arXiv:2103.11912" in text


def test_the_command_writes_three_files(tmp_path, capsys):
    np.savez(tmp_path / "a.npz", features=REAL)
    pd.DataFrame(GENERATED).to_csv(tmp_path / "b.csv", index=False)
    words = ["--real", str(tmp_path / "a.npz"), "--generated", str(tmp_path / "b.csv")]
    assert main([*words, "--seeds", "1", "--out", str(tmp_path / "out" / "r.html")]) == 0
    written = [tmp_path / "out" / f"r.{ending}" for ending in ("html", "csv", "json")]
    assert capsys.readouterr().out.split() == [str(path) for path in written]
    assert all(path.stat().st_size > 500 for path in written)


def test_the_command_compares_pictures_with_the_shipped_features(tmp_path):
    with zipfile.ZipFile(tmp_path / "drawn.zip", "w") as archive:
        for place, pixels in enumerate(DRAW.integers(0, 256, (8, 28, 28), dtype=np.uint8)):
            kept = io.BytesIO()
            Image.fromarray(pixels).save(kept, "PNG")
            archive.writestr(f"{place}.png", kept.getvalue())
    words = ["--real", "mnist", "--generated", str(tmp_path / "drawn.zip")]
    words += ["--extractor", "mnist", "--samples", "60", "--seeds", "1"]
    assert main([*words, "--out", str(tmp_path / "r.html")]) == 0
    content = json.loads((tmp_path / "r.json").read_text())
    assert content["real"]["samples"] == 60
    assert content["generated"]["samples"] == 8
    assert content["generated"]["features"] == content["real"]["features"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--real", "nowhere.npz", "--generated", "mnist"], "is no file and none of"),
        (["--real", "mnist", "--generated", "{zip}"], "needs an extractor"),
        (["--real", "{npz}", "--generated", "{npz}", "--seeds", "99"], "seeds must"),
        (["--real", "mnist", "--generated", "{npz}"], "must have the same features"),
    ],
)
def test_the_command_says_what_to_change(tmp_path, capsys, words, message):
    np.savez(tmp_path / "a.npz", features=REAL)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.png", b"x")
    places = {"npz": tmp_path / "a.npz", "zip": tmp_path / "a.zip"}
    filled = [word.format(**places) for word in words]
    assert main([*filled, "--out", str(tmp_path / "r.html")]) == 2
    assert message in capsys.readouterr().err

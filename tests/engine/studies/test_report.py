"""The report of a small model, from analysis to files."""

import csv
import json
from html.parser import HTMLParser

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.studies.report import FILES, main
from engine.studies.report_analysis import report_on
from engine.studies.report_html import report_html
from engine.studies.report_source import open_model

HOSTILE = "layer.<script>alert(1)</script>"


@pytest.fixture(scope="module")
def model_file(tmp_path_factory):
    generator = np.random.default_rng(0)

    def gauss(*shape):
        return generator.normal(0, 0.02, shape).astype(np.float32)

    outliers = gauss(64, 96)
    outliers[:, 5] *= 8
    path = tmp_path_factory.mktemp("model") / "small.safetensors"
    save_file(
        {
            "embeddings.word_embeddings.weight": gauss(200, 64),
            "encoder.layer.0.attention.self.query.weight": gauss(64, 64),
            "encoder.layer.0.output.dense.weight": outliers,
            f"{HOSTILE}.weight": gauss(32, 64),
        },
        path,
    )
    return path


@pytest.fixture(scope="module")
def report(model_file):
    return report_on(open_model(str(model_file)), workers=1)


def test_the_layer_with_an_outlier_column_is_first_and_says_why(report):
    first = report.suspicious.iloc[0]
    assert first["layer"] == "encoder.layer.0.output.dense"
    assert "heavy tails" in first["reasons"]
    assert "outlier columns: splitting gains" in first["reasons"]


def test_shares_of_error_add_up_to_one(report):
    assert report.suspicious["share_of_error"].sum() == pytest.approx(1.0)


def test_totals_add_up_the_layers(report):
    cells = report.analysis.cells
    row = report.totals[
        report.totals["embeddings"]
        & (report.totals["method"] == "LQ")
        & (report.totals["granularity"] == "row")
        & (report.totals["bits"] == 5)
    ].iloc[0]
    part = cells[
        (cells["method"] == "LQ") & (cells["granularity"] == "row") & (cells["bits"] == 5)
    ]
    weights = part["weights"]
    assert row["weights"] == weights.sum()
    assert row["mean_squared_error"] == pytest.approx(
        (part["mean_squared_error"] * weights).sum() / weights.sum()
    )
    assert row["packed_bytes"] == pytest.approx(
        (part["bits_per_weight"] * weights).sum() / 8, abs=1
    )


def test_the_totals_without_embeddings_leave_the_table_of_words_out(report):
    counts = report.totals.groupby("embeddings")["weights"].first()
    assert counts[True] - counts[False] == 200 * 64


def test_nothing_on_the_front_is_beaten_in_size_and_error(report):
    table = report.totals[report.totals["embeddings"]]
    for row in table[table["on_front"]].itertuples():
        better = (table["bits_per_weight"] <= row.bits_per_weight) & (
            table["mean_squared_error"] < row.mean_squared_error
        )
        assert not better.any()


def test_the_plan_keeps_its_budget_and_is_no_worse_than_one_width(report):
    plan = report.plan
    assert plan.allocation.mean_bits <= plan.target
    assert plan.allocation.error <= plan.uniform_error * (1 + 1e-9)


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.figures = [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append(tag)
        self.links += [values[name] for name in ("src", "href") if name in values]
        if tag == "svg":
            self.figures.append(values["aria-label"])


def test_the_page_is_one_small_file_without_scripts_or_links(report):
    text = report_html(report, "torch 0")
    page = Page()
    page.feed(text)
    assert "script" not in page.tags
    assert page.links == []
    assert "&lt;script&gt;" in text
    assert len(text) < 100_000


def test_every_layer_has_a_histogram_with_an_alternative_text(report):
    page = Page()
    page.feed(report_html(report, "torch 0"))
    labels = report.analysis.layers["label"]
    drawn = [text for text in page.figures if text.startswith("Histogram of ")]
    assert len(drawn) == len(labels)
    assert all(
        text.startswith(f"Histogram of {name} from")
        for text, name in zip(drawn, labels, strict=True)
    )


def test_the_command_writes_html_csv_and_json(model_file, tmp_path, capsys):
    assert main(["--model", str(model_file), "--out", str(tmp_path / "out"), "--top", "2"]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(FILES)
    assert len(capsys.readouterr().out.splitlines()) == len(FILES)
    found = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert len(found["suspicious"]) == 2
    assert set(found["plan"]["bits"]) >= {"encoder.layer.0.output.dense"}
    with (tmp_path / "out" / "layers.csv").open(encoding="utf-8") as stream:
        assert len(list(csv.DictReader(stream))) == 4


def test_a_wrong_model_is_answered_with_a_message(tmp_path, capsys):
    assert main(["--model", "bret", "--out", str(tmp_path / "out")]) == 2
    assert "no embedded model" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()

"""What is measured on a visitor's classes, and the report on it."""

import json
import re
import shlex

import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.discovery.agreement import agreement
from engine.discovery.similarity import TransferFlow
from engine.studies import discovery_tables as tables
from engine.studies.discovery_command import report_command
from engine.studies.discovery_report import main
from engine.studies.discovery_report_files import json_text
from engine.studies.discovery_report_html import advice_words, report_html
from engine.studies.own_classes import own_classes
from engine.studies.own_classes_demo import FILE, demo_csv, demo_table
from engine.studies.own_columns import ColumnChoice, guessed
from engine.studies.own_discovery import OwnDiscovery
from engine.studies.own_split import sets_of, split_csv, split_presets
from engine.studies.own_table import read_table

QUICK = OwnDiscovery(samples=20, epochs=2)


@pytest.fixture(scope="module")
def data():
    table = read_table(demo_csv(), FILE)
    return own_classes(table, guessed(table))


@pytest.fixture(scope="module")
def found(data):
    return QUICK(data, sets_of(split_presets(data.tree)["L1 for U1, near"]))


def test_the_sample_file_is_the_same_each_time_and_its_tree_has_three_levels(data):
    demo_table.cache_clear()
    assert read_table(demo_csv(), FILE).sha256 == data.sha256
    assert {data.tree.depth(leaf) for leaf in data.tree.leaves} == {4}
    assert len(data.tree.leaves) == 32


def test_transfer_flow_of_plain_features_is_that_of_the_engine(data, found):
    rows = found.data.features[found.places]
    wanted = TransferFlow()(rows, found.names).value
    assert found.plain.flow.value == pytest.approx(wanted, rel=1e-9)
    assert found.plain.flow.low < wanted < found.plain.flow.high


def test_accuracy_is_judged_by_the_visitors_labels(found):
    assert len(found.discoveries) == 4
    for each in found.discoveries:
        agreed = agreement(found.names, each.discovered)
        assert each.accuracy == pytest.approx((each.discovered == found.names).mean())
        assert agreed.accuracy == pytest.approx(each.accuracy)
        low, high = each.accuracy_interval
        assert low <= each.accuracy <= high


def test_near_labels_separate_new_classes_better_than_far_ones(data, found):
    far = QUICK(data, sets_of(split_presets(data.tree)["L2 for U1, far"]))
    assert found.learned.flow.value > far.learned.flow.value
    assert found.learned.flow.value > found.learned.null.band()[1]
    assert found.tree_similarity.max(axis=1).mean() > far.tree_similarity.max(axis=1).mean()


def test_a_stop_ends_the_work(data):
    def stop(share, message):
        if share > 0.45:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        QUICK(data, sets_of(split_presets(data.tree)["L1 for U1, near"]), report=stop)


def test_texts_are_read_by_minilm_and_measured():
    table = read_table(demo_csv(), FILE)
    texts = own_classes(table, ColumnChoice(("class",), "text"))
    quick = OwnDiscovery(samples=4, epochs=1)
    found = quick(texts, sets_of(split_presets(texts.tree)["L1 for U1, near"]))
    assert found.data.features.shape == (64, 384)
    np.testing.assert_allclose(np.linalg.norm(found.data.features, axis=1), 1, atol=1e-5)


def test_tables_name_every_class_and_sample(found):
    assert tables.class_table(found)["class"].tolist() == list(found.sets.unlabeled)
    frame = tables.sample_table(found)
    assert frame["class"].tolist() == found.names.tolist()
    assert len(frame) == 20 * len(found.sets.unlabeled)
    assert set(tables.count_table(found)["measure"]) == {each.measure for each in found.counts}


def test_the_html_report_is_one_file_without_script_and_tells_the_advice(found):
    page = report_html(found)
    assert advice_words(found) in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=", page)
    assert f"{found.learned.flow.value:.4f}" in page


def test_markup_in_a_class_name_stays_text():
    frame = demo_table().replace({"class": {"animal/cat/lion": "animal/cat/<b>=lion"}})
    table = read_table(frame.to_csv(index=False).encode(), "<i>.csv")
    data = own_classes(table, guessed(table))
    found = QUICK(data, sets_of(split_presets(data.tree)["L1 for U1, near"]))
    page = report_html(found)
    assert "<b>" not in page
    assert "<i>" not in page


def test_the_command_writes_all_files_and_takes_its_split_back(tmp_path, capsys):
    words = ["--demo", "--samples", "8", "--epochs", "1"]
    assert main([*words, "--out", str(tmp_path / "one")]) == 0
    one = json.loads((tmp_path / "one" / "numbers.json").read_text())
    split = str(tmp_path / "one" / "split.csv")
    assert main([*words, "--split", split, "--out", str(tmp_path / "two")]) == 0
    two = json.loads((tmp_path / "two" / "numbers.json").read_text())
    assert one == two
    assert {each.name for each in (tmp_path / "one").iterdir()} == {
        "report.html", "samples.csv", "numbers.json", "split.csv",
    }  # fmt: skip


def test_the_copied_command_repeats_the_page_with_its_columns_and_settings(tmp_path, monkeypatch):
    frame = demo_table().assign(
        superclass=lambda f: f["class"].str.split("/").str[0],
        **{"the family": lambda f: f["class"].str.split("/").str[1]},
    )
    file = tmp_path / "it's mine.csv"
    frame.to_csv(file, index=False)
    table = read_table(file.read_bytes(), file.name)
    choice = ColumnChoice(("superclass", "the family"), "all columns of numbers")
    assert guessed(table) != choice
    data = own_classes(table, choice)
    roles = split_presets(data.tree)["far: half of the superclasses"]
    method = OwnDiscovery(samples=5, epochs=1, kernel="laplacian", measure="path", seed=3)
    page = method(data, sets_of(roles))
    (tmp_path / "split.csv").write_text(split_csv(roles))
    monkeypatch.chdir(tmp_path)
    words = shlex.split(report_command(page))
    assert words[:3] == ["python", "-m", "engine.studies.discovery_report"]
    assert main(words[3:]) == 0
    numbers = json.loads((tmp_path / "report" / "numbers.json").read_text())
    assert numbers == json.loads(json_text(page))


def test_the_command_of_the_made_up_sample_needs_no_file(found):
    assert "--demo" in report_command(found)
    assert "--data" not in report_command(found)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--data", "no.csv"], "is no file"),
        (["--demo", "--preset", "L9"], "no preset named 'L9'"),
        (["--demo", "--classes", "zebra"], "columns of the file"),
        (["--demo", "--samples", "1"], "samples must lie between"),
    ],
)
def test_a_wrong_word_is_told_and_ends_with_two(words, says, capsys):
    assert main(words) == 2
    assert says in capsys.readouterr().err


def test_the_command_lists_columns_presets_and_classes(capsys):
    assert main(["--demo", "--list"]) == 0
    said = capsys.readouterr().out
    assert "preset: L1 for U1, near" in said
    assert "class: vehicle/car/taxi (40 samples)" in said

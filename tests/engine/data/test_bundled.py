"""The texts that ship with the engine: enough, balanced, without doubles, and nobody else's."""

import csv
import subprocess
import sys

import numpy as np
import pytest

from engine.core.errors import NotFoundError
from engine.core.paths import ROOT, data_folder
from engine.data.bundled import (
    FOLDER,
    MINI_TASKS,
    calibration_sentences,
    mini_set,
    squad_mini,
)

SHARED_NAMES = {"sst2": "SST-2", "cola": "CoLA", "mrpc": "MRPC", "rte": "RTE", "stsb": "STS"}


def plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def every_text() -> set[str]:
    texts = set(map(plain, calibration_sentences()))
    for task in MINI_TASKS:
        texts |= {plain(text) for text in mini_set(task).first + (mini_set(task).second or ())}
    return texts


@pytest.mark.parametrize("task", MINI_TASKS)
def test_a_task_has_at_least_a_hundred_examples(task):
    examples = mini_set(task)
    assert 100 <= len(examples.first) == len(examples.labels)


@pytest.mark.parametrize("task", ["sst2", "cola", "mrpc", "rte"])
def test_both_classes_are_equally_frequent(task):
    labels = mini_set(task).labels
    assert (labels == 0).sum() == (labels == 1).sum() == len(labels) / 2


def test_similarity_scores_are_half_points_spread_evenly_from_zero_to_five():
    values, counts = np.unique(mini_set("stsb").labels, return_counts=True)
    assert values.tolist() == [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]
    assert len(set(counts.tolist())) == 1


@pytest.mark.parametrize("task", MINI_TASKS)
def test_no_example_stands_twice(task):
    examples = mini_set(task)
    rows = list(zip(examples.first, examples.second or examples.first, strict=True))
    assert len({tuple(map(plain, row)) for row in rows}) == len(rows)


@pytest.mark.parametrize("task", MINI_TASKS)
def test_the_order_mixes_the_labels(task):
    labels = mini_set(task).labels
    assert abs(labels[:50].mean() - labels[50:].mean()) < 0.2 * (labels.max() - labels.min())


@pytest.mark.parametrize("task", MINI_TASKS)
def test_every_line_has_the_columns_of_its_header_and_no_stray_space(task):
    lines = (FOLDER / "mini_glue" / f"{task}.tsv").read_text("utf-8").splitlines()
    header, *rows = (line.split("\t") for line in lines)
    assert all(len(row) == len(header) for row in rows)
    assert all(cell == cell.strip() and cell for row in rows for cell in row)


def test_a_mini_set_cannot_be_changed_by_a_caller():
    with pytest.raises(ValueError, match="read-only"):
        mini_set("sst2").labels[0] = 9


def test_an_unknown_task_names_the_known_ones():
    with pytest.raises(NotFoundError, match="sst2, cola"):
        mini_set("../sst2")


def test_there_are_sixty_four_different_calibration_sentences():
    assert len(set(calibration_sentences())) == 64


def test_every_squad_answer_stands_where_its_offset_says():
    for article in squad_mini()["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                for answer in question["answers"]:
                    start = answer["answer_start"]
                    end = start + len(answer["text"])
                    assert paragraph["context"][start:end] == answer["text"]


def test_squad_questions_are_many_and_some_have_no_answer():
    questions = [
        question
        for article in squad_mini()["data"]
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    ]
    assert len(questions) >= 20
    assert len({question["id"] for question in questions}) == len(questions)
    empty = [question for question in questions if question["is_impossible"]]
    assert len(empty) >= 5
    assert all(not question["answers"] for question in empty)


def test_reading_the_texts_imports_no_torch():
    code = (
        "import sys, engine.data.bundled as texts; texts.mini_set('rte'); texts.squad_mini(); "
        "print([name for name in ('torch', 'transformers', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.data
@pytest.mark.parametrize("task", MINI_TASKS)
def test_no_sentence_is_taken_from_glue(task):
    folder = data_folder()
    if folder is None or not (folder / "glue").is_dir():
        pytest.skip("MODELARIUM_DATA with glue/ is not set")
    theirs = set()
    for path in (folder / "glue" / SHARED_NAMES[task]).glob("*.tsv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                theirs |= {plain(cell) for cell in row[:-1]}
    assert len(theirs) > 500
    assert not every_text() & theirs

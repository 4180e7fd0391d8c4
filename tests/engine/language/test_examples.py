import numpy as np
import pandas as pd
import pytest

from engine.core.errors import IntegrityError, NotFoundError, UnsafeFileError
from engine.language import tables
from engine.language.examples import load_examples, read_labelled
from engine.language.tasks import TASKS, task_named

# one example a task in the layouts of the GLUE release and of Hugging Face
RELEASE = {
    "CoLA/dev.tsv": 'gj04\t1\t\tThe "cat sat.\ngj04\t0\t*\tCat the sat.\n',
    "SST-2/dev.tsv": "sentence\tlabel\na fine film\t1\n",
    "MRPC/dev.tsv": "\ufeffQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\n1\t7\t8\tOne.\tTwo.\n",
    "RTE/dev.tsv": "index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\tnot_entailment\n",
    "STS-B/dev.tsv": "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\t"
    "sentence2\tscore\n0\tnews\tx\t2015\t3\tnone\tnone\tA.\tB.\t2.600\n",
}


@pytest.fixture
def glue(tmp_path, monkeypatch):
    """A function that writes files under ``glue`` and makes that the real data."""
    monkeypatch.setenv("MODELARIUM_DATA", str(tmp_path))

    def write(files):
        for name, content in files.items():
            path = tmp_path / "glue" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


def test_the_release_s_cola_has_no_header_and_keeps_a_lone_quotation_mark(glue):
    glue(RELEASE)
    found = load_examples("cola", "glue")
    assert found.first == ('The "cat sat.', "Cat the sat.")
    assert found.labels.tolist() == [1, 0]


def test_the_release_s_mrpc_names_its_columns_in_its_own_way(glue):
    glue(RELEASE)
    found = load_examples("mrpc", "glue")
    assert (found.first, found.second, found.labels.tolist()) == (("One.",), ("Two.",), [1])


def test_the_release_s_rte_spells_its_labels(glue):
    glue(RELEASE)
    assert load_examples("rte", "glue").labels.tolist() == [1]


def test_the_release_s_sts_has_a_score_among_ten_columns(glue):
    glue(RELEASE)
    found = load_examples("stsb", "glue")
    assert (found.second, found.labels.tolist()) == (("B.",), [2.6])


def test_hugging_face_parquet_is_read_under_its_own_folder_names(glue, tmp_path):
    (tmp_path / "glue" / "mrpc").mkdir(parents=True)
    frame = pd.DataFrame(
        {"sentence1": ["a"], "sentence2": ["b"], "label": np.array([1]), "idx": np.array([0])}
    )
    frame.to_parquet(tmp_path / "glue" / "mrpc" / "validation-00000-of-00001.parquet")
    found = load_examples("mrpc", "glue")
    assert (found.first, found.labels.tolist()) == (("a",), [1])


def test_hugging_face_csv_has_quoted_fields(glue):
    glue({"sst2/validation.csv": 'idx,sentence,label\n0,"good, but ""long""",0\n'})
    assert load_examples("sst2", "glue").first == ('good, but "long"',)


def test_an_unlabelled_test_file_is_refused(glue):
    glue({"rte/test.csv": "sentence1,sentence2,label,idx\na,b,-1,0\n"})
    with pytest.raises(IntegrityError, match="test files have no labels"):
        load_examples("rte", "glue", "test")


def test_without_glue_the_mini_set_stands_in_and_says_so(monkeypatch):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    for task in TASKS:
        found = load_examples(task)
        assert found.source_title.startswith("Modelarium mini set")
        assert len(found) >= 100
        assert (found.second is not None) == task.pair


def test_the_mini_set_has_no_training_split(monkeypatch):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    with pytest.raises(NotFoundError, match="MODELARIUM_DATA"):
        load_examples("sst2", "auto", "train")


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "train", "dev"),
    [("sst2", 6920, 872), ("cola", 8551, 527), ("mrpc", 3668, 408), ("rte", 2490, 277),
     ("stsb", 3000, 750)],
)  # fmt: skip
def test_the_real_data_has_the_published_sizes(data, name, train, dev):
    assert len(load_examples(name, "glue", "train")) == train
    assert len(load_examples(name, "glue", "dev")) == dev


def test_a_user_s_table_is_a_task_like_the_others():
    found = read_labelled(b"sentence\tlabel\r\nGreat!\tpositive\r\nBad.\t0\r\n", TASKS[0])
    assert found.first == ("Great!", "Bad.")
    assert found.labels.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"text\tlabel\nA\t1\n", "needs the columns sentence and label"),
        (b"sentence\tlabel\n", "at least one row"),
        (b"sentence\tlabel\nA\n", "row 1 must have 2 columns"),
        (b"sentence\tlabel\nA\tmaybe\n", "must be numbers or negative, positive"),
        (b"sentence\tlabel\nA\t7\n", "must be 0 to 1"),
        (b"sentence\tlabel\nA\t0.7\n", "0.7 is no class"),
        (b"sentence\tlabel\nA\tnan\n", "nan is no class"),
        (b"sentence\tlabel\n\xff\xfe\t1\n", "UTF-8"),
        (b"", "needs the columns"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_the_reason(content, message):
    with pytest.raises(IntegrityError, match=message):
        read_labelled(content, TASKS[0])


def test_an_infinite_score_is_refused():
    content = b"sentence1\tsentence2\tscore\na\tb\tinf\n"
    with pytest.raises(IntegrityError, match="must be finite"):
        read_labelled(content, task_named("stsb"))


def test_a_huge_table_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(tables, "MAXIMUM_BYTES", 2**20)
    with pytest.raises(UnsafeFileError, match="at most 1 MiB"):
        read_labelled(b"x" * (2**20 + 1), TASKS[0])


def test_rows_picks_examples_in_the_asked_order():
    examples = load_examples("mrpc", "mini").rows(np.array([5, 2]))
    whole = load_examples("mrpc", "mini")
    assert examples.first == (whole.first[5], whole.first[2])
    assert examples.labels.tolist() == whole.labels[[5, 2]].tolist()

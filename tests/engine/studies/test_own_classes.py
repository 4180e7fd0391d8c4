"""A visitor's table of classes: what is read, guessed, left out, refused and why."""

import io

import numpy as np
import pandas as pd
import pytest

from engine.core.errors import EngineError, UnsafeFileError
from engine.studies.own_classes import own_classes, thinned_classes
from engine.studies.own_columns import NUMBERS, ColumnChoice, guessed
from engine.studies.own_paths import short_names
from engine.studies.own_table import MOST_ROWS, read_table, sampled_frame

SIZE = 60
VALUES = np.random.default_rng(0).normal(size=(SIZE, 3))
PATHS = [f"animal/{'cat' if place % 2 else 'dog'}/{place % 6}" for place in range(SIZE)]
FRAME = pd.DataFrame(VALUES, columns=["a", "b", "c"]).assign(
    kind=PATHS, text=[f"this is sentence {place}" for place in range(SIZE)], id=range(SIZE)
)


def csv(frame):
    return frame.to_csv(index=False).encode()


def npz(**arrays):
    kept = io.BytesIO()
    np.savez(kept, **arrays)
    return kept.getvalue()


def parquet(frame):
    kept = io.BytesIO()
    frame.to_parquet(kept)
    return kept.getvalue()


def read(content, file="t.csv"):
    table = read_table(content, file)
    return own_classes(table, guessed(table))


LEVELS = FRAME.drop(columns=["kind", "id", "text"]).assign(
    family=[path.split("/")[1] for path in PATHS],
    species=[path.split("/")[2] for path in PATHS],
)


@pytest.mark.parametrize(
    ("file", "content", "columns"),
    [
        ("t.csv", csv(FRAME), ("kind",)),
        ("T.CSV", FRAME.to_csv(index=False, sep=";").encode("utf-8-sig"), ("kind",)),
        ("t.tsv", FRAME.to_csv(index=False, sep="\t").encode(), ("kind",)),
        ("t.parquet", parquet(FRAME), ("kind",)),
        ("t.parquet", parquet(FRAME[["kind"]].assign(vector=list(VALUES))), ("kind",)),
        ("t.npz", npz(features=VALUES, kind=np.array(PATHS)), ("kind",)),
        ("t.npz", npz(features=VALUES, kind=np.array(PATHS, "S"), other=np.eye(2)), ("kind",)),
        ("t.csv", csv(LEVELS), ("family", "species")),
    ],
)
def test_every_kind_of_file_gives_the_same_samples(file, content, columns):
    table = read_table(content, file)
    assert guessed(table).classes == columns
    found = own_classes(table, guessed(table))
    assert len(found.tree.leaves) == 6
    assert set(found.counts.values()) == {10}
    np.testing.assert_allclose(found.features, VALUES, atol=1e-12)


def test_texts_are_taken_where_no_numbers_are():
    found = read(csv(FRAME[["kind", "text"]]))
    assert found.features is None
    assert found.texts[7] == "this is sentence 7"


def test_rows_without_class_or_text_and_single_samples_are_left_out_and_said():
    frame = FRAME[["kind", "text"]].copy()
    frame.loc[0, "text"], frame.loc[1, "kind"], frame.loc[2, "kind"] = "", None, "animal/owl/9"
    found = read(csv(frame))
    assert found.rows.tolist() == list(range(3, SIZE))
    said = " ".join(found.notes)
    assert "1 rows without a text" in said
    assert "1 rows without a class" in said
    assert "1 classes of a single sample were left out: animal/owl/9" in said


def test_a_class_may_be_called_none_and_classes_may_share_a_name():
    names = ["None" if place % 2 else "NA" for place in range(SIZE)]
    assert set(read(csv(FRAME.assign(kind=names))).tree.leaves) == {"NA", "None"}
    shared = read(csv(FRAME.assign(kind=["a/x" if p % 2 else "b/x" for p in range(SIZE)])))
    assert set(short_names(shared.tree).values()) == {"a/x", "b/x"}
    assert any("belong to several classes" in note for note in shared.notes)


def test_whole_numbers_name_classes_when_their_column_says_so():
    table = read_table(npz(features=VALUES, labels=np.arange(SIZE) % 4), "t.npz")
    assert set(own_classes(table, guessed(table)).tree.leaves) == {"0", "1", "2", "3"}


def test_a_draw_keeps_so_many_of_each_class():
    few = thinned_classes(read(csv(FRAME)), 4)
    assert set(few.counts.values()) == {4}
    assert (np.diff(few.rows) > 0).all()


def with_kind(values):
    return csv(FRAME.assign(kind=values))


def broken(value):
    frame = FRAME.copy()
    frame.loc[3, "b"] = value
    return csv(frame)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (with_kind("one"), "at least two classes.*got 1 such class"),
        (with_kind([f"s/{p}" for p in range(SIZE)]), "got 0 such classes and 60 with a single"),
        (with_kind(["a/b/a" if p % 2 else "a/c/d" for p in range(SIZE)]), "not lie under itself"),
        (with_kind(["a/b" if p % 2 else "b/a" for p in range(SIZE)]), "above and under another"),
        (with_kind(["a/" * (p % 3 > 0) + "bc" for p in range(SIZE)]), None),
        (with_kind(["a/b" if p % 3 else "a" for p in range(SIZE)]), "has classes below it"),
        (with_kind(["a//b" if p % 3 else "a/c/d" for p in range(SIZE)]), "must have a name"),
        (with_kind(["/".join(f"l{k}" for k in range(13 + p % 2)) for p in range(SIZE)]), "levels"),
        (csv(FRAME.drop(columns=["kind"])), "must name each sample's class.*add a column"),
        (csv(FRAME[["kind"]]), "must be described by at least two columns"),
        (broken(np.nan), "row 3 .*column 'b'; fill in"),
        (broken(np.inf), "finite number, got inf"),
        (broken(1e200), "finite number, got 1e\\+200"),
        (csv(FRAME.assign(a=1, b=1, c=1)), "must differ in their features"),
        (csv(FRAME.rename(columns={"a": "b"})), "different names, got 'b' twice"),
        (csv(FRAME[["a", "b"]]).split(b"\n", 1)[1], "first line.*name its columns"),
        (b"a,kind\n", "must hold rows"),
        (csv(FRAME[["kind"]].assign(text="")), "described by"),
    ],
)
def test_a_bad_table_is_refused_with_a_next_step(content, says):
    if says is None:
        assert len(read(content).tree.leaves) == 2
        return
    with pytest.raises(ValueError, match=f"(?s){says}") as told:
        read(content)
    assert "; " in str(told.value) or "?" in str(told.value)


@pytest.mark.parametrize(
    ("content", "file", "says"),
    [
        (npz(features=VALUES, kind=np.array(PATHS))[:700], "t.npz", "cut off"),
        (b"not a zip at all", "t.npz", "sound zip"),
        (npz(features=VALUES, kind=np.array(PATHS, object)), "t.npz", "only a pickle"),
        (b"\x89PNG\x00\x00", "t.csv", "must be text"),
        (b"\x89PNG\x00\x00", "t.png", "must come as csv"),
        (b"PAR1 and nothing", "t.parquet", "sound parquet"),
        (b"", "t.csv", "0 bytes"),
    ],
)
def test_a_wrong_or_broken_file_is_refused(content, file, says):
    with pytest.raises(UnsafeFileError, match=says):
        read_table(content, file)


def test_of_a_million_rows_a_uniform_sample_is_kept():
    parts = [pd.DataFrame({"n": range(at, at + 100_000)}) for at in range(0, 1_000_000, 100_000)]
    frame, rows, total = sampled_frame(parts, MOST_ROWS)
    assert (len(rows), total) == (MOST_ROWS, 1_000_000)
    assert frame["n"].tolist() == rows.tolist()
    share = np.histogram(rows, bins=10, range=(0, 1_000_000))[0] / MOST_ROWS
    assert np.abs(share - 0.1).max() < 0.01


def test_columns_that_do_not_exist_are_named():
    table = read_table(csv(FRAME), "t.csv")
    for choice in (ColumnChoice(("no",), NUMBERS), ColumnChoice((), NUMBERS),
                   ColumnChoice(("kind",), "no")):  # fmt: skip
        with pytest.raises((ValueError, EngineError), match=r"columns? of the file"):
            own_classes(table, choice)

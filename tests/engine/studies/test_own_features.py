"""Features from a visitor's file: what is read, what is dropped, what is refused and why."""

import io
import pickle
import zipfile

import numpy as np
import pandas as pd
import pytest

from engine.core.errors import EngineError, UnsafeFileError
from engine.studies.own_features import MOST_BYTES, check_size, read_features
from engine.studies.sample_set import MOST_ROWS, RowSample, SampleSet, thinned

VALUES = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)


def npy(array, **options):
    kept = io.BytesIO()
    np.save(kept, array, **options)
    return kept.getvalue()


def npz(compressed=False, **arrays):
    kept = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(kept, **arrays)
    return kept.getvalue()


def parquet(frame):
    kept = io.BytesIO()
    frame.to_parquet(kept)
    return kept.getvalue()


def header_only(shape, kind="<f4"):
    """An npy file that declares ``shape`` and holds 16 bytes."""
    kept = io.BytesIO()
    header = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(kept, header)
    return kept.getvalue() + bytes(16)


FRAME = pd.DataFrame(VALUES.astype(float), columns=["a", "b", "c"])


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("f.npy", npy(VALUES)),
        ("f.npy", npy(np.asfortranarray(VALUES))),
        ("f.npz", npz(features=VALUES)),
        ("f.npz", npz(compressed=True, features=VALUES, labels=np.arange(40))),
        ("f.npz", npz(anything=VALUES, labels=np.arange(40))),
        ("f.parquet", parquet(FRAME)),
        ("f.parquet", parquet(pd.DataFrame({"embedding": list(VALUES)}))),
        ("F.CSV", FRAME.to_csv(index=False).encode()),
        ("f.csv", FRAME.to_csv(index=False, header=False).encode()),
        ("f.csv", FRAME.to_csv(index=False, sep=";").encode("utf-8-sig")),
        ("f.tsv", FRAME.to_csv(index=False, sep="\t").encode()),
    ],
)
def test_every_format_gives_the_same_rows(file, content):
    found = read_features(content, file)
    assert np.allclose(found.features, VALUES, atol=1e-7)
    assert found.rows.tolist() == list(range(40))


def test_float16_is_read_and_an_array_beside_the_features_is_named():
    found = read_features(npz(features=VALUES.astype(np.float16), other=VALUES), "f.npz")
    assert found.features.dtype == np.float32
    assert found.notes == ("The array features was read, other left out.",)


def test_text_and_label_columns_are_dropped_and_named():
    frame = FRAME.assign(label=1, caption="a cat")
    for file, content in (
        ("f.csv", frame.to_csv(index=False).encode()),
        ("f.parquet", parquet(frame)),
    ):
        found = read_features(content, file)
        assert found.features.shape == (40, 3)
        assert "label (label or number of a sample)" in found.notes[0]
        assert "caption (no numbers)" in found.notes[0]


def test_a_text_among_numbers_names_column_and_row():
    text = FRAME.to_csv(index=False).splitlines()
    text[6] = "1.0,oops,2.0"
    with pytest.raises(ValueError, match=r"column 'b' must hold numbers, row 5 .* holds 'oops'"):
        read_features("\n".join(text).encode(), "f.csv")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nan_and_infinity_name_the_row(value):
    broken = VALUES.copy()
    broken[7, 1] = value
    for file, content in (
        ("f.npy", npy(broken)),
        ("f.csv", pd.DataFrame(broken).to_csv(index=False).encode()),
        ("f.parquet", parquet(pd.DataFrame(broken, columns=["a", "b", "c"]))),
    ):
        with pytest.raises(ValueError, match=r"row 7 \(counted from 0\) .*; drop such rows"):
            read_features(content, file)


def test_a_million_rows_become_a_seeded_sample_with_a_note():
    many = np.arange(1_000_000, dtype=np.float32)[:, None]
    found, again = (read_features(npy(many), "f.npy") for _ in range(2))
    assert found.size == MOST_ROWS
    assert np.array_equal(found.features[:, 0], found.rows)
    assert np.array_equal(found.rows, again.rows)
    assert abs(found.rows.mean() / 1_000_000 - 0.5) < 0.01
    assert "1,000,000 rows; 50,000 of them were drawn" in found.notes[0]


def test_wide_rows_are_sampled_more_sparsely():
    assert RowSample(4000).most == 2500


REFUSED = {
    "a pickled array": (npy(np.array([{"a": 1}, None], dtype=object)), "f.npy", "pickle"),
    "a pickle": (pickle.dumps(VALUES), "f.npy", "is it a pickle"),
    "a pickle in an npz": (npz(features=np.array([None, 1], dtype=object)), "f.npz", "pickle"),
    "one axis": (npy(VALUES[:, 0]), "f.npy", r"shape \(samples, features\), got \(40,\)"),
    "pictures": (npy(np.zeros((2, 3, 8, 8))), "f.npy", "zip of image files"),
    "texts": (npy(np.array([["a", "b"]])), "f.npy", "must hold numbers, got <U1"),
    "complex numbers": (npy(VALUES.astype(complex)), "f.npy", "must hold numbers"),
    "rows and columns swapped": (npy(np.zeros((2, 9000))), "f.npy", "swapped"),
    "no rows": (npy(np.zeros((0, 3))), "f.npy", "must hold rows, got none"),
    "a cut file": (npy(VALUES)[:-8], "f.npy", "cut off"),
    "a declared terabyte": (header_only((10**9, 250)), "f.npy", "may declare 2,000 MB"),
    "a negative shape": (header_only((-5, 3)), "f.npy", "must hold"),
    "two tables": (npz(one=VALUES, two=VALUES), "f.npz", "named 'features'"),
    "statistics only": (npz(mu=VALUES[0], sigma=VALUES[0]), "f.npz", r"mu \(3,\)"),
    "not a zip": (b"PK\x03\x04" + bytes(90), "f.npz", "sound zip"),
    "an empty zip": (b"PK\x05\x06" + bytes(18), "f.npz", "got no array"),
    "a torn parquet": (b"PAR1" + bytes(40), "f.parquet", "sound parquet"),
    "lists that differ": (
        parquet(pd.DataFrame({"e": [[1.0, 2.0], [1.0]]})), "f.parquet", "must have one length",
    ),
    "words only": (b"word,other\na,b\nc,d\n", "f.csv", r"word \(no numbers\)"),
    "decimal commas": (b'"a"\t"b"\n1,5\t2,5\n', "f.tsv", "decimal point"),
    "labels only": (b"label,id\n1,2\n", "f.csv", "column of numbers"),
    "a header alone": (b"a,b\n", "f.csv", "must hold rows, got none"),
    "an empty cell": (b"a,b\n1,2\n3,\n", "f.csv", r"row 1 .* empty cell"),
    "uneven lines": (b"a,b\n1,2\n1,2,3,4\n", "f.csv", "equally long lines"),
    "binary": (b"\x00\x01" * 50, "f.csv", "must be text"),
    "latin-1": ("a,b\n1,é\n".encode("latin-1"), "f.csv", "UTF-8"),
    "nothing": (b"", "f.npy", "got 0 bytes"),
    "another kind": (b"abc", "f.pkl", "must come as npz"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_bad_files_are_refused_with_a_next_step(name):
    content, file, message = REFUSED[name]
    with pytest.raises((EngineError, ValueError), match=message) as caught:
        read_features(content, file)
    assert "; " in str(caught.value)


def test_a_member_that_unpacks_to_more_than_it_declares_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("features.npy", header_only((10, 3)) + bytes(50_000_000))
    with pytest.raises(UnsafeFileError, match="its entry declares"):
        read_features(kept.getvalue(), "f.npz")


def test_a_file_above_the_limit_is_refused_by_its_size():
    with pytest.raises(UnsafeFileError, match=r"at most 150 MB, got 400\.0 MB"):
        check_size("f.npy", 400_000_000)
    assert MOST_BYTES == 150_000_000


def test_thinning_keeps_rows_and_names_together():
    whole = SampleSet(
        "t", VALUES, np.arange(40), "own", "0" * 64, tuple(f"{n}.png" for n in range(40))
    )
    part = thinned(whole, 7)
    assert part.size == 7
    assert np.array_equal(part.features, VALUES[part.rows])
    assert part.names == tuple(f"{n}.png" for n in part.rows)
    assert "7 of 40 samples were drawn" in part.notes[-1]
    assert thinned(whole, 40) is whole

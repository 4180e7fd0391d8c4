"""The header reader agrees with the safetensors library and refuses whatever is not sound."""

import contextlib
import io
import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import numpy as library

from engine.core.errors import UnsafeFileError
from engine.language.safetensors_header import parse_header, read_header, strict_json

ENTRY = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}


def packed(header, data=b"\0" * 24, *, length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def parse(content):
    return parse_header(io.BytesIO(content), len(content))


ARRAYS = {
    "a.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
    "b": np.zeros((0, 4), np.float16),
    "c": np.array(True),
    "d": np.ones((2, 2, 2), np.int64),
}
SOUND = library.save(ARRAYS, metadata={"format": "pt"})


def test_a_sound_file_is_read_like_the_library_reads_it(tmp_path):
    path = tmp_path / "a.safetensors"
    path.write_bytes(SOUND)
    found = {info.name: info for info in read_header(path)}
    data = SOUND[8 + int.from_bytes(SOUND[:8], "little") :]
    assert found.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert found[name].shape == array.shape
        assert data[found[name].start : found[name].end] == array.tobytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "at least 8 bytes"),
        (b"1234567", "at least 8 bytes"),
        (b"\xff" * 8, "must fit the file"),
        (packed({"a": ENTRY}, length=10**6), "must fit the file"),
        (packed(b"[]"), "begin with '{'"),
        (b"PK\x03\x04" + b"\0" * 40, "a pickle or a zip file"),
        (packed(b"{nonsense"), "must be a JSON object"),
        (packed(b'{"a":' * 20_000), "must be a JSON object"),
        (packed(b'{"a": NaN}'), "must be a JSON object"),
        (packed(b'{"a": \xff}'), "must be a JSON object"),
        (packed(b'{"a": ' + json.dumps(ENTRY).encode() + b', "a": 1}'), "stands twice"),
        (packed({}), "no tensor"),
        (packed({"a": 3}), "dtype, shape and data_offsets"),
        (packed({"a": {**ENTRY, "more": 1}}), "dtype, shape and data_offsets"),
        (packed({"a": {**ENTRY, "dtype": "F7"}}), "unknown type"),
        (packed({"a": {**ENTRY, "dtype": ["F32"]}}), "unknown type"),
        (packed({"a": {**ENTRY, "shape": [-2, -3]}}), "whole sizes"),
        (packed({"a": {**ENTRY, "shape": [2.0, 3]}}), "whole sizes"),
        (packed({"a": {**ENTRY, "shape": [True, 6]}}), "whole sizes"),
        (packed({"a": {**ENTRY, "shape": [2**63, 2]}}), "whole sizes"),
        (packed({"a": {**ENTRY, "shape": [2**62, 2**62]}}), "shape of"),
        (packed({"a": {**ENTRY, "shape": [1] * 9}}), "at most 8 axes"),
        (packed({"a": {**ENTRY, "data_offsets": [24, 0]}}), "ascending"),
        (packed({"a": {**ENTRY, "data_offsets": [0]}}), "ascending"),
        (packed({"a": {**ENTRY, "data_offsets": [0, 25]}}), "shape of 24 bytes and 25"),
        (packed({"a": ENTRY}, b"\0" * 23), "cut off"),
        (packed({"a": ENTRY}, b"\0" * 25), "cut off"),
        (packed({"a": ENTRY, "b": ENTRY}), "overlaps"),
        (packed({"a": {**ENTRY, "data_offsets": [1, 25]}}, b"\0" * 25), "gap"),
        (packed({"a\nb": ENTRY}), "printable"),
        (packed({"": ENTRY}), "printable"),
        (packed({"a" * 600: ENTRY}), "short"),
        (packed({"a": ENTRY, "__metadata__": {"x": 1}}), "texts only"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_malformed_file_is_refused_with_its_fault(content, message):
    with pytest.raises(UnsafeFileError, match=message):
        parse(content)


def test_a_number_of_ten_thousand_digits_is_refused():
    with pytest.raises(UnsafeFileError, match="must be a JSON object"):
        strict_json(b'{"a": ' + b"9" * 10_000 + b"}")


@given(cut=st.integers(0, len(SOUND) - 1))
def test_a_truncated_file_is_always_refused(cut):
    with pytest.raises(UnsafeFileError):
        parse(SOUND[:cut])


@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=6))
def test_whatever_we_accept_the_library_accepts_too(changes):
    content = bytearray(SOUND)
    for place, value in changes:
        content[place] = value
    try:
        found = parse(bytes(content))
    except UnsafeFileError:
        return
    loaded = library.load(bytes(content))
    assert {info.name: info.shape for info in found} == {n: a.shape for n, a in loaded.items()}


@given(
    st.dictionaries(
        st.text(max_size=3),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=3) | st.sampled_from(["F32", "I8"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["dtype", "shape", "data_offsets", "x"]), inner, max_size=4
                )
            ),
            max_leaves=8,
        ),
        max_size=3,
    ),
    st.binary(max_size=40),
)
def test_any_json_header_is_read_or_refused_within_a_megabyte(header, data):
    content = packed(header, data)
    tracemalloc.start()
    with contextlib.suppress(UnsafeFileError):
        parse(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000

import io
import json
import zipfile

import numpy as np
import pytest

from engine.core.errors import EngineError, UnsafeFileError
from engine.studies.latent_files import MOST_BYTES, json_bytes, npz_bytes, read_latents

LATENTS = np.random.default_rng(0).standard_normal((5, 8)).astype(np.float32)


def npz(**arrays):
    kept = io.BytesIO()
    np.savez(kept, **arrays)
    return kept.getvalue()


def npy(array):
    kept = io.BytesIO()
    np.save(kept, array, allow_pickle=True)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (npz_bytes(LATENTS), "mine.npz"),
        (json_bytes(LATENTS, "mnist_dcgan"), "mine.JSON"),
        (npy(LATENTS), "mine.npy"),
        (json.dumps(LATENTS.astype(float).tolist()).encode(), "rows.json"),
        (npz(latents=LATENTS.astype(np.float64)), "double.npz"),
    ],
)
def test_what_was_saved_comes_back_to_the_last_bit(content, file):
    np.testing.assert_array_equal(read_latents(content, file, 8), LATENTS)


def test_a_single_latent_is_a_set_of_one():
    np.testing.assert_array_equal(read_latents(npy(LATENTS[0]), "one.npy", 8), LATENTS[:1])


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (npz_bytes(LATENTS), "mine.pkl"),
        (b"", "empty.npz"),
        (b"PK\x03\x04 no", "broken.npz"),
        (npz(other=LATENTS), "other.npz"),
        (npz(latents=LATENTS, more=LATENTS), "two.npz"),
        (npy(np.array([{"a": 1}], dtype=object)), "pickle.npy"),
        (npz(latents=np.array([{"a": 1}], dtype=object)), "pickle.npz"),
        (b"{", "broken.json"),
        (b"[" * 100_000, "deep.json"),
        (b"[[1, 2], [3]]", "ragged.json"),
        (b"x" * (MOST_BYTES + 1), "large.json"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(content, file):
    with pytest.raises(UnsafeFileError, match="; "):
        read_latents(content, file, 8)


def test_a_small_zip_that_unpacks_to_much_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("latents.npy", npy(np.zeros((2000, 1000), np.float64)))
    with pytest.raises(UnsafeFileError, match="unpack"):
        read_latents(kept.getvalue(), "bomb.npz", 8)


@pytest.mark.parametrize(
    "array",
    [
        LATENTS[:, :7],
        np.full((2, 8), np.nan),
        np.full((2, 8), np.inf),
        np.full((2, 8), 1e6),
        np.zeros((0, 8)),
        np.zeros((1001, 8)),
        np.zeros((2, 2, 8)),
        np.array([["a"] * 8]),
        np.zeros((2, 8), np.complex64),
    ],
)
def test_numbers_that_are_no_latents_get_a_reason_and_a_next_step(array):
    with pytest.raises((ValueError, EngineError), match="; "):
        read_latents(npy(array), "mine.npy", 8)

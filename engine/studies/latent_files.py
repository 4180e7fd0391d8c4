"""Latents as a file to keep and to bring back: npz or JSON, never a pickle."""

import io
import json
import zipfile
from typing import Any

import numpy as np
from jaxtyping import Float, Shaped

from engine.core.errors import UnsafeFileError

MOST_BYTES = 4_000_000
MOST_LATENTS = 1_000
LARGEST = 100.0
KEY = "latents"


def npz_bytes(latents: Float[np.ndarray, "samples latent"]) -> bytes:
    """Return latents as an npz file with one array, ``latents``, float32."""
    kept = io.BytesIO()
    np.savez_compressed(kept, latents=latents.astype(np.float32))
    return kept.getvalue()


def json_bytes(latents: Float[np.ndarray, "samples latent"], generator: str) -> bytes:
    """Return latents as readable JSON, exact to the last bit of a float32."""
    rows = latents.astype(np.float32).astype(np.float64).tolist()
    content = {"generator": generator, "latent_size": latents.shape[1], KEY: rows}
    return json.dumps(content).encode()


def read_latents(
    content: bytes, file: str, latent_size: int
) -> Float[np.ndarray, "samples latent"]:
    """Return the latents of a file that :func:`npz_bytes` or :func:`json_bytes` could have made.

    Args:
        content: The file.
        file: Its name; the ending says what it is: npz, npy or json.
        latent_size: Numbers that one latent must have.

    Raises:
        UnsafeFileError: If the file is damaged, too large, or would need a pickle.
        ValueError: If the numbers do not fit the generator.
    """
    if len(content) > MOST_BYTES:
        raise UnsafeFileError(
            f"a file of latents must be at most {MOST_BYTES // 1_000_000} MB, got "
            f"{len(content) / 1e6:.1f} MB; save fewer latents"
        )
    ending = file.rsplit(".", 1)[-1].lower()
    readers = {"npz": _from_npz, "npy": _from_npy, "json": _from_json}
    if ending not in readers:
        raise UnsafeFileError(
            f"latents must come as npz, npy or json, got {ending[:10]!r}; save them from this page"
        )
    try:
        found = readers[ending](content)
    except UnsafeFileError:
        raise
    except Exception as error:  # whatever a malformed file does to its reader
        raise UnsafeFileError(
            f"the file must be sound {ending}, got one that cannot be read; save it again"
        ) from error
    return _checked(found, latent_size)


def _from_npz(content: bytes) -> Shaped[np.ndarray, "..."]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if names != [f"{KEY}.npy"]:
            raise UnsafeFileError(
                f"the npz must hold one array named {KEY}, got {len(names)} entries; "
                f"np.savez(file, {KEY}=array) makes it"
            )
        info = archive.getinfo(names[0])
        if info.file_size > MOST_BYTES:
            raise UnsafeFileError(
                f"the array must unpack to at most {MOST_BYTES // 1_000_000} MB, it declares "
                f"{info.file_size / 1e6:.1f} MB; save fewer latents"
            )
        with archive.open(info) as member:
            return _from_npy(member.read(MOST_BYTES + 1))


def _from_npy(content: bytes) -> Shaped[np.ndarray, "..."]:
    stream = io.BytesIO(content)
    readers = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    shape, _, kind = readers[np.lib.format.read_magic(stream)](stream)
    if kind.hasobject or int(np.prod(shape, dtype=float)) * kind.itemsize > MOST_BYTES:
        raise UnsafeFileError(
            f"the array must hold numbers and at most {MOST_BYTES // 1_000_000} MB, got {kind} "
            f"of shape {shape}; save float32"
        )
    return np.load(io.BytesIO(content), allow_pickle=False)


def _from_json(content: bytes) -> Shaped[np.ndarray, "..."]:
    parsed: Any = json.loads(content)
    rows = parsed.get(KEY) if isinstance(parsed, dict) else parsed
    return np.asarray(rows)


def _checked(
    found: Shaped[np.ndarray, "..."], latent_size: int
) -> Float[np.ndarray, "samples latent"]:
    if found.ndim == 1:
        found = found[None]
    if found.ndim != 2 or found.shape[1] != latent_size or found.dtype.kind not in "fiu":
        raise ValueError(
            f"latents must be numbers of shape (samples, {latent_size}), got {found.dtype} of "
            f"shape {found.shape}; choose the generator that they were saved for"
        )
    if not 1 <= len(found) <= MOST_LATENTS:
        raise ValueError(
            f"there must be 1 to {MOST_LATENTS} latents, got {len(found)}; save fewer"
        )
    values = found.astype(np.float32)
    if not np.isfinite(values).all() or np.abs(values).max() > LARGEST:
        raise ValueError(
            f"latents must be finite and at most {LARGEST:g} in size, got other numbers; a latent "
            "is drawn from a standard normal distribution"
        )
    return values

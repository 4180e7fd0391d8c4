"""A visitor's own features from npz, npy, parquet, CSV or TSV; a pickle is never loaded.

What a file declares (shape, type, rows) is checked before its values are read. Rows are read block
by block; of more than 50,000 rows a seeded sample is kept.
"""

import hashlib
from collections.abc import Callable

from engine.core.errors import EngineError, UnsafeFileError
from engine.studies.array_files import read_npy, read_npz
from engine.studies.parquet_files import read_parquet
from engine.studies.sample_set import OWN_FEATURES, RowSample, SampleSet
from engine.studies.table_files import read_text_table

MOST_BYTES = 150_000_000
READERS: dict[str, Callable[[bytes], tuple[RowSample, tuple[str, ...]]]] = {
    "npz": read_npz,
    "npy": read_npy,
    "parquet": read_parquet,
    "csv": read_text_table,
    "tsv": read_text_table,
}
ENDINGS = tuple(READERS)


def read_features(content: bytes, file: str) -> SampleSet:
    """Return the features in a file, one row for each sample.

    Args:
        content: The file.
        file: Its name; the ending says what it is, see ``ENDINGS``.

    Raises:
        UnsafeFileError: If the file is too large, damaged, of another kind, or needs a pickle.
        ValueError: If its numbers are no features: shape, NaN, no column of numbers.
    """
    ending = file.rsplit(".", 1)[-1].lower()
    if ending not in READERS:
        raise UnsafeFileError(
            f"features must come as {', '.join(ENDINGS)}, got {ending[:12]!r}; save them as npz: "
            "np.savez(file, features=array)"
        )
    check_size(file, len(content))
    try:
        sample, notes = READERS[ending](content)
        rows, features = sample.finish()
    except (EngineError, ValueError):
        raise
    except Exception as error:  # whatever a malformed file does to its reader
        raise UnsafeFileError(
            f"{file[:80]} must be a sound {ending} file, got one that cannot be read "
            f"({type(error).__name__}); save it again"
        ) from error
    return SampleSet(
        title=shown_name(file),
        features=features,
        rows=rows,
        extractor=OWN_FEATURES,
        sha256=hashlib.sha256(content).hexdigest(),
        notes=tuple(filter(None, (*notes, sample.note))),
    )


def check_size(file: str, size: int) -> None:
    """Refuse a file by its size, before a byte of it is read.

    Raises:
        UnsafeFileError: If it is empty or too large.

    >>> check_size("features.npy", 0)
    Traceback (most recent call last):
    engine.core.errors.UnsafeFileError: features.npy must hold something, got 0 bytes; ...
    """
    if size == 0:
        raise UnsafeFileError(f"{file[:80]} must hold something, got 0 bytes; save it again")
    if size > MOST_BYTES:
        raise UnsafeFileError(
            f"{file[:80]} must have at most {MOST_BYTES / 1e6:g} MB, got {size / 1e6:.1f} MB; "
            "save float32 values, or a random part of the rows"
        )


def shown_name(file: str, longest: int = 80) -> str:
    r"""Return a file's name as it can be shown: printable and short.

    >>> shown_name("a\x00b.npz")
    'ab.npz'
    """
    return "".join(letter for letter in file if letter.isprintable())[:longest] or "unnamed"

"""A visitor's picture files, from a zip or one by one, read in memory and never unpacked to disk.

Every limit is checked twice: against what a file declares, and against what it turns out to hold.
"""

import dataclasses
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from engine.core.errors import UnsafeFileError
from engine.core.random import numpy_generator
from engine.studies.picture_decoding import ENDINGS, MOST_PICTURE_BYTES, PictureFile
from engine.studies.sample_set import SEED

MOST_BYTES = 150_000_000
MOST_ENTRIES = 100_000
MOST_PICTURES = 20_000
MOST_UNPACKED = 1_000_000_000
_BOMB = "export fewer or smaller pictures"


@dataclasses.dataclass(frozen=True, eq=False)
class Opened:
    """Uploads of which nothing is unpacked yet.

    Attributes:
        count: Files to come.
        left_out: Files of zips that a seeded draw left out.
        files: The files.
    """

    count: int
    left_out: int
    files: Iterator[PictureFile]


def opened(files: Sequence[tuple[str, bytes]]) -> Opened:
    """Return the files of an upload, zips opened.

    Args:
        files: Name and content of each upload.

    Raises:
        UnsafeFileError: If the uploads are too large, or a zip is damaged or holds too much.
        ValueError: If there is no file.
    """
    check_total(sum(len(content) for _, content in files))
    archives = [_archive(name, content) for name, content in files]
    members = [None if each is None else _members(each) for each in archives]
    kept = [None if each is None else _drawn(each) for each in members]
    whole, count = (sum(1 if each is None else len(each) for each in m) for m in (members, kept))
    if not count:
        raise ValueError("there must be a picture, got an empty zip; put picture files into it")
    if whole > MOST_ENTRIES:
        raise _too_many()

    def each_file() -> Iterator[PictureFile]:
        unpacked = 0
        for (name, content), archive, infos in zip(files, archives, kept, strict=True):
            if archive is None or infos is None:
                yield PictureFile(name, content)
                continue
            for info in infos:
                found = _member(archive, info)
                unpacked += len(found.content)
                if unpacked > MOST_UNPACKED:
                    raise UnsafeFileError(
                        f"a zip may unpack to {MOST_UNPACKED / 1e6:,.0f} MB, this one goes on "
                        f"after that; {_BOMB}"
                    )
                yield found

    return Opened(count, whole - count, each_file())


def check_total(size: int) -> None:
    """Refuse uploads by their size in bytes, before one of them is read.

    Raises:
        UnsafeFileError: If they are too large.
    """
    if size > MOST_BYTES:
        raise UnsafeFileError(
            f"pictures must have at most {MOST_BYTES / 1e6:g} MB, got {size / 1e6:.1f} MB; {_BOMB}"
        )


def _too_many() -> UnsafeFileError:
    return UnsafeFileError(f"a zip may hold {MOST_ENTRIES:,} files, got more; {_BOMB}")


def _archive(name: str, content: bytes) -> zipfile.ZipFile | None:
    """Return the opened zip, or None for a file of another kind."""
    if not name.lower().endswith(".zip") and not content.startswith(b"PK\x03\x04"):
        return None
    if content.count(b"PK\x01\x02") > MOST_ENTRIES:  # before an object is made for each of them
        raise _too_many()
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnsafeFileError(
            f"{name[:80]} must be a sound zip, got {str(error)[:80] or 'a damaged one'}; pack it "
            "again"
        ) from None


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of a zip without folders and what operating systems add."""
    found = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/")
    ]
    return [info for info in found if not info.filename.rsplit("/", 1)[-1].startswith(".")]


def _drawn(found: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return the members, or a seeded draw of them."""
    if len(found) <= MOST_PICTURES:
        return found
    kept = np.sort(numpy_generator(SEED).permutation(len(found))[:MOST_PICTURES])
    return [found[place] for place in kept]


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> PictureFile:
    name = info.filename
    if not name.lower().endswith(tuple(f".{each}" for each in ENDINGS)):
        return PictureFile(name, b"", f"no picture by its name (read: {', '.join(ENDINGS)})")
    if info.flag_bits & 1:
        return PictureFile(name, b"", "encrypted; pack it without a password")
    if info.file_size > MOST_PICTURE_BYTES:
        return PictureFile(name, b"", f"declares {info.file_size / 1e6:,.0f} MB, 20 MB at most")
    try:
        with archive.open(info) as stream:
            return PictureFile(name, stream.read(MOST_PICTURE_BYTES + 1))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        return PictureFile(name, b"", f"damaged in the zip ({str(error)[:60]})")

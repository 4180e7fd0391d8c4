"""Where uploads are kept: ``uploads/<hash>`` of the cache folder, the oldest forgotten first.

The name is a hash of what was uploaded, so no name from outside ever becomes a path.
"""

import contextlib
import dataclasses
import errno
import hashlib
import re
import shutil
import tempfile
from pathlib import Path

from engine.core.disk import writing
from engine.core.errors import NotFoundError, unknown_name
from engine.core.paths import cache_folder
from engine.language.checkpoint import WEIGHTS_FILE

PREFIX = "upload:"
KEPT = 6
_NAME = re.compile(r"upload:[0-9a-f]{24}")


@dataclasses.dataclass(frozen=True)
class UploadFiles:
    """What a visitor sends.

    Attributes:
        weights: Bytes of the safetensors file.
        config: Bytes of ``config.json``; None shows the weights alone.
        tokenizer: Bytes of ``tokenizer.json``, or None.
        vocabulary: Bytes of ``vocab.txt``, or None.
    """

    weights: bytes
    config: bytes | None = None
    tokenizer: bytes | None = None
    vocabulary: bytes | None = None

    def parts(self) -> dict[str, bytes]:
        """Return the files that are there, by the name under which they are kept."""
        named = {
            WEIGHTS_FILE: self.weights,
            "config.json": self.config,
            "tokenizer.json": self.tokenizer,
            "vocab.txt": self.vocabulary,
        }
        return {name: content for name, content in named.items() if content is not None}


def _folder() -> Path:
    return cache_folder() / "uploads"


def stored_folder(name: str) -> Path:
    """Return the folder of an upload that is still kept.

    Raises:
        NotFoundError: If it is not kept any more, or never was.
    """
    if not _NAME.fullmatch(name):
        raise unknown_name("upload", name, ["those you uploaded in this session"])
    path = _folder() / name.removeprefix(PREFIX)
    if not (path / WEIGHTS_FILE).is_file():
        raise NotFoundError("this upload is no longer kept; upload the file again")
    return path


def store(files: UploadFiles) -> str:
    """Keep checked files and return their name; the same files always have the same name.

    Raises:
        EngineError: If the disk is full or may not be written; nothing is left of it then.
    """
    digest = hashlib.sha256()
    for name, content in files.parts().items():
        digest.update(f"{name} {len(content)} ".encode())
        digest.update(content)
    name = PREFIX + digest.hexdigest()[:24]
    folder = _folder()
    with writing("the upload"):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / name.removeprefix(PREFIX)
        if not target.is_dir():
            _place(files, target)
        target.touch()
    _forget_old(folder)
    return name


def _place(files: UploadFiles, target: Path) -> None:
    """Write all files or none: into a draft first, which then takes its name."""
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=target.parent))
    try:
        for part, content in files.parts().items():
            (draft / part).write_bytes(content)
        # another session may have stored the same files in the meantime
        with contextlib.suppress(FileExistsError, NotADirectoryError):
            draft.rename(target)
    except OSError as error:
        if error.errno != errno.ENOTEMPTY:
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _forget_old(folder: Path) -> None:
    aged = []
    for path in folder.iterdir():
        with contextlib.suppress(OSError):  # another session forgets at the same time
            aged.append((path.stat().st_mtime, path))
    for _, path in sorted(aged, reverse=True)[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)

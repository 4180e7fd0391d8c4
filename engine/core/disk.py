"""Writing to the cache folder: a full or read-only disk is named as such, with a next step."""

import contextlib
import errno
from collections.abc import Generator

from engine.core.errors import EngineError
from engine.core.paths import cache_folder

DISK_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EPERM)


def disk_fault(error: BaseException) -> bool:
    """Return whether an error means that the disk is full or may not be written."""
    return isinstance(error, OSError) and error.errno in DISK_FAULTS


@contextlib.contextmanager
def writing(what: str) -> Generator[None]:
    """Turn a disk's refusal inside the block into a message for the visitor.

    Args:
        what: What is being written, such as ``"the upload"``.

    Raises:
        EngineError: If the disk is full, read-only or closed to this user.

    >>> with writing("the upload"):
    ...     raise OSError(28, "No space left on device")
    Traceback (most recent call last):
    engine.core.errors.EngineError: the upload cannot be written (No space left on device); ...
    """
    try:
        yield
    except OSError as error:
        if not disk_fault(error):
            raise
        raise EngineError(
            f"{what} cannot be written ({error.strerror}); free some space in {cache_folder()} or "
            "start the app with MODELARIUM_CACHE set to another folder"
        ) from error

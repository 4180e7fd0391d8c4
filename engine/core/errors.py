"""Errors that tell what must hold, what was got, and what to do next."""


class EngineError(Exception):
    """Base of every error that is not simply a wrong value (those are ``ValueError``)."""


class NotFoundError(EngineError):
    """A model, file, data set or name that should be there is not."""


class IntegrityError(EngineError):
    """A file is there but is not what its card or its header says (hash, size, shape, type)."""


class UnsafeFileError(EngineError):
    """A file from outside is refused: wrong kind, too large, or malformed."""


class OfflineError(EngineError):
    """Something would have to be downloaded, and the network or ``HF_HUB_OFFLINE`` forbids it."""


class CancelledError(EngineError):
    """The visitor stopped this job; nothing is wrong."""


class BusyError(EngineError):
    """The server has as many jobs as it can hold; the message says when to try again."""


def unknown_name(kind: str, name: object, known: object) -> NotFoundError:
    """Return the error for a name that no table holds.

    Args:
        kind: What was looked up, such as ``"model"``.
        name: What was asked for.
        known: The iterable of names that exist.

    >>> print(unknown_name("model", "bret", ["minilm", "tiny"]))
    no model named 'bret'; there are: minilm, tiny
    """
    names = ", ".join(str(each) for each in known)  # ty: ignore[not-iterable]
    return NotFoundError(f"no {kind} named {str(name)[:80]!r}; there are: {names}")

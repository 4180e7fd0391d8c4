"""How many processor threads the numeric libraries may use."""

import contextlib
import os
import sys
import threading
from collections.abc import Generator

_lock = threading.Lock()
_limited: list[int] = []
"""torch's thread count before the first limit, once for each limit that holds now."""


@contextlib.contextmanager
def one_thread() -> Generator[None]:
    """Hold numeric libraries to one thread: many small OpenMP waits cost more than they give.

    torch is limited when it is loaded, and through ``OMP_NUM_THREADS`` when it comes later. Its
    count belongs to the process: it comes back when the last of several overlapping limits ends.
    """
    from threadpoolctl import threadpool_limits

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    torch = sys.modules.get("torch")
    with threadpool_limits(limits=1):
        if torch is None:
            yield
            return
        with _lock:
            _limited.append(_limited[-1] if _limited else torch.get_num_threads())
            torch.set_num_threads(1)
        try:
            yield
        finally:
            with _lock:
                before = _limited.pop()
                if not _limited:
                    torch.set_num_threads(before)

"""How many processor threads the numeric libraries may use."""

import contextlib
import os
import sys
from collections.abc import Generator


@contextlib.contextmanager
def one_thread() -> Generator[None]:
    """Hold numeric libraries to one thread: many small OpenMP waits cost more than they give.

    torch is limited when it is loaded, and through ``OMP_NUM_THREADS`` when it comes later.
    """
    from threadpoolctl import threadpool_limits

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    with threadpool_limits(limits=1):
        yield

"""How the loops of packed inference are compiled, and where their machine code is kept."""

import inspect
from collections.abc import Callable
from typing import Any

from engine.core.paths import cache_folder

cache_folder()  # names the folder of compiled code, which numba reads when it is imported
import numba  # noqa: E402


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile ``function`` without the type checks that tests wrap around it.

    The loops release Python's lock and start no threads, so any thread may call them. Their code
    is kept in the app's cache folder, else in the user's; where neither can be written, every
    process compiles again.
    """
    plain = inspect.unwrap(function)
    try:
        return numba.njit(plain, cache=True, nogil=True)
    except RuntimeError:  # numba found no folder that can be written
        return numba.njit(plain, nogil=True)

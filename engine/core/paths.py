"""Where things lie: shipped models, real data, and the one folder that the app may write to."""

import os
import tempfile
from pathlib import Path

from engine.core.errors import NotFoundError

ROOT = Path(__file__).resolve().parents[2]
CACHED_MODELS = ROOT / "cached_models"


def cache_folder() -> Path:
    """Return the folder for everything written at run time, made when missing.

    ``MODELARIUM_CACHE`` names it; else ``.cache`` of the project; else the temporary folder.
    """
    named = os.environ.get("MODELARIUM_CACHE")
    wanted = Path(named) if named else ROOT / ".cache"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
    except OSError:
        wanted = Path(tempfile.gettempdir()) / "modelarium"
        wanted.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("NUMBA_CACHE_DIR", str(wanted / "numba"))
    return wanted


def data_folder() -> Path | None:
    """Return the folder of real data named by ``MODELARIUM_DATA``, or None without one."""
    named = os.environ.get("MODELARIUM_DATA")
    if not named:
        return None
    folder = Path(named).expanduser()
    return folder if folder.is_dir() else None


def need_data(*parts: str) -> Path:
    """Return a file or folder of the real data.

    Raises:
        NotFoundError: If ``MODELARIUM_DATA`` is not set or holds no such file.
    """
    folder = data_folder()
    if folder is None:
        raise NotFoundError(
            "the real data is not here; set MODELARIUM_DATA to the folder that holds "
            f"{'/'.join(parts)}, or use the embedded default"
        )
    found = folder.joinpath(*parts)
    if not found.exists():
        raise NotFoundError(f"MODELARIUM_DATA has no {'/'.join(parts)}; is the folder complete?")
    return found

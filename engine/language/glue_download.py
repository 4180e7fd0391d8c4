"""Download of the five GLUE tasks, started by a visitor; afterwards ``load_examples`` finds them.

Ten parquet files (about 6 MB) of the dataset ``nyu-mll/glue`` go to ``glue/`` in the app's cache.
No token is sent. The data stays under its own sources' terms.
"""

import concurrent.futures
from pathlib import Path
from typing import Any

from engine.core.disk import disk_fault, writing
from engine.core.errors import EngineError, OfflineError
from engine.core.jobs import Report
from engine.core.paths import cache_folder
from engine.language.hub import is_offline
from engine.language.tasks import TASKS

REPOSITORY = "nyu-mll/glue"
FILES = tuple(
    f"{task.name}/{split}-00000-of-00001.parquet"
    for task in TASKS
    for split in ("validation", "train")
)
_POLL_SECONDS = 0.2


def downloaded_folder() -> Path:
    """Return the folder for downloaded tasks, whether it is there or not."""
    return cache_folder() / "glue"


def _fetch(file: str, folder: Path, endpoint: str | None) -> None:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils import tqdm

    class Silent(tqdm):
        def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
            options["disable"] = True
            super().__init__(*arguments, **options)

    hf_hub_download(
        REPOSITORY,
        file,
        repo_type="dataset",
        local_dir=folder,
        token=False,
        endpoint=endpoint,
        etag_timeout=10,
        tqdm_class=Silent,
    )


def _wait(work: "concurrent.futures.Future[None]", report: Report | None, done: float) -> None:
    """Wait for one file, calling ``report`` often enough that a stop takes effect at once."""
    while not work.done():
        if report is not None:
            report(done, f"{done:.0%} of GLUE is here")
        concurrent.futures.wait([work], timeout=_POLL_SECONDS)
    work.result()


def _unreachable(error: Exception) -> OfflineError:
    return OfflineError(
        f"GLUE could not be fetched ({type(error).__name__}); check the network and try again, or "
        "go on with the mini set"
    )


def download_glue(*, endpoint: str | None = None, report: Report | None = None) -> Path:
    """Fetch what is missing of the five tasks and return the folder.

    Args:
        endpoint: Address of a mirror of the hub; None takes the hub's own.
        report: Called several times a second; may raise ``CancelledError`` to stop.

    Raises:
        EngineError: If the disk is full.
        OfflineError: If ``HF_HUB_OFFLINE`` forbids it or the hub cannot be reached.
    """
    if is_offline():
        raise OfflineError(
            "HF_HUB_OFFLINE forbids the download of GLUE; unset it, set MODELARIUM_DATA to a "
            "folder with glue, or go on with the mini set"
        )
    folder = downloaded_folder()
    missing = [file for file in FILES if not (folder / file).is_file()]
    worker = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="glue")
    try:
        for number, file in enumerate(missing):
            work = worker.submit(_fetch, file, folder, endpoint)
            _wait(work, report, number / len(missing))
    except EngineError:
        raise
    except OSError as error:
        if disk_fault(error):
            with writing("GLUE"):
                raise
        raise _unreachable(error) from error
    except Exception as error:  # the hub client's and the network's have no common base
        raise _unreachable(error) from error
    finally:
        worker.shutdown(wait=False, cancel_futures=True)
    return folder

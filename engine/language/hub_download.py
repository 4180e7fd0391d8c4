"""Download of a hub model that a visitor starts: with progress, a size limit, and a way to stop.

Only safetensors, config and tokenizer files are fetched, never a pickle. No token is sent.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.core.disk import disk_fault
from engine.core.errors import EngineError, NotFoundError, OfflineError, UnsafeFileError
from engine.core.jobs import Report
from engine.language.checkpoint import WEIGHTS_FILE
from engine.language.hub import HubName, hub_cache, hub_name, is_offline, need_cached_folder

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo

WANTED = ("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt", WEIGHTS_FILE)
LIMIT_BYTES = 2_000_000_000
_POLL_SECONDS = 0.2


class _Stopped(Exception):  # noqa: N818 - not an error: ends the worker thread
    """Raised inside the worker when nobody waits for it any more."""


class _Progress:
    """Bytes so far, shared between the worker and the one who waits."""

    def __init__(self) -> None:
        self.received = 0
        self.stop = threading.Event()

    def add(self, count: float) -> None:
        if self.stop.is_set():
            raise _Stopped
        self.received += int(count)


def _bar(progress: _Progress) -> Any:  # noqa: ANN401 - a class of the hub client
    """Return a progress bar class that draws nothing and counts into ``progress``."""
    from huggingface_hub.utils import tqdm

    class CountingBar(tqdm):
        def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
            options["disable"] = True
            super().__init__(*arguments, **options)

        def update(self, n: float | None = 1) -> bool | None:
            progress.add(n or 0)
            return super().update(n)

    return CountingBar


def _translated(error: Exception, name: HubName) -> EngineError:
    """Return our error for one of the hub client's."""
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        return NotFoundError(
            f"{name} is open only to accepted users; download it yourself and put its folder "
            "under MODELARIUM_MODELS"
        )
    if isinstance(error, errors.RepositoryNotFoundError):
        return NotFoundError(f"the hub has no public model {name}; check the id on its page")
    if isinstance(error, (errors.RevisionNotFoundError, errors.RevisionResolutionError)):
        return NotFoundError(f"{name.repository} has no revision {name.revision}; try main")
    if isinstance(error, EngineError):
        return error
    if isinstance(error, OSError) and disk_fault(error):
        return EngineError(
            f"the hub's cache {hub_cache()} cannot be written ({error.strerror}); free some space "
            "or set HF_HOME to another folder"
        )
    return OfflineError(
        f"the hub could not be reached for {name} ({type(error).__name__}); check the network and "
        "try again, or use the embedded minilm"
    )


def _choose(info: "ModelInfo", name: HubName, limit_bytes: int) -> dict[str, int]:
    """Return the files to fetch and their sizes in bytes."""
    listed = {each.rfilename: each.size or 0 for each in info.siblings or []}
    if WEIGHTS_FILE not in listed:
        pickled = any(file.endswith((".bin", ".pt", ".ckpt")) for file in listed)
        split = "model.safetensors.index.json" in listed
        got = "weights split over several files" if split else "no weights"
        if pickled and not split:
            got = "pickled weights only (pytorch_model.bin), which could run code"
        raise UnsafeFileError(
            f"{name} must hold {WEIGHTS_FILE}, got {got}; choose another revision "
            f"(such as {name.repository}@refs/pr/1 when the hub has converted it) or model"
        )
    chosen = {file: listed[file] for file in WANTED if file in listed}
    total = sum(chosen.values())
    if total > limit_bytes:
        raise UnsafeFileError(
            f"{name} must have at most {limit_bytes / 1e6:.0f} MB, got {total / 1e6:.0f} MB; "
            "choose a smaller model"
        )
    return chosen


class _Worker(threading.Thread):
    """Lists and fetches the files; it outlives a cancelled download only until its next chunk."""

    def __init__(self, name: HubName, limit_bytes: int, endpoint: str | None) -> None:
        super().__init__(daemon=True, name=f"download {name}")
        self.hub_name, self.limit_bytes, self.endpoint = name, limit_bytes, endpoint
        self.progress = _Progress()
        self.total = 0
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self._fetch()
        except Exception as error:
            self.error = error

    def _fetch(self) -> None:
        from huggingface_hub import HfApi, hf_hub_download

        info = HfApi(endpoint=self.endpoint, token=False).model_info(
            self.hub_name.repository,
            revision=self.hub_name.revision,
            files_metadata=True,
            timeout=15,
        )
        chosen = _choose(info, self.hub_name, self.limit_bytes)
        self.total = sum(chosen.values())
        for file in chosen:
            self.progress.add(0)
            hf_hub_download(
                self.hub_name.repository,
                file,
                revision=self.hub_name.revision,
                cache_dir=hub_cache(),
                token=False,
                endpoint=self.endpoint,
                tqdm_class=_bar(self.progress),
            )


def download(
    text: str,
    *,
    report: Report | None = None,
    limit_bytes: int = LIMIT_BYTES,
    endpoint: str | None = None,
) -> Path:
    """Download a model's weights, config and tokenizer into the hub's cache.

    Args:
        text: ``owner/name`` or ``owner/name@revision``.
        report: Called about five times a second; may raise ``CancelledError``.
        limit_bytes: Largest sum of the files.
        endpoint: Address of another hub, else ``HF_ENDPOINT`` or the public one.

    Returns:
        The folder with the files.

    Raises:
        ValueError: If the id is malformed.
        OfflineError: If the network is forbidden or does not answer.
        NotFoundError: If the hub has no such public model or revision.
        UnsafeFileError: If the model is too large or has no safetensors.
        CancelledError: If ``report`` raised it.
    """
    name = hub_name(text)
    if is_offline():
        return need_cached_folder(name)
    worker = _Worker(name, limit_bytes, endpoint)
    worker.start()
    _wait(worker, report or (lambda _share, _message: None))
    if worker.error is not None:
        raise _translated(worker.error, name) from None
    return need_cached_folder(name)


def _wait(worker: _Worker, report: Callable[[float, str], None]) -> None:
    try:
        while worker.is_alive():
            worker.join(_POLL_SECONDS)
            done, total = worker.progress.received, worker.total
            share = min(done / total, 1.0) if total else 0.0
            report(share, f"{done / 1e6:.1f} of {total / 1e6:.1f} MB" if total else "asking")
    finally:
        worker.progress.stop.set()

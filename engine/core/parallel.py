"""Independent tasks through joblib: in this process, in several, or on a Dask cluster.

``MODELARIUM_CLUSTER=tcp://host:port`` names a Dask scheduler; its workers must be able to import
this project. Without it, ``workers`` says how many processes of this machine take part. The
answer is the same in all three cases, and in the order of the tasks.
"""

import contextlib
import functools
import os
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from engine.core.errors import EngineError, NotFoundError
from engine.core.job import Report
from engine.core.threads import one_thread

if TYPE_CHECKING:
    from distributed import Client

CLUSTER = "MODELARIUM_CLUSTER"
ANSWER_SECONDS = 5
"""How long a scheduler may take to answer before the run is refused."""
PATIENCE_SECONDS = 10
"""How long a run waits for a worker to come back when none is left."""
_POLL_SECONDS = 0.2

Numbered = tuple[int, Any]


def cluster_address() -> str | None:
    """Return the Dask scheduler named by ``MODELARIUM_CLUSTER``, or None without one.

    Raises:
        ValueError: If it is not of the form ``tcp://host:port`` or ``tls://host:port``.
    """
    address = os.environ.get(CLUSTER, "").strip()
    if not address:
        return None
    scheme, _, rest = address.partition("://")
    if scheme not in {"tcp", "tls"} or not rest.rpartition(":")[2].isdigit():
        raise ValueError(
            f"{CLUSTER} must look like tcp://host:port, got {address!r}; correct or unset it"
        )
    return address


def run_tasks(
    function: Callable[[Any], Any],
    tasks: Sequence[Any],
    *,
    workers: int = 1,
    on_result: Callable[[int, Any], None] | None = None,
    report: Report | None = None,
) -> list[Any]:
    """Return ``[function(task) for task in tasks]``, computed wherever there is room.

    A task whose worker dies is given to another one. The first exception of a task ends the run.

    Args:
        function: Importable function of one task; pure, for a task may run twice.
        tasks: Picklable tasks.
        workers: Processes on this machine; 1 works in this one. A cluster decides for itself.
        on_result: Called as ``on_result(index, result)`` in this thread as results come in.
        report: Progress and stop.

    Raises:
        ValueError: If ``workers`` is below 1 or the cluster's address is malformed.
        NotFoundError: If the cluster does not answer, has no worker, or Dask is not installed.
        CancelledError: If the visitor stopped the job.

    >>> run_tasks(abs, [-2, 3, -5])
    [2, 3, 5]
    """
    if workers < 1:
        raise ValueError(f"workers must be at least 1, got {workers}")
    address = cluster_address()
    results: list[Any] = [None] * len(tasks)
    place = _on_cluster(address) if address else _on_this_machine(workers)
    with place as (run, check), contextlib.closing(_polled(run, function, tasks)) as answers:
        done = 0
        for answer in answers:
            check()
            if answer is not None:
                index, results[index] = answer
                done += 1
                if on_result is not None:
                    on_result(index, results[index])
            if report is not None:
                report(done / max(1, len(tasks)), f"{done} of {len(tasks)} tasks done")
    return results


def _one(function: Callable[[Any], Any], numbered: Numbered) -> Numbered:
    index, task = numbered
    with one_thread():
        return index, function(task)


Run = Callable[[Iterable[Any]], Iterable[Numbered]]
Place = tuple[Run, Callable[[], None]]
"""What runs the calls, and a check that raises when they can no longer succeed."""


@contextlib.contextmanager
def _on_this_machine(workers: int) -> Generator[Place]:
    import joblib

    kind = "loky" if workers > 1 else "sequential"
    with joblib.parallel_config(backend=kind, n_jobs=workers):
        yield joblib.Parallel(return_as="generator_unordered", batch_size=1), lambda: None


@contextlib.contextmanager
def _on_cluster(address: str) -> Generator[Place]:
    import joblib

    try:
        from distributed import Client
    except ImportError as error:
        raise NotFoundError(
            f"{CLUSTER} needs the package distributed, which is not installed; "
            "pip install distributed, or unset the variable"
        ) from error
    try:
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise NotFoundError(
            f"no Dask scheduler answers at {address}; start it (dask scheduler) or unset {CLUSTER}"
        ) from error
    with client:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise NotFoundError(
                f"the Dask scheduler at {address} has no worker; start one: dask worker {address}"
            )
        with joblib.parallel_config(backend="dask", client=client, pure=False):
            run = joblib.Parallel(
                return_as="generator_unordered", batch_size=1, pre_dispatch="all"
            )
            yield run, functools.partial(_check_cluster, client, [time.monotonic()])


def _check_cluster(client: "Client", alive: list[float]) -> None:
    """Raise when every worker has gone, or a task has ended one worker after another.

    joblib would wait for ever in both cases. ``alive`` holds when a worker was last seen.
    """
    if client.scheduler_info(n_workers=-1)["workers"]:
        alive[0] = time.monotonic()
    elif time.monotonic() - alive[0] > PATIENCE_SECONDS:
        raise EngineError(
            f"every Dask worker has gone for {PATIENCE_SECONDS} s; does a task end its process? "
            "start workers again and repeat: finished tasks of a resumable run are kept"
        )
    if any(state.status == "error" for state in client.futures.values()):
        raise EngineError("a task ended several Dask workers one after another; see their logs")


def _polled(
    run: Run, function: Callable[[Any], Any], tasks: Sequence[Any]
) -> Generator[Numbered | None]:
    """Yield each answer as it arrives, and None in between so that a stop is noticed."""
    import joblib

    arrived: queue.SimpleQueue[Numbered | Exception | None] = queue.SimpleQueue()
    stopped = threading.Event()

    def collect() -> None:
        # a tuple travels with its call: joblib would scatter a large task to a single worker
        # beforehand, and it would be lost with that worker
        calls = (joblib.delayed(_one)(function, numbered) for numbered in enumerate(tasks))
        try:
            for answer in run(calls):
                arrived.put(answer)
                if stopped.is_set():
                    return
            arrived.put(None)
        except Exception as error:  # handed over to the caller's thread, which raises it
            arrived.put(error)

    threading.Thread(target=collect, name="tasks", daemon=True).start()
    try:
        while True:
            try:
                answer = arrived.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                yield None
                continue
            if answer is None:
                return
            if isinstance(answer, Exception):
                raise answer
            yield answer
    finally:
        stopped.set()

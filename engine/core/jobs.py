"""Long work: a job reports progress, can be stopped, and outlives a page. Knows no interface.

A job runs in a daemon thread of its own. Jobs wait in one of two lanes: heavy work goes one at a
time for the whole process, light work a few at a time. numba's default threading layer is not safe
to enter from two threads: whoever compiles parallel numba code submits it as heavy.
"""

import contextlib
import functools
import logging
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Any, Literal, get_args

from engine.core.errors import BusyError, CancelledError

Report = Callable[[float, str], None]
"""Called with the share done (0 to 1) and a short message; raises ``CancelledError`` on stop."""

State = Literal["queued", "running", "done", "failed", "cancelled"]
STATES: tuple[str, ...] = get_args(State)

_log = logging.getLogger("modelarium.jobs")


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Hold numeric libraries to one thread each: many small OpenMP waits cost more than they give.

    torch is limited when it is loaded already, and through ``OMP_NUM_THREADS`` when it comes later.
    """
    from threadpoolctl import threadpool_limits

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    with threadpool_limits(limits=1):
        yield


class Job:
    """One piece of work and its latest snapshot; safe to read from any thread.

    Attributes:
        owner: Session that asked for it.
        key: Settings that identify the work within its session.
        heavy: Whether it takes the one heavy place of the process.
        state: ``queued``, ``running``, ``done``, ``failed`` or ``cancelled``.
        fraction: Share done, 0 to 1.
        message: What it is doing, one short phrase.
        result: What the function returned, once ``done``.
        error: Exception that ended it, once ``failed``; ``str(job.error)`` is for the visitor.
    """

    def __init__(self, *, owner: str, key: Hashable, heavy: bool, lane: "_Lane") -> None:
        self.owner, self.key, self.heavy = owner, key, heavy
        self.state: State = "queued"
        self.fraction, self.message = 0.0, ""
        self.result: Any = None
        self.error: Exception | None = None
        self._lane = lane
        self._stop = threading.Event()
        self._ended = threading.Event()

    @property
    def finished(self) -> bool:
        """Whether nothing more will change."""
        return self._ended.is_set()

    @property
    def queue_position(self) -> int:
        """Place in the queue counted from 1, or 0 when it does not wait."""
        return self._lane.position(self)

    def cancel(self) -> None:
        """Stop it: a visitor sees ``cancelled`` at once, the work ends at its next report."""
        self._stop.set()
        self._lane.leave(self)
        self._end("cancelled")

    def wait(self, seconds: float | None = None) -> bool:
        """Block until it has finished; return False when ``seconds`` were not enough."""
        return self._ended.wait(seconds)

    def _report(self, fraction: float, message: str) -> None:
        if self._stop.is_set():
            raise CancelledError("stopped by the visitor")
        self.fraction, self.message = min(1.0, max(0.0, float(fraction))), message

    def _end(self, state: State, *, result: Any = None, error: Exception | None = None) -> None:  # noqa: ANN401
        with self._lane.lock:
            if self._ended.is_set():
                return
            self.result, self.error, self.state = result, error, state
            self.fraction = 1.0 if state == "done" else self.fraction
            self._ended.set()

    def _run(self, function: Callable[[Report], Any]) -> None:
        try:
            with one_thread():
                result = function(self._report)
        except CancelledError:
            self._end("cancelled")
        except Exception as error:  # a job's failure is shown by the page, never lost in a thread
            _log.warning("job %r failed", self.key, exc_info=True)
            # a traceback keeps every local array of the failed call alive
            error.__traceback__ = error.__cause__ = error.__context__ = None
            self._end("failed", error=error)
        else:
            self._end("done", result=result)


class _Lane:
    """First come, first served, with a fixed number of places."""

    def __init__(self, places: int) -> None:
        self.lock = threading.RLock()
        self._free = places
        self._queue: list[tuple[Job, Callable[[Report], Any]]] = []

    def enter(self, job: Job, function: Callable[[Report], Any]) -> None:
        with self.lock:
            self._queue.append((job, function))
            self._next()

    def leave(self, job: Job) -> None:
        with self.lock:
            self._queue = [entry for entry in self._queue if entry[0] is not job]

    def position(self, job: Job) -> int:
        with self.lock:
            places = (i for i, entry in enumerate(self._queue, 1) if entry[0] is job)
            return next(places, 0)

    def _next(self) -> None:
        while self._free and self._queue:
            job, function = self._queue.pop(0)
            job.state = "running"
            self._free -= 1
            name = f"job-{job.owner}-{job.key}"[:60]
            threading.Thread(
                target=self._work, args=(job, function), name=name, daemon=True
            ).start()

    def _work(self, job: Job, function: Callable[[Report], Any]) -> None:
        try:
            job._run(function)
        finally:
            with self.lock:
                self._free += 1
                self._next()


class JobRunner:
    """Bounded registry of jobs, keyed by (owner, key).

    Args:
        kept: Finished jobs remembered; the least recently used one goes first.
        unfinished_per_owner: Jobs of one owner that may wait or run at a time.
        unfinished: Jobs of all owners that may wait or run at a time.
        light_places: Light jobs that run at a time.
    """

    def __init__(
        self,
        *,
        kept: int = 64,
        unfinished_per_owner: int = 4,
        unfinished: int = 64,
        light_places: int = 4,
    ) -> None:
        self._kept, self._per_owner, self._unfinished = kept, unfinished_per_owner, unfinished
        self._lanes = {True: _Lane(1), False: _Lane(light_places)}
        self._jobs: OrderedDict[tuple[str, Hashable], Job] = OrderedDict()
        self._lock = threading.RLock()

    def submit(
        self,
        *,
        owner: str,
        key: Hashable,
        function: Callable[[Report], Any],
        heavy: bool = True,
        again: bool = False,
    ) -> Job:
        """Start ``function(report)``, or return the job that (owner, key) has already.

        Args:
            owner: Session that asks.
            key: Settings that identify the work.
            function: The work; it calls ``report`` at least twice a second.
            heavy: Whether it must have the machine to itself.
            again: Start anew when the existing job has finished, in whatever way.

        Raises:
            BusyError: If the owner, or the server, has as many unfinished jobs as allowed.
        """
        with self._lock:
            present = self.get(owner, key)
            if present is not None and not (again and present.finished):
                return present
            self._make_room(owner)
            job = Job(owner=owner, key=key, heavy=heavy, lane=self._lanes[heavy])
            self._jobs[owner, key] = job
            self._jobs.move_to_end((owner, key))
        self._lanes[heavy].enter(job, function)
        return job

    def get(self, owner: str, key: Hashable) -> Job | None:
        """Return the job of (owner, key), or None; a look counts as a use."""
        with self._lock:
            job = self._jobs.get((owner, key))
            if job is not None:
                self._jobs.move_to_end((owner, key))
            return job

    def jobs(self, owner: str) -> tuple[Job, ...]:
        """Return the owner's jobs, the least recently used one first."""
        with self._lock:
            return tuple(job for job in self._jobs.values() if job.owner == owner)

    def end_owner(self, owner: str) -> None:
        """Cancel and forget every job of a session that has ended."""
        with self._lock:
            ended = [self._jobs.pop((owner, job.key)) for job in self.jobs(owner)]
        for job in ended:
            job.cancel()

    def _make_room(self, owner: str) -> None:
        open_jobs = [job for job in self._jobs.values() if not job.finished]
        mine = sum(job.owner == owner for job in open_jobs)
        if mine >= self._per_owner:
            raise BusyError(
                f"a session may have {self._per_owner} unfinished jobs, this one has {mine}; "
                "stop one or wait for it"
            )
        if len(open_jobs) >= self._unfinished:
            raise BusyError(
                f"the server may hold {self._unfinished} unfinished jobs, it has "
                f"{len(open_jobs)}; try again in a minute"
            )
        finished = [place for place, job in self._jobs.items() if job.finished]
        for place in finished[: max(0, len(finished) - self._kept + 1)]:
            del self._jobs[place]


@functools.cache
def runner() -> JobRunner:
    """Return the one runner of this process."""
    return JobRunner()

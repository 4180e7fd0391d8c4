"""One job: its work, its latest progress, and the lane in which it waits for its turn."""

import logging
import threading
from collections.abc import Callable, Hashable
from typing import Any, Literal, get_args

from engine.core.errors import CancelledError
from engine.core.threads import one_thread

Report = Callable[[float, str], None]
"""Called with the share done (0 to 1) and a short message; raises ``CancelledError`` on stop."""

State = Literal["queued", "running", "done", "failed", "cancelled"]
STATES: tuple[str, ...] = get_args(State)

_log = logging.getLogger("modelarium.jobs")


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

    def __init__(self, *, owner: str, key: Hashable, heavy: bool, lane: "Lane") -> None:
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


class Lane:
    """First come, first served, with a fixed number of places that work at a time."""

    def __init__(self, places: int) -> None:
        self.lock = threading.RLock()
        self._free = places
        self._queue: list[tuple[Job, Callable[[Report], Any]]] = []

    def enter(self, job: Job, function: Callable[[Report], Any]) -> None:
        """Queue the job and start it as soon as a place is free."""
        with self.lock:
            self._queue.append((job, function))
            self._next()

    def leave(self, job: Job) -> None:
        """Take a waiting job out of the queue; no effect on a running one."""
        with self.lock:
            self._queue = [entry for entry in self._queue if entry[0] is not job]

    def position(self, job: Job) -> int:
        """Return the job's place in the queue counted from 1, or 0 when it does not wait."""
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

"""Long work: jobs that report progress, can be stopped, and outlive a page. Knows no interface.

A job runs in a daemon thread of its own. Jobs wait in one of two lanes: heavy work goes one at a
time for the whole process, light work a few at a time. numba's default threading layer is not safe
to enter from two threads: whoever runs parallel numba code submits it as heavy.
"""

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from engine.core.errors import BusyError
from engine.core.job import STATES, Job, Lane, Report, State

__all__ = ["STATES", "Job", "JobRunner", "Report", "State", "runner"]


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
        self._lanes = {True: Lane(1), False: Lane(light_places)}
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

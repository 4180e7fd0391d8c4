"""Jobs: order, progress, stop, memory of results, failures and ends of sessions."""

import threading
import time

import pytest

from engine.core.errors import BusyError
from engine.core.jobs import JobRunner, runner


class Work:
    """A job that runs until it is released and reports all the while."""

    def __init__(self, result="made"):
        self.result = result
        self.started, self.release = threading.Event(), threading.Event()

    def __call__(self, report):
        self.started.set()
        while not self.release.wait(0.01):
            report(0.5, "half way")
        return self.result


@pytest.fixture
def jobs():
    made = JobRunner()
    yield made
    made.end_owner("ann")
    made.end_owner("bob")


def test_a_job_returns_what_its_function_returns(jobs):
    job = jobs.submit(owner="ann", key=1, function=lambda report: report(0.2, "adding") or 2 + 3)
    assert job.wait(5)
    assert (job.state, job.result, job.fraction, job.message) == ("done", 5, 1.0, "adding")


def test_progress_can_be_read_while_the_job_runs(jobs):
    job = jobs.submit(owner="ann", key=1, function=(work := Work()))
    assert work.started.wait(5)
    time.sleep(0.1)
    assert (job.state, job.fraction, job.message) == ("running", 0.5, "half way")


def test_progress_outside_zero_to_one_is_held_to_that_range(jobs):
    seen = []

    def work(report):
        for share in (-1.0, 7.0):
            report(share, "")
            seen.append(jobs.get("ann", 1).fraction)

    jobs.submit(owner="ann", key=1, function=work).wait(5)
    assert seen == [0.0, 1.0]


def test_a_running_job_stops_within_a_second(jobs):
    job = jobs.submit(owner="ann", key=1, function=(work := Work()))
    assert work.started.wait(5)
    started = time.perf_counter()
    job.cancel()
    following = jobs.submit(owner="bob", key=1, function=lambda _report: "next")
    assert following.wait(1)
    assert time.perf_counter() - started < 1
    assert (job.state, following.result) == ("cancelled", "next")


def test_a_queued_job_stops_without_ever_starting(jobs):
    first = jobs.submit(owner="ann", key=1, function=(blocking := Work()))
    second = jobs.submit(owner="ann", key=2, function=(never := Work()))
    second.cancel()
    blocking.release.set()
    assert first.wait(5)
    assert (second.state, second.queue_position) == ("cancelled", 0)
    assert not never.started.wait(0.1)


def test_a_result_that_comes_after_the_stop_is_dropped(jobs):
    started, release, returned = threading.Event(), threading.Event(), threading.Event()

    def deaf(_report):
        started.set()
        release.wait(5)
        returned.set()
        return "late"

    job = jobs.submit(owner="ann", key=1, function=deaf)
    assert started.wait(5)
    job.cancel()
    release.set()
    assert jobs.submit(owner="ann", key=2, function=lambda _report: 1).wait(5)
    assert returned.is_set()
    assert (job.state, job.result) == ("cancelled", None)


def test_one_heavy_job_runs_at_a_time_and_the_others_see_their_place(jobs):
    work = [Work() for _ in range(3)]
    made = [jobs.submit(owner="ann", key=i, function=each) for i, each in enumerate(work)]
    assert [job.queue_position for job in made] == [0, 1, 2]
    assert [job.state for job in made] == ["running", "queued", "queued"]
    work[0].release.set()
    assert work[1].started.wait(5)
    assert [job.queue_position for job in made] == [0, 0, 1]


def test_a_light_job_does_not_wait_for_a_heavy_one(jobs):
    jobs.submit(owner="ann", key="heavy", function=Work())
    light = jobs.submit(owner="ann", key="light", function=lambda _report: 1, heavy=False)
    assert light.wait(5)
    assert light.result == 1


def test_the_same_work_of_the_same_session_is_the_same_job(jobs):
    first = jobs.submit(owner="ann", key=("page", 4), function=lambda _report: 1)
    first.wait(5)
    assert jobs.submit(owner="ann", key=("page", 4), function=lambda _report: 2) is first
    assert jobs.get("ann", ("page", 4)).result == 1


def test_two_sessions_with_the_same_settings_have_two_jobs(jobs):
    mine = jobs.submit(owner="ann", key=1, function=lambda _report: "mine")
    theirs = jobs.submit(owner="bob", key=1, function=lambda _report: "theirs")
    assert mine.wait(5)
    assert theirs.wait(5)
    assert (mine.result, theirs.result) == ("mine", "theirs")


def test_a_finished_job_starts_anew_only_when_asked(jobs):
    first = jobs.submit(owner="ann", key=1, function=lambda _report: 1)
    first.wait(5)
    second = jobs.submit(owner="ann", key=1, function=lambda _report: 2, again=True)
    assert second.wait(5)
    assert (first.result, second.result) == (1, 2)


def test_asking_anew_does_not_double_a_running_job(jobs):
    first = jobs.submit(owner="ann", key=1, function=Work())
    assert jobs.submit(owner="ann", key=1, function=Work(), again=True) is first


def test_an_exception_becomes_the_jobs_error_and_frees_its_place(jobs):
    def broken(_report):
        raise ValueError("bits must lie between 2 and 8, got 9")

    job = jobs.submit(owner="ann", key=1, function=broken)
    following = jobs.submit(owner="ann", key=2, function=lambda _report: "next")
    assert following.wait(5)
    assert job.state == "failed"
    assert str(job.error) == "bits must lie between 2 and 8, got 9"


def test_a_failed_job_keeps_no_local_variables_alive(jobs):
    def broken(_report):
        raise ValueError("no") from KeyError("cause")

    job = jobs.submit(owner="ann", key=1, function=broken)
    assert job.wait(5)
    assert job.error.__traceback__ is None
    assert job.error.__cause__ is None


def test_the_end_of_a_session_stops_and_forgets_its_jobs_only(jobs):
    running = jobs.submit(owner="ann", key=1, function=(mine := Work()))
    queued = jobs.submit(owner="ann", key=2, function=Work())
    other = jobs.submit(owner="bob", key=1, function=(theirs := Work()))
    assert mine.started.wait(5)
    jobs.end_owner("ann")
    assert theirs.started.wait(1)
    assert (running.state, queued.state, other.state) == ("cancelled", "cancelled", "running")
    assert jobs.jobs("ann") == ()
    assert jobs.jobs("bob") == (other,)


def test_the_registry_forgets_the_least_recently_used_finished_job():
    jobs = JobRunner(kept=2)
    for key in "abc":
        jobs.submit(owner="ann", key=key, function=lambda _report: 1).wait(5)
        jobs.get("ann", "a")
    jobs.submit(owner="ann", key="d", function=lambda _report: 1).wait(5)
    assert [job.key for job in jobs.jobs("ann")] == ["a", "d"]


def test_a_session_cannot_pile_up_unfinished_jobs():
    jobs = JobRunner(unfinished_per_owner=2)
    work = [Work(), Work()]
    for key, each in enumerate(work):
        jobs.submit(owner="ann", key=key, function=each)
    with pytest.raises(BusyError, match="may have 2 unfinished jobs, this one has 2; stop one"):
        jobs.submit(owner="ann", key=3, function=Work())
    jobs.end_owner("ann")


def test_a_full_server_says_when_to_come_back():
    jobs = JobRunner(unfinished=1)
    jobs.submit(owner="ann", key=1, function=Work())
    with pytest.raises(BusyError, match="try again in a minute"):
        jobs.submit(owner="bob", key=1, function=Work())
    jobs.end_owner("ann")


def test_jobs_do_not_keep_the_process_alive(jobs):
    before = set(threading.enumerate())
    job = jobs.submit(owner="ann", key=1, function=(work := Work()))
    assert work.started.wait(5)
    fresh = set(threading.enumerate()) - before
    job.cancel()
    assert [thread.daemon for thread in fresh] == [True]


def test_numeric_libraries_use_one_thread_inside_a_job(jobs):
    import torch

    job = jobs.submit(owner="ann", key=1, function=lambda _report: torch.get_num_threads())
    assert job.wait(10)
    assert job.result == 1


def test_the_process_has_one_runner():
    assert runner() is runner()

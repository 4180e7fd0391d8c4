"""Tasks give the same answers wherever they run, and a lost worker loses none of them."""

import functools
import hashlib
import os
import signal
import sys
import time

import pytest

from engine.core.errors import CancelledError, EngineError, NotFoundError
from engine.core.parallel import cluster_address, run_tasks


def test_answers_come_in_the_order_of_the_tasks():
    assert run_tasks(abs, range(-20, 0)) == list(range(20, 0, -1))


def test_no_task_is_no_answer():
    assert run_tasks(abs, []) == []


def test_every_result_is_handed_over_once_with_its_number():
    seen = {}
    run_tasks(abs, [-3, 4], on_result=seen.__setitem__)
    assert seen == {0: 3, 1: 4}


def test_progress_ends_at_the_whole():
    told = []
    run_tasks(abs, [-3, 4], report=lambda share, message: told.append((share, message)))
    assert told[-1] == (1.0, "2 of 2 tasks done")


def test_a_stop_is_noticed_while_one_task_takes_long():
    started = time.perf_counter()

    def stop(_share, _message):
        if time.perf_counter() - started > 0.3:
            raise CancelledError("stopped by the visitor")

    with pytest.raises(CancelledError):
        run_tasks(time.sleep, [3.0, 3.0], report=stop)
    assert time.perf_counter() - started < 1.3


def test_the_first_broken_task_ends_the_run_with_its_own_error():
    with pytest.raises(TypeError, match="bad operand"):
        run_tasks(abs, [1, "two", 3])


def test_fewer_than_one_worker_is_refused():
    with pytest.raises(ValueError, match="workers must be at least 1, got 0"):
        run_tasks(abs, [1], workers=0)


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "http://a:1", "tcp://host", "tcp://h:p"])
def test_a_malformed_cluster_address_is_refused(monkeypatch, address):
    monkeypatch.setenv("MODELARIUM_CLUSTER", address)
    with pytest.raises(ValueError, match="must look like tcp://host:port"):
        cluster_address()


def test_a_cluster_without_the_package_says_what_to_install(monkeypatch):
    monkeypatch.setenv("MODELARIUM_CLUSTER", "tcp://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NotFoundError, match="pip install distributed"):
        run_tasks(abs, [1])


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_named_within_seconds(monkeypatch, free_port):
    address = f"tcp://127.0.0.1:{free_port}"
    monkeypatch.setenv("MODELARIUM_CLUSTER", address)
    started = time.perf_counter()
    with pytest.raises(NotFoundError, match=f"no Dask scheduler answers at {address}"):
        run_tasks(abs, [1])
    assert time.perf_counter() - started < 15


@pytest.mark.slow
def test_two_processes_of_this_machine_give_the_same_answers():
    assert run_tasks(abs, range(-6, 0), workers=2) == run_tasks(abs, range(-6, 0))


@pytest.mark.slow
def test_a_cluster_answers_as_this_process_does_and_a_killed_worker_loses_nothing(cluster):
    # a slow, pure function that every worker can import: the task is its number of rounds
    slow = functools.partial(hashlib.pbkdf2_hmac, "sha256", b"modelarium", b"salt")
    rounds = list(range(200_000, 200_016))
    expected = [slow(each) for each in rounds]
    assert run_tasks(slow, rounds) == expected

    def kill_one(_index, _result):
        if cluster[0].poll() is None:
            os.kill(cluster[0].pid, signal.SIGKILL)
            cluster[0].wait()

    assert run_tasks(slow, rounds, on_result=kill_one) == expected
    assert cluster[0].poll() == -signal.SIGKILL


@pytest.mark.slow
def test_a_run_ends_with_a_reason_when_every_worker_has_gone(cluster, monkeypatch):
    monkeypatch.setattr("engine.core.parallel.PATIENCE_SECONDS", 1)
    with pytest.raises(EngineError, match="every Dask worker has gone for 1 s"):
        run_tasks(os._exit, [1])

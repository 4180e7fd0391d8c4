"""A real Dask cluster on this machine, for the tests of tasks and of sweeps."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def free_port():
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def dask(*words):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("MODELARIUM_CLUSTER", None)
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words, "--no-dashboard"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(monkeypatch, free_port):
    """A scheduler and two worker processes on this machine; yields the workers."""
    distributed = pytest.importorskip("distributed", reason="the cluster is an optional extra")
    address = f"tcp://127.0.0.1:{free_port}"
    scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", str(free_port))
    flags = ("--no-nanny", "--nthreads", "1", "--memory-limit", "0")
    workers = [dask("worker", address, *flags) for _ in range(2)]
    monkeypatch.setenv("MODELARIUM_CLUSTER", address)
    try:
        with distributed.Client(address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=30)
        yield workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()

"""Shared fixtures: real data or a reason to skip, a real server, a reproducible Hypothesis."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

settings.register_profile(
    "modelarium",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("modelarium")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real data; the test is skipped with a reason where there is none."""
    from engine.core.paths import data_folder

    folder = data_folder()
    if folder is None:
        pytest.skip("MODELARIUM_DATA names no folder of real data")
    return folder


@pytest.fixture(autouse=True)
def private_cache(tmp_path_factory, monkeypatch):
    """Nothing that a test writes lands in the user's cache."""
    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path_factory.mktemp("cache")))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextlib.contextmanager
def serving(project: Path, folder: Path, **environment: str) -> Iterator[str]:
    """Run the dashboard of a project folder; its log and its cache lie under ``folder``."""
    port = free_port()
    variables = {
        **os.environ,
        "MODELARIUM_CACHE": str(folder / "cache"),
        "HF_HUB_OFFLINE": "1",
        **environment,
    }
    command = [
        sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}",
        "--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none",
        "--server.enableAgentApi=true", "--server.agentMaxSessions=1000",
    ]  # fmt: skip
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, cwd=project, env=variables, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 90
        while not _healthy(url):
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                pytest.fail(
                    f"the server did not start: {(folder / 'log.txt').read_text()[-2000:]}"
                )
            time.sleep(0.2)
        try:
            yield url
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


@pytest.fixture(scope="session")
def start_server():
    """Return the context manager that runs the dashboard of a project folder."""
    return serving


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The address of a freshly started dashboard, its cache private to this run."""
    with serving(ROOT, tmp_path_factory.mktemp("server")) as url:
        yield url

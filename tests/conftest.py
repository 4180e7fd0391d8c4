"""Shared fixtures: the real data or a reason to skip, quiet threads, a reproducible Hypothesis."""

import os
import sys
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

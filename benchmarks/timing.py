"""Fair timing: contestants run in turn, round after round; medians and minima are reported."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata

import numpy as np

Prepare = Callable[[], Callable[[], object]]
"""Untimed preparation of one round; returns the call that is timed."""


@dataclass(frozen=True)
class Timing:
    """Seconds of one contestant.

    Attributes:
        name: What was timed.
        median: Median over the rounds, in seconds.
        minimum: Fastest round, in seconds.
        rounds: Number of counted rounds.
    """

    name: str
    median: float
    minimum: float
    rounds: int


def alternate(contestants: Mapping[str, Prepare], *, rounds: int, warmup: int = 1) -> list[Timing]:
    """Time every contestant once a round, A B C A B C, so that drift hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(warmup + rounds):
        for name, prepare in contestants.items():
            call = prepare()
            began = time.perf_counter()
            call()
            took = time.perf_counter() - began
            if number >= warmup:
                seconds[name].append(took)
    return [Timing(n, statistics.median(s), min(s), len(s)) for n, s in seconds.items()]


def calibration_seconds() -> float:
    """Return the time of a fixed job, 50 products of 768 x 768 float32 matrices."""
    left = np.random.default_rng(0).standard_normal((768, 768), dtype=np.float32)
    began = time.perf_counter()
    for _ in range(50):
        left @ left
    return time.perf_counter() - began


def processor() -> str:
    """Return the processor's name as the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - a system file
            names = [line.split(":", 1)[1].strip() for line in lines if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def machine(*packages: str) -> str:
    """Return one line: processor, cores, load, pace and the versions of packages."""
    versions = ", ".join(f"{each} {metadata.version(each)}" for each in packages)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"{processor()}, {os.cpu_count()} cores, load average {load:.1f}, "
        f"calibration job {calibration_seconds():.2f} s; Python {platform.python_version()}, "
        f"{versions}"
    )

"""A class of visitors on one server: latency of reruns, exceptions and memory.

Run: ``python -m benchmarks.load --visitors 20 --seconds 60``. The budget of the interface is a
p95 of at most 1 s for a cached rerun with 20 people who think for 3 s, no exception, 1.5 GB.
"""

import argparse
import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

from benchmarks.document import write_section
from benchmarks.timing import machine
from benchmarks.visitors import Visitor
from ui.lessons import LESSONS

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("", *(lesson.url_path for lesson in LESSONS if lesson.ready))

VISITORS = 20


def document(text: str) -> str:
    """Return the section of ``docs/benchmarks.md``."""
    lines = "\n".join(f"- {line}" for line in text.splitlines())
    return (
        f"## A class on one server\n\n`python -m benchmarks.load`\n\n{machine('streamlit')}\n\n"
        f"Mean pause of 3 s between two moves of a slider, a minute long.\n\n{lines}\n"
    )


def start_server(folder: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start the dashboard on a free port with a cache of its own; return process and address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}",
        "--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none",
    ]  # fmt: skip
    environment = {**os.environ, "MODELARIUM_CACHE": folder}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return process, url
    process.kill()
    raise RuntimeError("the server did not start within a minute; does `make app` work?")


async def visit(visitor: Visitor, *, seconds: float, think: float) -> None:
    """Open a page, then turn a slider, wait and repeat until the time is over."""
    pause = random.Random(visitor.seed)
    await asyncio.sleep(pause.uniform(0, think))
    async with visitor.open() as connection:
        await visitor.rerun(connection)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(pause.uniform(0.5 * think, 1.5 * think))
            visitor.turn_a_slider()
            await visitor.rerun(connection)


async def crowd(url: str, *, visitors: int, seconds: float, think: float) -> list[Visitor]:
    """Let that many people use the lessons at once; return them with their times."""
    people = [Visitor(url, PAGES[n % len(PAGES)], seed=n) for n in range(visitors)]
    await asyncio.gather(*(visit(each, seconds=seconds, think=think) for each in people))
    return people


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that at least ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(people: list[Visitor], resident_bytes: int) -> str:
    """Return the measured figures as text."""
    first = [each.seconds[0] for each in people]
    later = [second for each in people for second in each.seconds[1:]]
    wrong = [message for each in people for message in each.exceptions]
    lines = [
        f"visitors {len(people)}, reruns {len(later)}, load average {os.getloadavg()[0]:.1f}",
        f"first view: median {statistics.median(first):.2f} s, slowest {max(first):.2f} s",
        f"rerun: median {statistics.median(later):.3f} s, p95 {percentile(later, 0.95):.3f} s",
        f"resident memory {resident_bytes / 1e9:.2f} GB, exceptions {len(wrong)}",
    ]
    return "\n".join(lines + sorted(set(wrong))[:5])


def main() -> None:
    """Read the command line, warm each page once, let the crowd in, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=VISITORS)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--think", type=float, default=3.0, help="mean pause in seconds")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        process, url = start_server(folder)
        try:
            asyncio.run(crowd(url, visitors=len(PAGES), seconds=0, think=0.1))
            people = asyncio.run(
                crowd(url, visitors=wanted.visitors, seconds=wanted.seconds, think=wanted.think)
            )
            text = report(people, psutil.Process(process.pid).memory_info().rss)
            print(text)
            if wanted.visitors == VISITORS:
                write_section("load", document(text))
        finally:
            process.terminate()


if __name__ == "__main__":
    main()

"""One visitor on each page: how long a moved slider takes, new positions and known ones.

Run: ``python -m benchmarks.reruns``. The budget of the interface is 300 ms for a slider. Each page
is visited twice with the same moves: the first pass computes, the second finds most of it cached.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
from dataclasses import dataclass

import psutil

from benchmarks.document import write_section
from benchmarks.load import PAGES, percentile, start_server
from benchmarks.timing import machine
from benchmarks.visitors import Visitor

MOVES = 12
PASSES = ("new", "known")


@dataclass(frozen=True)
class Measured:
    """Reruns of one pass over one page.

    Attributes:
        page: Address of the page.
        settings: ``"new"`` or ``"known"``.
        median: Seconds from sending to the end of the script.
        slowest: The same, 95th percentile.
        processor: Seconds of processor time that the server spent on one rerun.
        exceptions: Exceptions that the page showed.
    """

    page: str
    settings: str
    median: float
    slowest: float
    processor: float
    exceptions: int


def processor_seconds(server: psutil.Process) -> float:
    """Return the processor time that a process has used."""
    times = server.cpu_times()
    return times.user + times.system


async def walk(url: str, page: str, server: psutil.Process, moves: int) -> list[Measured]:
    """Move the sliders of one page in two passes; return what each took."""
    found = []
    first = Visitor(url, page, seed=0)
    async with first.open() as connection:
        await first.rerun(connection)
        for settings in PASSES:
            visitor = Visitor(url, page, seed=1)
            visitor.sliders = dict(first.sliders)
            before = processor_seconds(server)
            async with visitor.open() as own:
                await visitor.rerun(own)
                visitor.seconds.clear()
                for _ in range(moves):
                    visitor.turn_a_slider()
                    await visitor.rerun(own)
            spent = (processor_seconds(server) - before) / (moves + 1)
            found.append(
                Measured(
                    page or "start",
                    settings,
                    statistics.median(visitor.seconds),
                    percentile(visitor.seconds, 0.95),
                    spent,
                    len(visitor.exceptions),
                )
            )
    return found


def table(rows: list[Measured]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| page | settings | median | p95 | processor | exceptions |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.page} | {each.settings} | {each.median:.3f} s | {each.slowest:.3f} s "
        f"| {each.processor:.3f} s | {each.exceptions} |"
        for each in rows
    ]
    return "\n".join(lines)


def main() -> None:
    """Visit every page alone and write what a moved slider takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=MOVES)
    moves = parser.parse_args().moves
    with tempfile.TemporaryDirectory() as folder:
        process, url = start_server(folder)
        try:
            server = psutil.Process(process.pid)
            rows = [each for page in PAGES for each in asyncio.run(walk(url, page, server, moves))]
        finally:
            process.terminate()
    text = table(rows)
    print(text)
    print(f"load average {os.getloadavg()[0]:.1f}")
    if moves == MOVES:
        write_section(
            "reruns",
            "## One visitor on each page\n\n`python -m benchmarks.reruns`\n\n"
            f"{machine('streamlit')}\n\nBudget: .3 s for a moved slider. The first pass meets new "
            f"settings, the second known ones.\n\n{text}\n",
        )


if __name__ == "__main__":
    main()

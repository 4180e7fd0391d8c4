"""Write one benchmark's section of ``docs/benchmarks.md`` and leave the others as they are."""

import re
from collections.abc import Sequence
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Each section is written by the command that it names: contestants alternate in one process,
medians are quoted beside the fastest round, and the machine's load stands with the figures.
Absolute times belong to that machine; the ratios are the result.
"""


def write_section(name: str, body: str, *, document: Path = DOCUMENT) -> None:
    """Replace (or add) the section called ``name``."""
    text = document.read_text(encoding="utf-8") if document.is_file() else HEAD
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    section = f"{begin}\n{body.strip()}\n{end}"
    pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _: section, text)
    else:
        text = f"{text.rstrip()}\n\n{section}\n"
    document.write_text(text, encoding="utf-8")


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    lines += [" | ".join(row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)

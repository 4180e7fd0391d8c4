"""What the commands of the studies share."""

import sys

from engine.core.jobs import Report


def progress_lines() -> Report:
    """Return a report that writes a line to standard error whenever its message changes."""
    last = ""

    def report(share: float, message: str) -> None:
        nonlocal last
        if message != last:
            sys.stderr.write(f"{share:6.1%}  {message}\n")
            sys.stderr.flush()
        last = message

    return report

"""What the commands of the studies share."""

import sys
import time

from engine.core.errors import CancelledError
from engine.core.jobs import Report


class TimeUpError(CancelledError):
    """The time that was given on the command line has passed."""


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


def until(report: Report, minutes: float) -> Report:
    """Return ``report``, but one that ends the work after some minutes; 0 sets no limit.

    Args:
        report: What is called as long as there is time.
        minutes: Time from now.
    """
    end = time.monotonic() + 60 * minutes

    def limited(share: float, message: str) -> None:
        if minutes and time.monotonic() > end:
            raise TimeUpError(f"{minutes:g} minutes have passed")
        report(share, message)

    return limited

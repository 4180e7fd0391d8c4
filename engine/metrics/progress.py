"""Progress of work that has several stages."""

from engine.core.jobs import Report


def stage(report: Report | None, low: float, high: float) -> Report:
    """Return a report for a stage that spans ``low`` to ``high`` of the whole.

    >>> stage(lambda done, message: print(f"{done:.2f} {message}"), 0.5, 1.0)(0.5, "halfway")
    0.75 halfway
    """

    def staged(done: float, message: str) -> None:
        if report:
            report(low + done * (high - low), message)

    return staged

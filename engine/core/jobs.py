"""Long work: progress that can be reported and stopped. Knows no user interface."""

from collections.abc import Callable

Report = Callable[[float, str], None]
"""Called with the share done (0 to 1) and a short message; raises ``CancelledError`` on stop."""

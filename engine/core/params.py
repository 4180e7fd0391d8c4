"""Settings declared once: default, range and meaning live on the field of a frozen dataclass.

A method is a frozen dataclass that inherits from :class:`Settings`. The interface draws its
controls from :func:`parameters`; the engine checks the same ranges again when it is built.
"""

import dataclasses
import math
from typing import Any

from engine.core.errors import EngineError

_KEY = "modelarium.parameter"


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One declared setting.

    Attributes:
        name: Field name.
        default: Value without a choice by the user.
        meaning: One phrase for a label or a tooltip, units included.
        low: Smallest value allowed, or None.
        high: Largest value allowed, or None.
        choices: Allowed values where they are a list, else None.
        step: Suggested step of a slider, or None.
    """

    name: str
    default: Any
    meaning: str
    low: float | None = None
    high: float | None = None
    choices: tuple[Any, ...] | None = None
    step: float | None = None

    def check(self, value: Any) -> None:  # noqa: ANN401 - any value may come from a URL
        """Raise ``ValueError`` when ``value`` is outside what the field declares."""
        if self.choices is not None:
            if value not in self.choices:
                allowed = ", ".join(map(str, self.choices))
                raise ValueError(f"{self.name} must be one of {allowed}, got {value!r}")
            return
        if self.low is None and self.high is None:
            return
        wanted = (
            int if isinstance(self.default, int) and not isinstance(self.default, bool) else float
        )
        number = isinstance(value, (int, wanted)) and not isinstance(value, bool)
        if not number or not math.isfinite(value):
            raise ValueError(f"{self.name} must be {_article(wanted)}, got {value!r}")
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        if not low <= value <= high:
            raise ValueError(
                f"{self.name} must lie between {self.low} and {self.high}, got {value!r}"
            )


def _article(kind: type) -> str:
    return "a whole number" if kind is int else "a finite number"


def param(
    default: Any,  # noqa: ANN401
    low: float | None = None,
    high: float | None = None,
    meaning: str = "",
    *,
    choices: tuple[Any, ...] | None = None,
    step: float | None = None,
) -> Any:  # noqa: ANN401 - stands where a field's default stands
    """Declare a dataclass field that a visitor may turn.

    >>> @dataclasses.dataclass(frozen=True)
    ... class Keep(Settings):
    ...     share: float = param(0.999, 0.9, 1.0, "share of weights kept")
    >>> parameters(Keep)[0].high
    1.0
    >>> Keep(share=2.0)
    Traceback (most recent call last):
    ValueError: share must lie between 0.9 and 1.0, got 2.0
    """
    declared = Parameter("", default, meaning, low, high, choices, step)
    return dataclasses.field(default=default, metadata={_KEY: declared})


def parameters(method: Any) -> tuple[Parameter, ...]:  # noqa: ANN401 - a class or an instance
    """Return the declared settings of a method class or instance, in field order."""
    found = []
    for each in dataclasses.fields(method):
        declared = each.metadata.get(_KEY)
        if declared is not None:
            found.append(dataclasses.replace(declared, name=each.name))
    return tuple(found)


@dataclasses.dataclass(frozen=True)
class Settings:
    """Base of every method: checks each declared field when it is built."""

    def __post_init__(self) -> None:
        """Check every declared field against its range or choices."""
        for each in parameters(self):
            each.check(getattr(self, each.name))


def settings_dict(method: object) -> dict[str, Any]:
    """Return ``{"method": class name, field: value, ...}``, ready for JSON.

    Raises:
        EngineError: If ``method`` is not a settings dataclass.
    """
    if not isinstance(method, Settings):
        raise EngineError(f"expected a method with settings, got {type(method).__name__}")
    values = {each.name: getattr(method, each.name) for each in dataclasses.fields(method)}
    plain = {k: settings_dict(v) if isinstance(v, Settings) else v for k, v in values.items()}
    return {"method": type(method).__name__, **plain}

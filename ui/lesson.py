"""What a lesson is: one page that answers one question, and the states that it can open in."""

import dataclasses
from typing import Literal

from engine.core.errors import unknown_name

Track = Literal["Compress", "Generate", "Learn"]


@dataclasses.dataclass(frozen=True)
class Preset:
    """A named state of a page, as the values in its link.

    Attributes:
        name: Short identifier, used by a playlist (``weights:three_bits``).
        title: What a visitor reads.
        values: Query parameters without the page's prefix, as they stand in the URL.
    """

    name: str
    title: str
    values: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Lesson:
    """One page that answers one question.

    Attributes:
        key: Identifier; the page file is ``pages/{key}.py`` and every control of it starts
            with ``{key}_``.
        title: Name in the navigation.
        question: The question that the page answers, one line.
        track: Compress, Generate or Learn.
        icon: Material symbol of the navigation.
        papers: arXiv ids.
        modules: Engine modules that do the work.
        status: ``"ready"`` or ``"in preparation"``.
        presets: States that the tests visit and that a playlist can name.
    """

    key: str
    title: str
    question: str
    track: Track
    icon: str
    papers: tuple[str, ...]
    modules: tuple[str, ...] = ()
    status: Literal["ready", "in preparation"] = "in preparation"
    presets: tuple[Preset, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether the page exists."""
        return self.status == "ready"

    @property
    def url_path(self) -> str:
        """Last part of the page's address.

        It equals the file's name: only then does Streamlit know the page before ``app.py`` has
        run for the first time after a cold start.
        """
        return self.key

    @property
    def file(self) -> str:
        """The page's script, relative to the project."""
        return f"pages/{self.key}.py"

    def query(self, preset: str | None = None) -> dict[str, str]:
        """Return the query parameters of one preset, prefixed; empty for the default state.

        Raises:
            NotFoundError: If the lesson has no such preset.
        """
        if preset is None:
            return {}
        for each in self.presets:
            if each.name == preset:
                return {f"{self.key}_{name}": value for name, value in each.values.items()}
        raise unknown_name("preset", preset, [each.name for each in self.presets])

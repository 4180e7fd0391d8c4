"""Where the pages of a data set come from."""

import dataclasses
from typing import Any, Protocol, runtime_checkable

from engine.core.params import settings_dict
from engine.documents.page import Page
from engine.documents.page_settings import PageSettings, varied
from engine.documents.renderer import render_page, render_patch


@runtime_checkable
class Source(Protocol):
    """Draws the page of a seed; picklable, so that several processes may draw."""

    def __call__(self, seed: int, *, graphic: bool) -> Page:
        """Return the page of a seed, with a graphic on it where one is wanted."""
        ...

    def description(self) -> dict[str, Any]:
        """Return what the manifest says of the source, ready for JSON."""
        ...


@dataclasses.dataclass(frozen=True)
class ProceduralSource:
    """Drawn pages.

    Attributes:
        settings: How they look.
        patch: Side of square patches in px; 0 draws whole pages.
        vary: Whether every item has strengths of its own, around the given ones.
    """

    settings: PageSettings = dataclasses.field(default_factory=PageSettings)
    patch: int = 256
    vary: bool = True

    def __post_init__(self) -> None:
        """Check the side of the patches."""
        if self.patch and not 32 <= self.patch <= 1024:
            raise ValueError(f"patch must be 0 or 32 to 1024 px, got {self.patch}; try 256")

    def __call__(self, seed: int, *, graphic: bool = False) -> Page:
        """Return the page of a seed.

        Args:
            seed: Seed.
            graphic: Whether it must show a graphic.
        """
        settings = varied(self.settings, seed) if self.vary else self.settings
        if self.patch:
            return render_patch(settings, seed, size=self.patch, graphic=graphic)
        return render_page(settings, seed, graphic=graphic)

    def description(self) -> dict[str, Any]:
        """Return what the manifest says of the source, ready for JSON."""
        settings = settings_dict(self.settings)
        return {"source": "procedural", "patch": self.patch, "vary": self.vary,
                "settings": settings}  # fmt: skip

"""Pages of a data set from a generator: picture and label of one pass, lines from the label."""

import dataclasses
import json
from typing import Any

import numpy as np

from engine.core.errors import EngineError
from engine.core.params import settings_dict
from engine.documents.activations import Look
from engine.documents.generated import GeneratedPatch, PageLabeller, sample_page
from engine.documents.glyph_lines import GlyphLines, column_outlines
from engine.documents.outlines import class_mask
from engine.documents.page import CLASSES, Page

MOST_TRIES = 20
"""Draws of one seed before a source gives up on it."""
SMALLEST_GRAPHIC = 0.01
"""Regions of graphics below this share of the picture are specks, not graphics."""


def as_page(patch: GeneratedPatch, look: Look, lines: GlyphLines | None = None) -> Page:
    """Return a generated picture as a page: areas, lines and baselines follow from its label.

    ``classes`` holds areas, as for drawn pages and scans: the polygons of lines and graphics.
    ``ink`` is the label itself, pixel by pixel.

    Args:
        patch: Picture and label.
        look: How it was sampled.
        lines: Rule for lines; None takes the usual distances of 64 px squares.
    """
    height, width = patch.image.shape[:2]
    rule = lines or GlyphLines(pitch=12.0 * min(height, width) / 64)
    found = rule(patch.glyphs)
    drawn = patch.label.mask == CLASSES.index("graphic")
    graphics = tuple(
        outline for outline in column_outlines(drawn)
        if np.ptp(outline, axis=0).prod() >= SMALLEST_GRAPHIC * drawn.size
    )  # fmt: skip
    classes = class_mask([line.polygon for line in found], graphics, (width, height))
    image = np.broadcast_to(patch.image, (height, width, 3)).copy()
    return Page(
        image, classes, patch.glyphs, found, graphics, patch.seed, look, layout="generated"
    )


@dataclasses.dataclass(frozen=True, eq=False)
class GeneratedSource:
    """Pages of a generator.

    Attributes:
        labeller: Generator, clusters, map.
        look: Truncation, mixing, noise.
    """

    labeller: PageLabeller
    look: Look = dataclasses.field(default_factory=Look)

    def patch(self, seed: int, *, graphic: bool = False) -> GeneratedPatch:
        """Return the first draw of a seed that is not dropped.

        Args:
            seed: Seed.
            graphic: Whether a draw with a graphic is looked for; without one the first that is
                not dropped serves.

        Raises:
            EngineError: If every draw is dropped.
        """
        wanted = graphic and self.labeller.knows_graphics
        first, reasons = None, []
        for attempt in range(MOST_TRIES):
            found = sample_page(self.labeller, seed, self.look, attempt=attempt)
            if found.label.dropped:
                reasons.append(found.label.dropped)
                continue
            first = first or found
            if not wanted or (found.label.mask == CLASSES.index("graphic")).any():
                return found
        if first is None:
            raise EngineError(
                f"one of {MOST_TRIES} draws of seed {seed} must have a label, got none "
                f"({reasons[-1]}); correct the cluster map"
            )
        return first

    def __call__(self, seed: int, *, graphic: bool = False) -> Page:
        """Return the page of a seed, with a graphic on it where the generator draws one."""
        return as_page(self.patch(seed, graphic=graphic), self.look)

    def description(self) -> dict[str, Any]:
        """Return what the manifest says of the source, ready for JSON."""
        one = self.labeller
        return {
            "source": "generated", "generator": one.name, "sha256": one.sha256,
            "look": settings_dict(self.look), "stages": settings_dict(one.stages),
            "clusters": {layer: len(centres) for layer, centres in one.centres.items()},
            "centres": {k: round(float(np.abs(c).sum()), 3) for k, c in one.centres.items()},
            "map": json.loads(one.classes.to_json()),
        }  # fmt: skip

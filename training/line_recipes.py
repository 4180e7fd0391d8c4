"""What each compared line network learns from; network, settings and steps are the same."""

import dataclasses
from collections.abc import Callable

import numpy as np

from engine.documents.activations import Look
from engine.documents.export.generated_source import GeneratedSource
from engine.documents.labelled_pages import labelled_pages
from engine.documents.line_augmentation import Augmentation
from engine.documents.line_pairs import Pair, generated_pairs, labelled_pairs
from engine.documents.line_training import LineTrainingSettings
from engine.documents.page_generators import load_page_generator
from engine.documents.shipped_clusters import shipped_clusters
from engine.documents.splits import split_by_book
from training.line_pages import drawn_pages

DRAWN = 240
STEPS = 400
SCANS = Augmentation(smallest=0.7, largest=1.3)
SQUARES = Augmentation(side=128, smallest=0.7, largest=1.3)
GENERATOR, CLUSTERS, GENERATED = "document_patches", 20, 1500
SOME_SCANS = 50


@dataclasses.dataclass(frozen=True)
class Row:
    """A kind of training data.

    Attributes:
        name: Its name in tables and files.
        title: What a visitor reads.
        data: What the card says of the data.
        pairs: Makes the pairs of a seed.
        seeds: How many trainings of it are compared.
        augmentation: How squares are cut.
        batch: Squares in an update.
        note: What sets the training that ships apart from the command.
    """

    name: str
    title: str
    data: str
    pairs: Callable[[int], list[Pair]]
    seeds: int = 1
    augmentation: Augmentation = dataclasses.field(default_factory=Augmentation)
    batch: int = 8
    note: str = ""

    def settings(self, seed: int) -> LineTrainingSettings:
        """Return the settings of one training."""
        cut = self.augmentation
        return LineTrainingSettings(steps=STEPS, seed=seed, batch=self.batch, augmentation=cut)


def real_pairs(_seed: int) -> list[Pair]:
    """Return every labelled page of the train side."""
    return list(labelled_pairs(split_by_book(labelled_pages()).train))


def synthetic_pairs(seed: int) -> list[Pair]:
    """Return generated squares; another seed has others."""
    made = load_page_generator(GENERATOR)
    shipped = shipped_clusters(made, CLUSTERS)
    labeller = shipped.clusters.labeller(made, shipped.curated)
    source = GeneratedSource(labeller, Look(truncation=1.0))
    return list(generated_pairs(source, GENERATED, 1_000_000 * (seed + 1)))


def synthetic_and_real_pairs(seed: int) -> list[Pair]:
    """Return generated squares and scans of the train side, as likely to be taken as they."""
    entries = split_by_book(labelled_pages()).train
    places = np.linspace(0, len(entries) - 1, SOME_SCANS).round().astype(int)
    scans = list(labelled_pairs([entries[each] for each in places]))
    return synthetic_pairs(seed) + scans * (GENERATED // SOME_SCANS)


ROWS = {
    each.name: each
    for each in (
        Row(
            "procedural", "Drawn pages only", f"{DRAWN} drawn pages; no scan",
            lambda _seed: drawn_pages(DRAWN),
            note="260 of the 400 updates saw milder ageing (no edges of sheets, less ink of the "
            "other side) and a contrast that was evened by its surroundings alone",
        ),
        Row(
            "real", "Labelled scans (upper bound)",
            "labelled scans of the training books (HTR-United, Gallic(orpor)a); weights only",
            real_pairs, augmentation=SCANS,
        ),
        Row(
            "synthetic", "Generated squares only",
            f"{GENERATED} squares of {GENERATOR} with labels of its clusters; no label of a scan",
            synthetic_pairs, 3, SQUARES, 32,
        ),
        Row(
            "synthetic_50_real", "Generated squares and 50 scans",
            f"{GENERATED} squares of {GENERATOR}, and {SOME_SCANS} labelled scans of the training "
            "books", synthetic_and_real_pairs, 1, SQUARES, 32,
        ),
    )
}  # fmt: skip

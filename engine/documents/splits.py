"""Splits by book: pages of one book never stand on both sides."""

import dataclasses

from engine.core.random import numpy_generator
from engine.documents.labelled_pages import PageEntry


@dataclasses.dataclass(frozen=True)
class Split:
    """Pages to tune on and pages to compare on.

    Attributes:
        train: Pages for training and tuning.
        test: Pages of other books.
    """

    train: tuple[PageEntry, ...]
    test: tuple[PageEntry, ...]


def split_by_book(
    entries: tuple[PageEntry, ...], *, test_share: float = 0.3, seed: int = 0
) -> Split:
    """Return a split in which every group gives about ``test_share`` of its books to the test.

    Args:
        entries: Pages.
        test_share: Share of the books of each group, rounded, at least one of two.
        seed: Seed of the draw.

    Raises:
        ValueError: If the share is not strictly between 0 and 1.
    """
    if not 0 < test_share < 1:
        raise ValueError(f"test_share must lie between 0 and 1, got {test_share}; try 0.3")
    random = numpy_generator(seed)
    held: set[tuple[str, str]] = set()
    for group in sorted({entry.group for entry in entries}):
        books = sorted({entry.book for entry in entries if entry.group == group})
        count = min(len(books) - 1, max(1, round(test_share * len(books))))
        held |= {(group, books[k]) for k in random.permutation(len(books))[:count]}
    test = tuple(entry for entry in entries if (entry.group, entry.book) in held)
    train = tuple(entry for entry in entries if (entry.group, entry.book) not in held)
    return Split(train, test)

"""A visitor's samples with the place of their class in a tree."""

import dataclasses
from collections import Counter
from collections.abc import Iterable

import numpy as np
from jaxtyping import Float, Int, Int64

from engine.core.errors import NotFoundError
from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.discovery.class_tree import SEPARATOR, ClassTree
from engine.studies.own_columns import ColumnChoice
from engine.studies.own_paths import Path, checked_tree, class_paths, repeated_names
from engine.studies.own_table import OwnTable
from engine.studies.own_values import described, embedded, features_of, texts_of

LEAST_SAMPLES = 2
FEW_SAMPLES = 10


@dataclasses.dataclass(frozen=True, eq=False)
class OwnClasses:
    """Samples of classes in a tree; either features or texts are there.

    Attributes:
        title: Name of the file.
        sha256: Its hash.
        tree: Superclasses and classes; a leaf's key is its path.
        labels: Place of each sample's class in ``tree.leaves``.
        features: One row for each sample, or None where texts wait for the encoder.
        texts: Text of each sample, or none.
        rows: Place of each sample in the file.
        described: What the features are.
        columns: Which columns of the file mean what.
        notes: What was left out, one sentence each.
    """

    title: str
    sha256: str
    tree: ClassTree
    labels: Int[np.ndarray, " samples"]
    features: Float[np.ndarray, "samples width"] | None
    texts: tuple[str, ...]
    rows: Int64[np.ndarray, " samples"]
    described: str
    columns: ColumnChoice
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Samples of each class."""
        found = np.bincount(self.labels, minlength=len(self.tree.leaves))
        return dict(zip(self.tree.leaves, found.tolist(), strict=True))

    def at(self, classes: Iterable[str]) -> Int[np.ndarray, " chosen"]:
        """Return the places of the samples of some classes.

        Raises:
            NotFoundError: If there is no such class.
        """
        place = {each: number for number, each in enumerate(self.tree.leaves)}
        wanted = list(classes)
        unknown = [each for each in wanted if each not in place]
        if unknown:
            raise NotFoundError(
                f"no class {unknown[0][:80]!r} in {self.title}; classes are paths such as "
                f"{self.tree.leaves[0]!r}"
            )
        return np.flatnonzero(np.isin(self.labels, [place[each] for each in wanted]))

    def names(self, places: Int[np.ndarray, " chosen"]) -> np.ndarray:
        """Return the class of some samples."""
        return np.array(self.tree.leaves)[self.labels[places]]

    def kept(self, places: Int[np.ndarray, " chosen"]) -> "OwnClasses":
        """Return some of the samples under the same tree."""
        return dataclasses.replace(
            self,
            labels=self.labels[places],
            features=None if self.features is None else self.features[places],
            texts=tuple(self.texts[each] for each in places) if self.texts else (),
            rows=self.rows[places],
        )


def own_classes(table: OwnTable, choice: ColumnChoice) -> OwnClasses:
    """Return the samples of a table with their classes.

    Samples without a class or text, and classes of one sample, are left out and named.

    Args:
        table: A visitor's table.
        choice: What its columns mean.

    Raises:
        ValueError: If columns do not exist, a path comes back to a name, fewer than two classes
            of two samples are left, or a feature is not finite.
    """
    paths, texts = class_paths(table.frame, choice.classes), texts_of(table, choice)
    without = {
        "class": np.array([not path for path in paths]),
        "text": np.array([not text for text in texts] or [False] * len(paths)),
    }
    usable = ~without["class"] & ~without["text"]
    sizes = Counter(path for path, good in zip(paths, usable, strict=True) if good)
    single = [path for path, count in sizes.items() if count < LEAST_SAMPLES]
    kept = np.flatnonzero(usable & np.array([sizes[path] >= LEAST_SAMPLES for path in paths]))
    tree = checked_tree([paths[place] for place in kept], single=len(single))
    place = {leaf: number for number, leaf in enumerate(tree.leaves)}
    return OwnClasses(
        title=table.title,
        sha256=table.sha256,
        tree=tree,
        labels=np.array([place[SEPARATOR.join(paths[each])] for each in kept]),
        features=None if texts else features_of(table, choice, kept),
        texts=tuple(texts[each] for each in kept) if texts else (),
        rows=table.rows[kept],
        described=described(table, choice),
        columns=choice,
        notes=(
            *table.notes,
            *(_missing(int(gone.sum()), what) for what, gone in without.items() if gone.any()),
            *_sizes(sizes, single),
            *_repeated(tree),
        ),
    )


def _missing(count: int, what: str) -> str:
    return f"{count:,} rows without a {what} were left out."


def _sizes(sizes: Counter[Path], single: list[Path]) -> tuple[str, ...]:
    notes = []
    if single:
        named = ", ".join(SEPARATOR.join(path) for path in single[:4])
        notes.append(f"{len(single)} classes of a single sample were left out: {named[:200]}.")
    few = sum(LEAST_SAMPLES <= count < FEW_SAMPLES for count in sizes.values())
    if few:
        notes.append(
            f"{few} classes have fewer than {FEW_SAMPLES} samples: their published transfer flow "
            "is mostly bias, so read it beside the band of shuffled labels."
        )
    return tuple(notes)


def _repeated(tree: ClassTree) -> tuple[str, ...]:
    names = repeated_names(tree)
    if not names:
        return ()
    return (
        f"{len(names)} names belong to several classes ({', '.join(names[:4])[:120]}); their "
        "paths tell them apart.",
    )


def thinned_classes(data: OwnClasses, most: int, *, seed: int = 0) -> OwnClasses:
    """Return the samples, or ``most`` of each class by a seeded draw, in their order.

    Args:
        data: A visitor's samples.
        most: Samples of each class to keep at most.
        seed: Decides the draw.
    """
    draw = numpy_generator(seed)
    places = [
        draw.permutation(np.flatnonzero(data.labels == each))[:most]
        for each in range(len(data.tree.leaves))
    ]
    kept = np.sort(np.concatenate(places))
    return data if len(kept) == len(data.labels) else data.kept(kept)


def with_features(data: OwnClasses, *, report: Report | None = None) -> OwnClasses:
    """Return samples whose texts, if they wait for it, have been read by MiniLM.

    Args:
        data: A visitor's samples.
        report: Called after each batch.
    """
    if data.features is not None:
        return data
    return dataclasses.replace(data, features=embedded(data.texts, report=report))

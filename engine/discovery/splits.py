"""Which classes are labeled and which are to be found: benchmarks near, halfway and far."""

import dataclasses
from collections.abc import Mapping, Sequence

from engine.core.errors import unknown_name
from engine.core.random import numpy_generator
from engine.discovery.class_tree import ClassTree

LABELED = ("L1", "L1.5", "L2")
UNLABELED = ("U1", "U2")
LEVELS = ("high", "medium", "low")


@dataclasses.dataclass(frozen=True)
class ClassSets:
    """A labeled and an unlabeled set of classes.

    Attributes:
        labeled: Classes whose labels are used.
        unlabeled: Classes to discover.
    """

    labeled: tuple[str, ...]
    unlabeled: tuple[str, ...]

    def __post_init__(self) -> None:
        """Check the sets.

        Raises:
            ValueError: If a set is too small, repeats a class, or shares one with the other.
        """
        if not self.labeled or len(self.unlabeled) < 2:
            raise ValueError(
                "choose at least one labeled class and two unlabeled ones, got "
                f"{len(self.labeled)} and {len(self.unlabeled)}"
            )
        for name, classes in (("labeled", self.labeled), ("unlabeled", self.unlabeled)):
            twice = sorted({each for each in classes if classes.count(each) > 1})
            if twice:
                raise ValueError(f"the {name} set must name a class once, got {twice[0]!r} twice")
        both = sorted(set(self.labeled) & set(self.unlabeled))
        if both:
            raise ValueError(f"a class must not be in both sets, got {both[0]!r} in both")


@dataclasses.dataclass(frozen=True)
class Benchmark:
    """Labeled sets L1, L1.5, L2 and unlabeled sets U1, U2 over two sides of superclasses.

    U1 shares its superclasses with L1, U2 with L2, and half of each with L1.5
    (arXiv 2209.09120).

    Attributes:
        labeled: Classes of each labeled set.
        unlabeled: Classes of each unlabeled set.
    """

    labeled: Mapping[str, tuple[str, ...]]
    unlabeled: Mapping[str, tuple[str, ...]]

    def sets(self, labeled: str, unlabeled: str) -> ClassSets:
        """Return the classes of one cell, such as ``sets("L1", "U2")``.

        Raises:
            NotFoundError: If there is no such set.
        """
        similarity_level(labeled, unlabeled)
        return ClassSets(self.labeled[labeled], self.unlabeled[unlabeled])


def similarity_level(labeled: str, unlabeled: str) -> str:
    """Return how similar two sets of a benchmark are by construction.

    >>> similarity_level("L1", "U1"), similarity_level("L1.5", "U1"), similarity_level("L2", "U1")
    ('high', 'medium', 'low')
    """
    if labeled not in LABELED:
        raise unknown_name("labeled set", labeled, LABELED)
    if unlabeled not in UNLABELED:
        raise unknown_name("unlabeled set", unlabeled, UNLABELED)
    if labeled == "L1.5":
        return "medium"
    return "high" if labeled[1:] == unlabeled[1:] else "low"


def benchmark(
    first: Sequence[tuple[Sequence[str], Sequence[str]]],
    second: Sequence[tuple[Sequence[str], Sequence[str]]],
) -> Benchmark:
    """Return the benchmark of two sides, each a list of (labeled, unlabeled) by superclass.

    L1.5 takes the first half of L1 and the first half of L2, superclass after superclass.

    Raises:
        ValueError: If a set is too small or repeats a class.
    """
    sides = [tuple(c for labeled, _ in side for c in labeled) for side in (first, second)]
    halves = tuple(c for side in sides for c in side[: (len(side) + 1) // 2])
    new = [tuple(c for _, unlabeled in side for c in unlabeled) for side in (first, second)]
    found = Benchmark(
        labeled=dict(zip(LABELED, (sides[0], halves, sides[1]), strict=True)),
        unlabeled=dict(zip(UNLABELED, new, strict=True)),
    )
    for labeled in LABELED:
        for unlabeled in UNLABELED:
            found.sets(labeled, unlabeled)
    return found


def benchmark_of_tree(
    tree: ClassTree, *, labeled: int, unlabeled: int, seed: int | None = None
) -> Benchmark:
    """Return a benchmark built like the paper's from the superclasses under a tree's root.

    Args:
        tree: Superclasses under the root, classes below them.
        labeled: Labeled classes taken from each superclass.
        unlabeled: Unlabeled classes taken from each superclass.
        seed: Shuffles superclasses and classes; None keeps the tree's order.

    Raises:
        ValueError: If there are fewer than two superclasses with so many classes.
    """
    need = labeled + unlabeled
    groups = [list(tree.leaves_under(each)) for each in tree.children[tree.root]]
    groups = [each for each in groups if len(each) >= need]
    if min(labeled, unlabeled) < 1 or len(groups) < 2:
        raise ValueError(
            f"a benchmark needs at least two superclasses of {need} classes, got {len(groups)}; "
            "take fewer classes from each"
        )
    if seed is not None:
        draw = numpy_generator(seed)
        draw.shuffle(groups)
        for group in groups:
            draw.shuffle(group)
    parts = [(group[:labeled], group[labeled:need]) for group in groups]
    half = len(parts) // 2
    return benchmark(parts[:half], parts[half : 2 * half])

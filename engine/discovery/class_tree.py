"""A tree of classes: superclasses inside, classes at the leaves, similarity by position."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from jaxtyping import Float

from engine.core.errors import unknown_name

SEPARATOR = "/"
MEASURES = ("wu_palmer", "path")


@dataclasses.dataclass(frozen=True)
class ClassTree:
    """Classes under superclasses under one root; every node has one parent.

    A node's key is unique in the tree; its title need not be.

    Attributes:
        parents: Parent of every node but the root, in the order in which children are shown.
        titles: What a node is called, where that is not its key.
    """

    parents: Mapping[str, str]
    titles: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that the parents make one tree.

        Raises:
            ValueError: If there is no node, no single root, or a node lies above itself.
        """
        roots = {each for each in self.parents.values() if each not in self.parents}
        if not self.parents or len(roots) > 1:
            raise ValueError(f"a tree needs one root and classes below it, got {sorted(roots)}")
        safe = set(roots)
        for node in self.parents:
            seen = []
            while node not in safe:
                if node in seen:
                    raise ValueError(f"{node!r} lies above itself; break the cycle of its parents")
                seen.append(node)
                node = self.parents[node]
            safe.update(seen)

    @functools.cached_property
    def root(self) -> str:
        """Key of the node above all others."""
        return next(each for each in self.parents.values() if each not in self.parents)

    @functools.cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Children of every node; empty for a leaf."""
        found: dict[str, list[str]] = {self.root: []}
        for node, parent in self.parents.items():
            found.setdefault(node, [])
            found.setdefault(parent, []).append(node)
        return {node: tuple(each) for node, each in found.items()}

    @functools.cached_property
    def leaves(self) -> tuple[str, ...]:
        """Classes, ordered so that those of one superclass stand together."""
        return self.leaves_under(self.root)

    def leaves_under(self, node: str) -> tuple[str, ...]:
        """Return the classes at or below a node."""
        found, waiting = [], [self._known(node)]
        while waiting:
            each = waiting.pop()
            below = self.children[each]
            waiting.extend(reversed(below))
            if not below:
                found.append(each)
        return tuple(found)

    def title(self, node: str) -> str:
        """Return what a node is called."""
        return self.titles.get(self._known(node), node)

    def path(self, node: str) -> tuple[str, ...]:
        """Return the nodes from the root down to a node."""
        found = [self._known(node)]
        while found[-1] != self.root:
            found.append(self.parents[found[-1]])
        return tuple(reversed(found))

    def depth(self, node: str) -> int:
        """Return how many nodes the path from the root holds; 1 for the root."""
        return len(self.path(node))

    def lowest_common(self, first: str, second: str) -> str:
        """Return the lowest node that is above, or is, both."""
        pairs = zip(self.path(first), self.path(second), strict=False)
        return [one for one, other in pairs if one == other][-1]

    def similarity(self, first: str, second: str, *, measure: str = "wu_palmer") -> float:
        """Return how close two nodes lie, 1 for the same node.

        "wu_palmer" is ``2 depth(lowest common) / (depth a + depth b)``, "path" is
        ``1 / (1 + edges between them)``.

        Raises:
            ValueError: If there is no such measure.

        >>> tree = tree_from_groups({"cat": ["lion", "lynx"], "dog": ["wolf"]})
        >>> round(tree.similarity("cat/lion", "cat/lynx"), 3)
        0.667
        >>> tree.similarity("cat/lion", "dog/wolf", measure="path")
        0.2
        """
        one, other = self.depth(first), self.depth(second)
        common = self.depth(self.lowest_common(first, second))
        return measured(measure, common, one - common, other - common)

    def _known(self, node: str) -> str:
        if node != self.root and node not in self.parents:
            raise unknown_name("class", node, list(self.parents)[:8])
        return node


def measured(measure: str, depth: int, first: int, second: int) -> float:
    """Return a similarity from the depth of the lowest common node and the edges down from it.

    Raises:
        ValueError: If there is no such measure.
    """
    if measure == "wu_palmer":
        return 2 * depth / (2 * depth + first + second)
    if measure == "path":
        return 1 / (1 + first + second)
    raise ValueError(f"measure must be one of {', '.join(MEASURES)}, got {measure!r}")


def tree_from_groups(groups: Mapping[str, Iterable[str]], *, root: str = "all") -> ClassTree:
    """Return a tree of superclasses and their classes, keyed ``superclass/class``.

    >>> tree_from_groups({"cat": ["lion", "lynx"], "dog": ["wolf"]}).leaves
    ('cat/lion', 'cat/lynx', 'dog/wolf')
    """
    return tree_from_paths(
        [(group, each) for group, classes in groups.items() for each in classes], root=root
    )


def tree_from_paths(paths: Iterable[Sequence[str]], *, root: str = "all") -> ClassTree:
    """Return the tree of class paths, each from the uppermost superclass down to the class.

    Args:
        paths: Names along each path; a path may come more than once.
        root: Name of the node above all.

    Raises:
        ValueError: If a path is empty, lacks a name, names one class twice, or goes on below a
            class where another path ends.
    """
    parents: dict[str, str] = {}
    titles: dict[str, str] = {}
    ends: set[str] = set()
    for path in paths:
        names = [str(each).strip() for each in path]
        if not names or not all(names) or root in names:
            raise ValueError(f"a class path must name every level below {root!r}, got {names}")
        if len(set(names)) < len(names):
            raise ValueError(f"a class path must not come back to a name, got {names}")
        above = root
        for level, name in enumerate(names):
            key = SEPARATOR.join(names[: level + 1])
            parents[key], titles[key] = above, name
            above = key
        ends.add(above)
    inside = ends & set(parents.values())
    if inside:
        raise ValueError(
            f"samples must belong to the lowest classes, got some in {sorted(inside)[0]!r}, which "
            "has classes below it; give them a class of their own"
        )
    return ClassTree(parents, titles)


def similarity_matrix(
    tree: ClassTree,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    measure: str = "wu_palmer",
) -> Float[np.ndarray, "rows columns"]:
    """Return the similarity by position of every row's class to every column's class."""
    found = [[tree.similarity(row, each, measure=measure) for each in columns] for row in rows]
    return np.array(found, float).reshape(len(rows), len(columns))

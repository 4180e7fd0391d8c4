"""WordNet's nouns: similarity of meaning as the baseline of similarity of class sets."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from jaxtyping import Float

from engine.core.errors import unknown_name
from engine.discovery.class_tree import ClassTree, measured

ROOT = "n00001740"  # entity


@dataclasses.dataclass(frozen=True)
class WordNet:
    """The nouns of WordNet 3.0, keyed as ImageNet keys them: ``n`` and eight digits.

    Attributes:
        names: Words of each noun, the most usual first.
        above: Nouns directly above each one, the principal one first; none for "entity".
        meanings: Nouns that each word in lower case stands for, the most usual first.
    """

    names: Mapping[str, tuple[str, ...]]
    above: Mapping[str, tuple[str, ...]]
    meanings: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    def title(self, noun: str) -> str:
        """Return the most usual word for a noun."""
        return self.names[self._known(noun)][0]

    def senses(self, word: str) -> tuple[str, ...]:
        """Return the nouns that a word stands for, the most usual first; none if unknown."""
        return self.meanings.get(word.lower(), ())

    def ancestors(self, noun: str) -> dict[str, int]:
        """Return every noun above one, and itself, with the fewest edges to it."""
        found = {self._known(noun): 0}
        waiting = [noun]
        for each in waiting:
            for parent in self.above[each]:
                if parent not in found:
                    found[parent] = found[each] + 1
                    waiting.append(parent)
        return found

    def depth(self, noun: str) -> int:
        """Return how many nouns the longest path from "entity" holds; 1 for "entity"."""
        if noun not in self._depths:
            self._depths[noun] = 1 + max(
                (self.depth(each) for each in self.above[self._known(noun)]), default=0
            )
        return self._depths[noun]

    @functools.cached_property
    def _depths(self) -> dict[str, int]:
        return {}

    def least_depth(self, noun: str) -> int:
        """Return how many nouns the shortest path from "entity" holds."""
        return 1 + max(
            (edges for each, edges in self.ancestors(noun).items() if not self.above[each]),
            default=0,
        )

    def similarity(self, first: str, second: str, *, measure: str = "wu_palmer") -> float:
        """Return Wu-Palmer or path similarity of two nouns.

        A noun may lie under several others. The common noun whose shortest path from the root is
        longest counts; its depth is that of its longest path, and the depth of a noun below is
        that depth and the fewest edges to it, so that a noun is 1 similar to itself.

        Raises:
            ValueError: If there is no such measure.
        """
        one, other = self.ancestors(first), self.ancestors(second)
        common = [each for each in one if each in other]
        if measure == "path":
            edges = min((one[each] + other[each] for each in common), default=0)
            return measured(measure, 1, edges, 0) if common else 0.0
        if not common:
            return 0.0
        ranks = {each: (self.least_depth(each), self.depth(each)) for each in common}
        lowest = max(common, key=ranks.__getitem__)
        return measured(measure, self.depth(lowest), one[lowest], other[lowest])

    def matrix(
        self, rows: Sequence[str], columns: Sequence[str], *, measure: str = "wu_palmer"
    ) -> Float[np.ndarray, "rows columns"]:
        """Return the similarity of every row's noun to every column's noun."""
        found = [[self.similarity(a, b, measure=measure) for b in columns] for a in rows]
        return np.array(found, float).reshape(len(rows), len(columns))

    def tree(self, nouns: Iterable[str]) -> ClassTree:
        """Return the tree of some nouns by their principal parents, chains of one left out."""
        parents: dict[str, str] = {}
        kept = dict.fromkeys(nouns)
        for noun in kept:
            below = self._known(noun)
            while self.above[below] and below not in parents:
                parents[below] = self.above[below][0]
                below = parents[below]
        titles = {noun: self.title(noun) for noun in (ROOT, *parents)}
        return branching(ClassTree(parents), keep=tuple(kept), titles=titles)

    def _known(self, noun: str) -> str:
        if noun not in self.above:
            raise unknown_name("WordNet noun", noun, [ROOT, "n02084071"])
        return noun


def branching(tree: ClassTree, *, keep: tuple[str, ...], titles: Mapping[str, str]) -> ClassTree:
    """Return a tree without the inner nodes that have one child and are not in ``keep``."""
    wanted = {*keep, tree.root, *(n for n, below in tree.children.items() if len(below) > 1)}
    parents = {}
    for node in tree.parents:
        if node in wanted:
            above = tree.parents[node]
            while above not in wanted:
                above = tree.parents[above]
            parents[node] = above
    return ClassTree(parents, {node: titles.get(node, node) for node in (tree.root, *parents)})

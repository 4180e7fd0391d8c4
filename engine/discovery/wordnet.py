"""WordNet's nouns, read from Debian's ``wordnet-base``: similarity of meaning as a baseline."""

import dataclasses
import functools
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float

from engine.core.errors import IntegrityError, NotFoundError, unknown_name
from engine.core.paths import data_folder
from engine.discovery.class_tree import ClassTree, measured

SYSTEM_FOLDER = Path("/usr/share/wordnet")
ROOT = "n00001740"  # entity


@dataclasses.dataclass(frozen=True)
class WordNet:
    """The nouns of WordNet 3.0, keyed as ImageNet keys them: ``n`` and eight digits.

    Attributes:
        names: Words of each noun, the most usual first.
        above: Nouns directly above each one, the principal one first; none for "entity".
    """

    names: Mapping[str, tuple[str, ...]]
    above: Mapping[str, tuple[str, ...]]

    def title(self, noun: str) -> str:
        """Return the most usual word for a noun."""
        return self.names[self._known(noun)][0]

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
        return branching(ClassTree(parents, {}), keep=tuple(kept), titles=self.names)

    def _known(self, noun: str) -> str:
        if noun not in self.above:
            raise unknown_name("WordNet noun", noun, [ROOT, "n02084071"])
        return noun


def branching(
    tree: ClassTree, *, keep: tuple[str, ...], titles: Mapping[str, tuple[str, ...]]
) -> ClassTree:
    """Return a tree without the inner nodes that have one child and are not in ``keep``."""
    wanted = {*keep, tree.root, *(n for n, below in tree.children.items() if len(below) > 1)}
    parents = {}
    for node in tree.parents:
        if node in wanted:
            above = tree.parents[node]
            while above not in wanted:
                above = tree.parents[above]
            parents[node] = above
    return ClassTree(parents, {node: titles[node][0] for node in {*parents, tree.root}})


def wordnet_file() -> Path:
    """Return the file of nouns: under ``WORDNET_HOME``, the real data, or Debian's folder.

    Raises:
        NotFoundError: If none of them holds it.
    """
    folders = [Path(os.environ[n]) for n in ("WORDNET_HOME",) if os.environ.get(n)]
    data = data_folder()
    folders += [data / "wordnet"] if data else []
    for folder in (*folders, SYSTEM_FOLDER):
        if (folder / "data.noun").is_file():
            return folder / "data.noun"
    raise NotFoundError(
        "WordNet's data.noun is not here; install Debian's wordnet-base, or set WORDNET_HOME to "
        "the folder that holds it"
    )


@functools.cache
def load_wordnet(path: Path | None = None) -> WordNet:
    """Return WordNet's nouns, read once.

    Raises:
        NotFoundError: If WordNet is not on this machine.
        IntegrityError: If the file is not WordNet's list of nouns.
    """
    file = path or wordnet_file()
    names: dict[str, tuple[str, ...]] = {}
    above: dict[str, tuple[str, ...]] = {}
    with file.open(encoding="latin-1") as lines:
        for line in lines:
            if not line.startswith(" "):
                noun, names_of, parents = _parsed(line, file)
                names[noun], above[noun] = names_of, parents
    if not names:
        raise IntegrityError(f"{file} holds no noun; is it WordNet's data.noun?")
    return WordNet(names, above)


def _parsed(line: str, file: Path) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return key, words and parents of one line, in the layout of wndb(5)."""
    try:
        fields = line.split("|", 1)[0].split()
        words = int(fields[3], 16)
        names = tuple(each.replace("_", " ") for each in fields[4 : 4 + 2 * words : 2])
        start = 4 + 2 * words
        pointers = [fields[start + 1 + 4 * p :][:4] for p in range(int(fields[start]))]
        parents = tuple(
            f"n{target}" for kind, target, part, _ in pointers if kind[0] == "@" and part == "n"
        )
        return f"n{int(fields[0]):08d}", names, parents
    except (IndexError, ValueError) as error:
        raise IntegrityError(f"{file} is not WordNet's data.noun: {line[:60]!r}") from error

"""Trees of the published benchmarks, with WordNet above and beneath where it is at hand."""

import itertools
from collections.abc import Mapping, Sequence

from engine.data.class_hierarchies import ClassHierarchy
from engine.discovery.class_tree import ClassTree
from engine.discovery.splits import Benchmark, benchmark
from engine.discovery.wordnet import WordNet, branching


def published_benchmark(hierarchy: ClassHierarchy) -> Benchmark:
    """Return the labeled and unlabeled sets of a published hierarchy, classes by their keys.

    Raises:
        ValueError: If a set is too small or repeats a class.
    """
    first, second = (
        [(each.labeled, each.unlabeled) for each in hierarchy.superclasses if each.side == side]
        for side in (1, 2)
    )
    return benchmark(first, second)


def published_tree(hierarchy: ClassHierarchy, wordnet: WordNet | None = None) -> ClassTree:
    """Return a hierarchy's tree; its leaves are the hierarchy's class keys.

    Without WordNet the superclasses stand under one root. With it, those whose key is a WordNet
    noun stand under their principal parents, chains of one left out.

    Args:
        hierarchy: From ``engine.data.class_hierarchies``.
        wordnet: WordNet's nouns, or None.
    """
    parents: dict[str, str] = {}
    titles = {**hierarchy.titles, "all": "all classes"}
    for each in hierarchy.superclasses:
        titles[each.key] = each.title
        if wordnet is not None and each.key in wordnet.above:
            chain = _chain(wordnet, each.key)
            parents.update(itertools.pairwise(chain))
            titles |= {noun: wordnet.title(noun) for noun in chain[1:]}
        else:
            parents[each.key] = "all"
        parents |= dict.fromkeys((*each.labeled, *each.unlabeled), each.key)
    keep = tuple(each.key for each in hierarchy.superclasses)
    leaves = tuple(c for each in hierarchy.superclasses for c in (*each.labeled, *each.unlabeled))
    return branching(ClassTree(parents), keep=(*keep, *leaves), titles=titles)


def _chain(wordnet: WordNet, noun: str) -> list[str]:
    """Return a noun and its principal parents up to "entity"."""
    found = [noun]
    while wordnet.above[found[-1]]:
        found.append(wordnet.above[found[-1]][0])
    return found


def likeliest_nouns(
    wordnet: WordNet, groups: Mapping[str, Sequence[str]], *, most_senses: int = 12
) -> dict[str, str]:
    """Return a WordNet noun for each class name, by the company that it keeps.

    A name has several senses; the one that is most similar (Wu-Palmer) to the names of its group
    is taken, the more usual one of equals. Names that WordNet lacks are left out. It is a guess,
    right for most of CIFAR-100: where a whole group has a second sense in common, as vessels
    have what they hold, that sense wins.

    Args:
        wordnet: WordNet's nouns.
        groups: Class names of each superclass; ``_`` stands for a blank.
        most_senses: Senses of a name that are considered, the most usual first.
    """
    found: dict[str, str] = {}
    for names in groups.values():
        senses = {
            name: wordnet.senses(name.replace("_", " "))[:most_senses]
            for name in dict.fromkeys(names)
        }
        senses = {name: each for name, each in senses.items() if each}
        for name, choices in senses.items():
            others = [each for other, each in senses.items() if other != name]

            def company(noun: str, others: list[tuple[str, ...]] = others) -> float:
                return sum(max(wordnet.similarity(noun, n) for n in each) for each in others)

            found[name] = max(choices, key=company)
    return found

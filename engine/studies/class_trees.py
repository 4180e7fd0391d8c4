"""The shipped trees of the paper's image benchmarks, with similarity of meaning by WordNet."""

import dataclasses
import functools
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from engine import zoo
from engine.core.errors import unknown_name
from engine.data.class_hierarchies import ClassHierarchy, Superclass
from engine.discovery.benchmark_trees import published_benchmark
from engine.discovery.class_tree import MEASURES, ClassTree
from engine.discovery.splits import LABELED, UNLABELED, Benchmark, similarity_level

if TYPE_CHECKING:
    import pandas as pd

NAME, KIND = "class_trees", "class_tree"
BENCHMARKS = ("ENTITY-30", "CIFAR-100")


@dataclasses.dataclass(frozen=True, eq=False)
class PublishedTree:
    """A benchmark of image classes without images.

    Attributes:
        hierarchy: Superclasses, sides and sets.
        tree: WordNet's nodes above the superclasses of ENTITY-30; CIFAR-100's stand under one.
        benchmark: L1, L1.5, L2, U1 and U2.
        classes: Class keys in the order of the matrices.
        nouns: Title of the WordNet noun that each class is taken for.
        similarities: Similarity of all pairs of classes by measure.
    """

    hierarchy: ClassHierarchy
    tree: ClassTree
    benchmark: Benchmark
    classes: tuple[str, ...]
    nouns: dict[str, str]
    similarities: dict[str, Float[np.ndarray, "classes classes"]]

    def matrix(
        self, rows: Sequence[str], columns: Sequence[str], *, measure: str = "wu_palmer"
    ) -> Float[np.ndarray, "rows columns"]:
        """Return the similarity by WordNet of every row's class to every column's.

        Raises:
            NotFoundError: If there is no such class or measure.
        """
        if measure not in self.similarities:
            raise unknown_name("measure", measure, MEASURES)
        place = {each: number for number, each in enumerate(self.classes)}
        for each in (*rows, *columns):
            if each not in place:
                raise unknown_name("class", each, self.classes[:8])
        found = self.similarities[measure]
        return found[np.ix_([place[each] for each in rows], [place[each] for each in columns])]


@functools.cache
def published(name: str) -> PublishedTree:
    """Return one of ``BENCHMARKS``.

    Raises:
        NotFoundError: If there is no such benchmark, or the table does not ship.
        IntegrityError: If the table is not the one of its card.
    """
    if name not in BENCHMARKS:
        raise unknown_name("benchmark", name, BENCHMARKS)
    frame = zoo.table(NAME)
    frame = frame[frame["benchmark"] == name].reset_index(drop=True)
    hierarchy = _hierarchy(name, frame)
    return PublishedTree(
        hierarchy=hierarchy,
        tree=_tree(hierarchy, frame),
        benchmark=published_benchmark(hierarchy),
        classes=tuple(frame["key"]),
        nouns=dict(zip(frame["key"], frame["noun_title"], strict=True)),
        similarities={
            each: np.stack(frame[each].to_list()).astype(np.float64) for each in MEASURES
        },
    )


def _hierarchy(name: str, frame: "pd.DataFrame") -> ClassHierarchy:
    found = []
    for key, part in frame.groupby("superclass", sort=False):
        first = part.iloc[0]
        sets = [tuple(part.loc[part["role"] == role, "key"]) for role in ("labeled", "unlabeled")]
        found.append(
            Superclass(str(first["superclass_title"]), int(first["side"]), str(key), *sets)
        )
    titles = dict(zip(frame["key"], frame["title"], strict=True))
    return ClassHierarchy(name, tuple(found), titles)


def _tree(hierarchy: ClassHierarchy, frame: "pd.DataFrame") -> ClassTree:
    titles = {**zoo.card(NAME).settings["titles"], **hierarchy.titles}
    titles |= {each.key: each.title for each in hierarchy.superclasses}
    parents: dict[str, str] = {}
    for above, superclass, key in zip(
        frame["above"], frame["superclass"], frame["key"], strict=True
    ):
        chain = [*above, superclass, key]
        parents |= {below: upper for upper, below in itertools.pairwise(chain)}
    root = frame["above"].iloc[0][0]
    shown = {node: str(titles[node]).split(",")[0] for node in (root, *parents)}
    return ClassTree(parents, shown)


def set_similarities(tree: PublishedTree, *, measure: str = "wu_palmer") -> "pd.DataFrame":
    """Return how near each labeled set is to each unlabeled one in WordNet.

    The value is the mean over unlabeled classes of the similarity to the nearest labeled class.

    Args:
        tree: One of the shipped trees.
        measure: "wu_palmer" or "path".
    """
    import pandas as pd

    rows = []
    for unlabeled, labeled in itertools.product(UNLABELED, LABELED):
        sets = tree.benchmark.sets(labeled, unlabeled)
        near = tree.matrix(sets.unlabeled, sets.labeled, measure=measure).max(axis=1)
        rows.append(
            {
                "labeled": labeled,
                "unlabeled": unlabeled,
                "level": similarity_level(labeled, unlabeled),
                "similarity": float(near.mean()),
                "classes": len(near),
            }
        )
    return pd.DataFrame(rows)


def nearest_classes(
    tree: PublishedTree, chosen: str, *, measure: str = "wu_palmer", count: int = 10
) -> "pd.DataFrame":
    """Return the classes most similar to one, the most similar first.

    Args:
        tree: One of the shipped trees.
        chosen: Key of a class.
        measure: "wu_palmer" or "path".
        count: How many.

    Raises:
        NotFoundError: If there is no such class.
    """
    import pandas as pd

    values = tree.matrix([chosen], tree.classes, measure=measure)[0]
    order = [
        int(each) for each in np.argsort(-values, kind="stable") if tree.classes[each] != chosen
    ][:count]
    above = {
        key: each.title
        for each in tree.hierarchy.superclasses
        for key in (*each.labeled, *each.unlabeled)
    }
    keys = [tree.classes[each] for each in order]
    return pd.DataFrame(
        {
            "class": [tree.hierarchy.titles[key] for key in keys],
            "superclass": [above[key] for key in keys],
            "similarity": values[order],
        }
    )

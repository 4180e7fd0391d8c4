"""Ship the class trees of ENTITY-30 and CIFAR-100 with similarities by WordNet.

Run ``python -m training.class_trees``; it needs the class lists (MODELARIUM_DATA) and WordNet 3.0
(Debian's wordnet-base, or WORDNET_HOME). Names, sets and numbers ship, no text of WordNet. About a
minute.
"""

import itertools
from typing import Any

import numpy as np
import pandas as pd

from engine import zoo
from engine.data.class_hierarchies import ClassHierarchy, cifar100, imagenet_entity30
from engine.discovery.benchmark_trees import likeliest_nouns, published_tree
from engine.discovery.class_tree import MEASURES
from engine.discovery.wordnet import WordNet
from engine.discovery.wordnet_files import load_wordnet
from engine.studies.class_trees import KIND, NAME

CIFAR100_NOUNS = {
    "aquarium_fish": "n01443537", "bottle": "n02876657", "bowl": "n02881193", "boy": "n10285313",
    "bus": "n02924116", "can": "n02946921", "cloud": "n09247410", "keyboard": "n03085013",
    "maple_tree": "n12752205", "orange": "n07747607", "plate": "n03959485", "sea": "n09426788",
    "telephone": "n04401088", "television": "n04405907",
}  # fmt: skip
"""Nouns chosen by hand where the guess by company takes another sense, or finds none."""


def nouns_of(hierarchy: ClassHierarchy, wordnet: WordNet) -> dict[str, str]:
    """Return the WordNet noun of each class."""
    if all(each in wordnet.above for each in hierarchy.titles):
        return {each: each for each in hierarchy.titles}
    return likeliest_nouns(wordnet, hierarchy.groups) | CIFAR100_NOUNS


def rows_of(hierarchy: ClassHierarchy, wordnet: WordNet) -> list[dict[str, Any]]:
    """Return one row for each class, with its similarity to every class in the same order."""
    tree, nouns = published_tree(hierarchy, wordnet), nouns_of(hierarchy, wordnet)
    classes = [
        (each, name, role)
        for each in hierarchy.superclasses
        for role, names in (("labeled", each.labeled), ("unlabeled", each.unlabeled))
        for name in names
    ]
    chosen = [nouns[name] for _, name, _ in classes]
    near = {each: similarities(wordnet, chosen, each) for each in MEASURES}
    return [
        {
            "benchmark": hierarchy.name,
            "key": name,
            "title": hierarchy.titles[name],
            "noun": nouns[name],
            "noun_title": wordnet.title(nouns[name]),
            "superclass": above.key,
            "superclass_title": above.title,
            "side": above.side,
            "role": role,
            "above": list(tree.path(above.key)[:-1]),
            **{measure: near[measure][place] for measure in MEASURES},
        }
        for place, (above, name, role) in enumerate(classes)
    ]


def similarities(wordnet: WordNet, nouns: list[str], measure: str) -> np.ndarray:
    """Return the similarity of all pairs, each computed once, rounded to four digits."""
    found = np.eye(len(nouns), dtype=np.float32)
    for one, other in itertools.combinations(range(len(nouns)), 2):
        value = wordnet.similarity(nouns[one], nouns[other], measure=measure)
        found[one, other] = found[other, one] = round(value, 4)
    return found


def build() -> zoo.ModelCard:
    """Measure and ship."""
    wordnet = load_wordnet()
    both = (imagenet_entity30(), cifar100())
    frame = pd.DataFrame([row for each in both for row in rows_of(each, wordnet)])
    nodes = {noun for path in frame["above"] for noun in path}
    titles = {noun: wordnet.title(noun) for noun in sorted(nodes) if noun in wordnet.above}
    made = zoo.save_table(
        zoo.ModelCard(
            NAME, "Class trees of ENTITY-30 and CIFAR-100 with similarity by WordNet", KIND,
            "", "", "python -m training.class_trees", 0,
            "class lists of BREEDS ENTITY-30 and CIFAR-100 and the splits of arXiv 2209.09120; "
            "similarities computed from WordNet 3.0",
            "class lists and splits MIT; WordNet 3.0 Copyright 2006 by Princeton University, "
            "WordNet licence: names and computed numbers only",
            {each.name: len(each.titles) for each in both},
            {"titles": {"all": "all classes", **titles}, "chosen_by_hand": CIFAR100_NOUNS},
        ),
        frame,
    )  # fmt: skip
    print(f"{made.file}: {len(frame)} classes")
    return made


if __name__ == "__main__":
    build()

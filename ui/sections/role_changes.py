"""Changes of class roles as they stand in a link: ``l3-5.u17`` after clicks in a tree.

A part is the first letter of a role (``l`` labeled, ``u`` unlabeled, ``n`` for none of both) and
the place of a class among the tree's leaves, or the first and last place of a run of them.
"""

import itertools
import re
from collections.abc import Mapping, Sequence

from engine.discovery.class_tree import ClassTree

MARKS = ("l", "u", "n")
LONGEST = 1000
"""Characters of changes in a link at most; longer ones are not taken."""


def parse_changes(text: str, classes: int, roles: Sequence[str]) -> dict[int, str]:
    """Return the role of each changed class, by its place among the leaves.

    Args:
        text: Changes as they stand in the link.
        classes: Number of classes.
        roles: Names of the roles, in the order of ``MARKS``.

    Raises:
        ValueError: If a part is no mark and place of classes.

    >>> parse_changes("l3-4.n7", 150, ("labeled", "unlabeled", "not used"))
    {3: 'labeled', 4: 'labeled', 7: 'not used'}
    """
    names = dict(zip(MARKS, roles, strict=True))
    found: dict[int, str] = {}
    for part in filter(None, text.split(".")):
        match = re.fullmatch(r"([lun])([0-9]{1,4})(?:-([0-9]{1,4}))?", part, re.ASCII)
        first, last = (int(match[2]), int(match[3] or match[2])) if match else (1, 0)
        if match is None or not first <= last < classes:
            raise ValueError(
                "changes must be l, u or n with the number of a class, or of the first and last, "
                f"such as l3-5.u17, below {classes}; got {part[:20]!r}; click in the tree instead"
            )
        found |= dict.fromkeys(range(first, last + 1), names[match[1]])
    return found


def written(changes: Mapping[int, str], roles: Sequence[str]) -> str:
    """Return changes as they stand in the link, runs of one role joined.

    >>> written({3: "labeled", 4: "labeled", 7: "ignored"}, ("labeled", "unlabeled", "ignored"))
    'l3-4.n7'
    """
    marks, parts = dict(zip(roles, MARKS, strict=True)), []
    order = enumerate(sorted(changes))
    for _, run in itertools.groupby(order, key=lambda e: (e[1] - e[0], changes[e[1]])):
        places = [place for _, place in run]
        last = f"-{places[-1]}" if len(places) > 1 else ""
        parts.append(f"{marks[changes[places[0]]]}{places[0]}{last}")
    return ".".join(parts)


def painted(
    text: str, tree: ClassTree, node: str, role: str, roles: Sequence[str]
) -> dict[int, str]:
    """Return the changes after a click on a class, or on a superclass for all of its classes.

    Args:
        text: Changes before; none where they are no such text.
        tree: The classes.
        node: What was clicked.
        role: What it becomes.
        roles: Names of the roles, in the order of ``MARKS``.
    """
    try:
        changes = parse_changes(text, len(tree.leaves), roles)
    except ValueError:
        changes = {}
    place = {each: number for number, each in enumerate(tree.leaves)}
    return changes | dict.fromkeys((place[each] for each in tree.leaves_under(node)), role)


def changed(
    tree: ClassTree, start: Mapping[str, str], changes: Mapping[int, str]
) -> dict[str, str]:
    """Return the role of every class: the preset's, then the changes."""
    return {**start, **{tree.leaves[place]: role for place, role in changes.items()}}


def difference(
    tree: ClassTree, start: Mapping[str, str], roles: Mapping[str, str]
) -> dict[int, str]:
    """Return the changes that lead from a preset to roles."""
    return {
        place: roles[leaf] for place, leaf in enumerate(tree.leaves) if roles[leaf] != start[leaf]
    }

"""Which of a visitor's classes are labeled, unlabeled or ignored: presets, and a file of roles."""

import csv
import io
from collections.abc import Mapping

from engine.core.errors import unknown_name
from engine.discovery.class_tree import ClassTree
from engine.discovery.splits import LABELED, UNLABELED, ClassSets, benchmark_of_tree

ROLES = ("labeled", "unlabeled", "ignored")
MOST_LABELED, MOST_UNLABELED = 120, 40
NEW_SHARE = 0.35
"""Classes of each superclass that the presets leave to be discovered."""
EVERY_OTHER = "near: half of each superclass"
HALF = "far: half of the superclasses"
FIRST_HALF = "first half of the classes"
_LEVELS = {"L1.5": "half near"}


def split_presets(tree: ClassTree) -> dict[str, dict[str, str]]:
    """Return the role of each class under every preset that this tree allows, the first to open.

    With two superclasses of some size there are the published kinds: L1, L1.5, L2 for U1, U2
    (arXiv 2209.09120). Any superclasses can be halved. Without superclasses the classes are.

    Args:
        tree: A visitor's classes.

    >>> from engine.discovery.class_tree import tree_from_groups
    >>> list(split_presets(tree_from_groups({"cat": ["lion", "lynx"], "dog": ["fox", "wolf"]})))
    ['near: half of each superclass', 'far: half of the superclasses']
    """
    groups = [tree.leaves_under(each) for each in tree.children[tree.root]]
    found = _published(tree, groups)
    halves: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        EVERY_OTHER: (
            tuple(c for group in groups for c in group[: (len(group) + 1) // 2]),
            tuple(c for group in groups for c in group[(len(group) + 1) // 2 :]),
        ),
        HALF: (
            tuple(c for group in groups[: len(groups) // 2] for c in group),
            tuple(c for group in groups[len(groups) // 2 :] for c in group),
        ),
        FIRST_HALF: (
            tree.leaves[: (len(tree.leaves) + 1) // 2],
            tree.leaves[(len(tree.leaves) + 1) // 2 :],
        ),
    }
    flat = all(len(group) == 1 for group in groups) or len(groups) == 1
    for name, (labeled, unlabeled) in halves.items():
        enough = len(labeled) > 1 and len(unlabeled) > 1
        if enough and (flat if name == FIRST_HALF else not flat):
            found[name] = roles_of(tree, labeled, unlabeled)
    if not found:
        found["all ignored"] = dict.fromkeys(tree.leaves, "ignored")
    return found


def _published(tree: ClassTree, groups: list[tuple[str, ...]]) -> dict[str, dict[str, str]]:
    """Return the presets built like the paper's, or none."""
    sizes = sorted(map(len, groups), reverse=True)
    plans = sorted(
        ((sum(each >= size for each in sizes) // 2 * 2 * size, size) for size in set(sizes)),
        reverse=True,
    )
    for _, size in plans:
        new = max(1, round(NEW_SHARE * size))
        try:
            made = benchmark_of_tree(tree, labeled=size - new, unlabeled=new)
        except ValueError:
            continue
        cells = [(one, two) for two in UNLABELED for one in LABELED]
        return {
            f"{one} for {two}, {_level(one, two)}": roles_of(
                tree, made.labeled[one], made.unlabeled[two]
            )
            for one, two in cells
            if len(made.labeled[one]) > 1
        }
    return {}


def _level(labeled: str, unlabeled: str) -> str:
    return _LEVELS.get(labeled, "near" if labeled[1:] == unlabeled[1:] else "far")


def roles_of(
    tree: ClassTree, labeled: tuple[str, ...], unlabeled: tuple[str, ...]
) -> dict[str, str]:
    """Return the role of every class; too large sets are cut to what can be compared."""
    return (
        dict.fromkeys(tree.leaves, "ignored")
        | dict.fromkeys(labeled[:MOST_LABELED], "labeled")
        | dict.fromkeys(unlabeled[:MOST_UNLABELED], "unlabeled")
    )


def sets_of(roles: Mapping[str, str]) -> ClassSets:
    """Return the two sets that roles make.

    Raises:
        ValueError: If a set is too small or too large.
    """
    labeled, unlabeled = (
        tuple(each for each, role in roles.items() if role == wanted) for wanted in ROLES[:2]
    )
    if len(labeled) < 2 or len(unlabeled) < 2:
        raise ValueError(
            "choose at least two labeled and two unlabeled classes, got "
            f"{len(labeled)} and {len(unlabeled)}; take a preset, or change roles in the table"
        )
    if len(labeled) > MOST_LABELED or len(unlabeled) > MOST_UNLABELED:
        raise ValueError(
            f"choose at most {MOST_LABELED} labeled and {MOST_UNLABELED} unlabeled classes, got "
            f"{len(labeled)} and {len(unlabeled)}; set some to ignored"
        )
    return ClassSets(labeled, unlabeled)


def split_csv(roles: Mapping[str, str]) -> str:
    """Return roles as a CSV table of class and role."""
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\n")
    writer.writerow(("class", "role"))
    writer.writerows(roles.items())
    return kept.getvalue()


def read_split(text: str, tree: ClassTree) -> dict[str, str]:
    """Return the role of every class from a CSV table of class and role.

    A superclass gives its role to all classes under it; later lines win; what is not named is
    ignored.

    Args:
        text: Table with the columns ``class`` and ``role``.
        tree: A visitor's classes.

    Raises:
        NotFoundError: If a class is not in the tree.
        ValueError: If a line is no class and role.
    """
    found = dict.fromkeys(tree.leaves, "ignored")
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if not row or (number == 1 and row[:2] == ["class", "role"]):
            continue
        if len(row) != 2 or row[1].strip() not in ROLES:
            raise ValueError(
                f"line {number} of the split must be a class and one of {', '.join(ROLES)}, got "
                f"{','.join(row)[:60]!r}; correct it"
            )
        name = row[0].strip()
        if name != tree.root and name not in tree.parents:
            raise unknown_name("class", name, tree.leaves[:6])
        found |= dict.fromkeys(tree.leaves_under(name), row[1].strip())
    return found

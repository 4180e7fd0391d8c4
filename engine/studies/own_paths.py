"""Class paths of a visitor's table, checked before they make a tree."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.discovery.class_tree import ClassTree, tree_from_paths
from engine.studies.own_columns import MOST_CLASSES, is_text, separator

if TYPE_CHECKING:
    import pandas as pd

ROOT = "(all classes)"
MOST_LEVELS = 12
LONGEST_NAME = 120
Path = tuple[str, ...]


def class_paths(frame: "pd.DataFrame", columns: Sequence[str]) -> list[Path]:
    """Return each sample's path of names, uppermost superclass first; empty without a class.

    Cells that hold a separator (``/``, ``>``, ``|`` or ``::``) in more than half of a column
    are split at it.

    Args:
        frame: Columns of one value a sample.
        columns: Those of the class, the uppermost superclass first.

    Raises:
        ValueError: If a column does not exist or there is none, or a path has a gap.
    """
    unknown = [name for name in columns if name not in frame]
    if unknown or not columns:
        raise ValueError(
            f"class columns must be columns of the file, got {', '.join(unknown)[:80] or 'none'}; "
            f"there are: {', '.join(map(str, frame.columns[:12]))[:200]}"
        )
    parts = [_levels(frame[name]) for name in columns]
    found = [tuple(name for part in cells for name in part) for cells in zip(*parts, strict=True)]
    gaps = sum(0 < sum(map(bool, cells)) < len(cells) for cells in zip(*parts, strict=True))
    if gaps:
        raise ValueError(
            f"every level of a class must be named, got {gaps} rows with some of "
            f"{', '.join(columns)[:120]} empty; fill them in, or choose fewer class columns"
        )
    return found


def _levels(column: "pd.Series") -> list[Path]:
    """Return the names in each cell of a column, none for an empty cell."""
    if not is_text(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")  # 3, not 3.0, where other cells are empty
    sign = separator(column) if is_text(column) else ""
    texts = ["" if missing else str(each).strip() for each, missing in
             zip(column, column.isna(), strict=True)]  # fmt: skip
    if sign:
        return [
            tuple(_clean(each) for each in text.strip(sign).split(sign)) if text else ()
            for text in texts
        ]
    return [(_clean(text.replace("/", "\u2215")),) if text else () for text in texts]


def _clean(name: str) -> str:
    shown = "".join(letter for letter in name.strip() if letter.isprintable())
    return shown[:LONGEST_NAME]


def checked_tree(paths: Iterable[Path], *, single: int = 0) -> ClassTree:
    """Return the tree of class paths.

    Args:
        paths: Paths of the samples that are left; each may come more than once.
        single: Classes that were left out because they have one sample.

    Raises:
        ValueError: If there are fewer than two classes or too many, a name is empty, a path comes
            back to a name, a name lies above itself, or samples lie in a superclass.
    """
    distinct = list(dict.fromkeys(paths))
    if len(distinct) < 2:
        some = f" and {single} with a single one" if single else ""
        raise ValueError(
            f"samples must belong to at least two classes of two samples or more, got "
            f"{len(distinct)} such class{'' if len(distinct) == 1 else 'es'}{some}; is another "
            "column the class?"
        )
    if len(distinct) > MOST_CLASSES:
        raise ValueError(
            f"a file may have {MOST_CLASSES:,} classes, got {len(distinct):,}; is that column the "
            "number of a sample? choose another, or leave classes out"
        )
    for path in distinct:
        _check_path(path)
    _check_order(distinct)
    return tree_from_paths(sorted(distinct), root=ROOT)


def _check_path(path: Path) -> None:
    shown = "/".join(path)[:120]
    if not all(path):
        raise ValueError(
            f"every level of a class path must have a name, got {shown!r}; name the empty level"
        )
    if len(path) > MOST_LEVELS:
        raise ValueError(
            f"a class path may have {MOST_LEVELS} levels, got {len(path)} in {shown!r}; is that "
            "column a text or the place of a file?"
        )
    if len(set(path)) < len(path):
        raise ValueError(
            f"a class must not lie under itself, got {shown!r}; give each level a name of its own"
        )


def _check_order(paths: Iterable[Path]) -> None:
    """Refuse names of which each lies above the other somewhere."""
    above: dict[str, set[str]] = {}
    for path in paths:
        for place, name in enumerate(path):
            above.setdefault(name, set()).update(path[:place])
    for name, uppers in above.items():
        for upper in sorted(uppers):
            if name in above[upper]:
                raise ValueError(
                    f"a class must not lie above and under another, got {upper!r} above {name!r} "
                    f"in one path and {name!r} above {upper!r} in another; rename one of them"
                )


def repeated_names(tree: ClassTree) -> tuple[str, ...]:
    """Return the names that more than one class of a tree has."""
    titles = [tree.title(leaf) for leaf in tree.leaves]
    return tuple(sorted({each for each in titles if titles.count(each) > 1}))


def short_names(tree: ClassTree) -> dict[str, str]:
    """Return the last name of each class's path, or the whole path where several share it.

    Args:
        tree: A visitor's classes.
    """
    repeated = set(repeated_names(tree))
    return {
        leaf: leaf if tree.title(leaf) in repeated else tree.title(leaf) for leaf in tree.leaves
    }

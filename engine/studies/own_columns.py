"""Which columns of a visitor's table name the class, and which describe the sample: a guess."""

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.studies.own_table import OwnTable
from engine.studies.table_files import LABELS

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = "all columns of numbers"
SEPARATORS = ("/", ">", "|", "::")
"""Signs between the levels of a class path, such as ``animal/cat/lion``."""
MOST_CLASSES = 1000
CLASS_WORDS = (
    "path", "taxonomy", "superclass", "superclasses", "domain", "group", "family", "order",
    "genus", "category", "subcategory", "topic", "class", "classes", "classpath", "label",
    "labels", "target", "intent", "species", "kind", "type", "y",
)  # fmt: skip
TEXT_WORDS = ("text", "sentence", "utterance", "request", "question", "query", "title", "body")


@dataclasses.dataclass(frozen=True)
class ColumnChoice:
    """What the columns of a table mean.

    Attributes:
        classes: Columns of the class, the uppermost superclass first; or one column of paths.
        described: What a sample is: ``NUMBERS``, an array, or a column of texts.
    """

    classes: tuple[str, ...]
    described: str


def class_columns(table: OwnTable) -> tuple[str, ...]:
    """Return the columns that could name a class: two of text, few values and a telling name."""
    found = []
    for name in map(str, table.frame.columns):
        column = table.frame[name]
        distinct = column.nunique()
        few = 1 <= distinct <= min(MOST_CLASSES, max(2, len(column) // 2))
        if is_text(column) + few + _says(name, CLASS_WORDS) > 1:
            found.append(name)
    return tuple(found)


def described_by(table: OwnTable, classes: Iterable[str]) -> tuple[str, ...]:
    """Return what a sample may be described by, the likeliest first.

    Args:
        table: A visitor's table.
        classes: Columns that name the class.
    """
    taken = set(classes)
    texts = [
        str(name)
        for name in table.frame.columns
        if str(name) not in taken and is_text(table.frame[name])
    ]
    texts.sort(key=lambda name: (not _says(name, TEXT_WORDS), -_length(table.frame[name])))
    arrays = sorted(table.arrays, key=lambda name: name != "features")
    numbers = [NUMBERS] if len(number_columns(table, taken)) > 1 else []
    return (*arrays, *numbers, *texts)


def number_columns(table: OwnTable, classes: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of numbers that are neither class nor number of a sample."""
    taken = set(classes)
    return tuple(
        str(name)
        for name in table.frame.columns
        if str(name) not in taken
        and str(name).strip().lower() not in LABELS
        and not is_text(table.frame[name])
    )


def guessed(table: OwnTable) -> ColumnChoice:
    """Return a sensible first choice; a visitor may change it.

    Raises:
        ValueError: If no column could name a class, or nothing describes the samples.
    """
    candidates = class_columns(table)
    if not candidates:
        names = ", ".join(map(str, table.frame.columns[:8])) or "none"
        raise ValueError(
            "one column must name each sample's class, and several samples must share it, got "
            f"the columns {names[:200]}; add a column 'class' with paths such as animal/cat/lion"
        )
    classes = _guessed_classes(table.frame, candidates)
    choices = described_by(table, classes)
    if not choices:
        raise ValueError(
            "samples must be described by at least two columns of numbers or one of texts, got "
            f"only {', '.join(candidates)[:120]}; add features or a column 'text'"
        )
    return ColumnChoice(classes, choices[0])


def separator(names: "pd.Series") -> str:
    """Return the sign between the levels of a class path; "" where there is none."""
    texts = names.dropna().astype(str)
    for sign in SEPARATORS:
        if texts.str.contains(sign, regex=False).mean() > 0.5:
            return sign
    return ""


def _guessed_classes(frame: "pd.DataFrame", candidates: tuple[str, ...]) -> tuple[str, ...]:
    paths = [name for name in candidates if is_text(frame[name]) and separator(frame[name])]
    if paths:
        return (
            min(paths, key=lambda name: (not _says(name, CLASS_WORDS), -frame[name].nunique())),
        )
    named = [name for name in candidates if _says(name, CLASS_WORDS)] or list(candidates)
    order = sorted(named, key=lambda name: (-frame[name].nunique(), not is_text(frame[name])))
    kept = order[:1]
    for name in order[1:]:
        lies_above = frame.groupby(kept[-1], observed=True)[name].nunique().max() == 1
        if lies_above and 1 < frame[name].nunique() < frame[kept[-1]].nunique():
            kept.append(name)
    return tuple(reversed(kept))


def is_text(column: "pd.Series") -> bool:
    """Return whether a column holds names or texts rather than numbers."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(column.dtype):
        return True
    return not pd.api.types.is_numeric_dtype(column.dtype)


def _says(name: str, words: Iterable[str]) -> bool:
    parts = name.strip().lower().replace("-", "_").replace(" ", "_").split("_")
    return bool(set(parts) & set(words))


def _length(column: "pd.Series") -> float:
    return float(column.dropna().astype(str).str.len().mean() or 0)

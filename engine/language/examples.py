"""Labelled sentences: GLUE in three layouts, a user's own table, and the bundled mini set."""

import dataclasses
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int

from engine.core.errors import IntegrityError, NotFoundError, unknown_name
from engine.core.paths import cache_folder, data_folder
from engine.data.bundled import MINI_TASKS, MINI_TITLE, mini_set
from engine.language.tables import Columns, file_columns, text_columns
from engine.language.tasks import Task, task_named

SOURCES = ("auto", "glue", "mini")
SPLITS = {"train": ("train",), "dev": ("dev", "validation"), "test": ("test",)}
FOLDERS = {
    "sst2": ("SST-2", "sst2"),
    "cola": ("CoLA", "cola"),
    "mrpc": ("MRPC", "mrpc"),
    "rte": ("RTE", "rte"),
    "stsb": ("STS", "STS-B", "stsb"),
}
COLA_COLUMNS = ("source", "label", "star", "sentence")  # the release has no header line
SENTENCE_COLUMNS = (("sentence",), ("sentence1", "sentence2"), ("#1 String", "#2 String"))
LABEL_COLUMNS = ("label", "score", "Quality")


@dataclasses.dataclass(frozen=True, eq=False)
class Examples:
    """Sentences and labels of one task.

    Attributes:
        task: The task.
        first: First (or only) sentences.
        second: Second sentences, None for a task on single sentences.
        labels: Class numbers (int64), or scores (float64) where the task has one label.
        source_title: Where they come from, as a visitor reads it.
    """

    task: Task
    first: tuple[str, ...]
    second: tuple[str, ...] | None
    labels: Int[np.ndarray, " examples"] | Float[np.ndarray, " examples"]
    source_title: str

    def __len__(self) -> int:
        return len(self.first)

    def rows(self, chosen: Int[np.ndarray, " chosen"]) -> "Examples":
        """Return some of the examples, in the order of ``chosen``."""
        return dataclasses.replace(
            self,
            first=tuple(self.first[row] for row in chosen),
            second=None if self.second is None else tuple(self.second[row] for row in chosen),
            labels=self.labels[chosen],
        )


def _labels(task: Task, values: tuple[str, ...]) -> np.ndarray:
    names = {name.replace(" ", "_"): number for number, name in enumerate(task.label_names)}
    try:
        if task.labels == 1:
            found = np.array([float(value) for value in values], dtype=np.float64)
        else:
            numbers = [float(names[v]) if v in names else float(v) for v in values]
            broken = next((v for v in numbers if v % 1), None)
            if broken is not None:
                raise ValueError(f"{broken} is no class")
            found = np.array(numbers).astype(np.int64)
    except (ValueError, OverflowError) as error:
        raise IntegrityError(
            f"labels of {task.title} must be numbers or {', '.join(names) or 'scores'}; {error}"
        ) from error
    if not np.isfinite(found).all():
        raise IntegrityError(f"scores of {task.title} must be finite")
    if task.labels > 1 and len(found) and not 0 <= found.min() <= found.max() < task.labels:
        raise IntegrityError(
            f"labels of {task.title} must be 0 to {task.labels - 1}, got {found.min()} to "
            f"{found.max()}; GLUE's test files have no labels: use dev"
        )
    return found


def from_columns(task: Task, columns: Columns, source_title: str) -> Examples:
    """Make examples from a table's columns, whichever of GLUE's spellings they have.

    Raises:
        IntegrityError: If a column is missing, a label is none of the task's, or no row is left.
    """
    wanted = [names for names in SENTENCE_COLUMNS if (len(names) == 2) == task.pair]
    sentences = next((names for names in wanted if set(names) <= set(columns)), None)
    label = next((name for name in LABEL_COLUMNS if name in columns), None)
    if sentences is None or label is None:
        raise IntegrityError(
            f"{task.title} needs the columns {' and '.join(wanted[0])} and label or score, got "
            f"{', '.join(map(str, columns))[:120]}"
        )
    texts = [columns[name] for name in sentences]
    if not texts[0]:
        raise IntegrityError(f"{source_title} must have at least one row under its header")
    second = texts[1] if task.pair else None
    return Examples(task, texts[0], second, _labels(task, columns[label]), source_title)


def read_labelled(content: bytes, task: Task, *, title: str = "your own table") -> Examples:
    """Read a user's TSV: ``sentence<tab>label``, or ``sentence1<tab>sentence2<tab>label|score``.

    Raises:
        UnsafeFileError: If it is too large.
        IntegrityError: If it is no such table.
    """
    return from_columns(task, text_columns(content, kind="tsv"), title)


def _glue_file(task: Task, split: str) -> Path | None:
    root = data_folder()
    folders = [] if root is None else [root / "glue", root / "GLUE", root]
    for folder in (*folders, cache_folder() / "glue"):
        for name in FOLDERS.get(task.name, ()):
            for spelling in SPLITS[split]:
                found = [
                    path
                    for path in sorted((folder / name).glob(f"{spelling}*"))
                    if path.suffix in (".tsv", ".parquet", ".csv")
                ]
                if found:
                    return found[0]
    return None


def _read_glue(task: Task, path: Path, split: str) -> Examples:
    columns = file_columns(path)
    if task.name == "cola" and path.suffix == ".tsv" and "label" not in columns:
        columns = file_columns(path, header=COLA_COLUMNS)
    return from_columns(task, columns, f"GLUE {task.title}, {split}")


def load_examples(task: Task | str, source: str = "auto", split: str = "dev") -> Examples:
    """Return the labelled sentences of a task.

    Args:
        task: One of the five tasks, or its name.
        source: ``glue`` (under ``MODELARIUM_DATA``, or downloaded), ``mini`` (the set that
            ships), or ``auto`` (GLUE where it is, else the mini set).
        split: ``train``, ``dev`` or ``test``; the mini set is one dev split.

    Raises:
        NotFoundError: If the source, the split or the data is not there.
        IntegrityError: If a file is not in one of GLUE's layouts.
    """
    task = task_named(task) if isinstance(task, str) else task
    if source not in SOURCES:
        raise unknown_name("source", source, SOURCES)
    if split not in SPLITS:
        raise unknown_name("split", split, SPLITS)
    path = None if source == "mini" else _glue_file(task, split)
    if path is not None:
        return _read_glue(task, path, split)
    if source == "glue" or split != "dev" or task.name not in MINI_TASKS:
        raise NotFoundError(
            f"no {split} examples of {task.title} here; set MODELARIUM_DATA to a folder with "
            "glue, or take the mini set's dev split"
        )
    mini = mini_set(task.name)
    labels = mini.labels if task.labels == 1 else mini.labels.astype(np.int64)
    return Examples(task, mini.first, mini.second, labels, f"{MINI_TITLE}, {task.title}")

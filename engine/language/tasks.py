"""The five GLUE tasks as a table; a task of a user has the same form."""

import dataclasses

from engine.core.errors import unknown_name


@dataclasses.dataclass(frozen=True)
class Task:
    """What a task asks and how it is scored.

    Attributes:
        name: Short name.
        title: What a visitor reads.
        pair: Whether an example is two sentences.
        labels: Number of classes; 1 means a real-valued score.
        metrics: Names of the metrics of ``task_metrics``.
        primary_metric: The one that stands for the task.
        question: What the model decides, in one line.
        label_names: Class names in label order, empty for a score.
        max_tokens: Longest input in word pieces; longer ones are cut.
    """

    name: str
    title: str
    pair: bool
    labels: int
    metrics: tuple[str, ...]
    primary_metric: str
    question: str = ""
    label_names: tuple[str, ...] = ()
    max_tokens: int = 128


TASKS = (
    Task(
        name="sst2",
        title="SST-2 (sentiment)",
        pair=False,
        labels=2,
        metrics=("accuracy",),
        primary_metric="accuracy",
        question="Does the reviewer like the film?",
        label_names=("negative", "positive"),
    ),
    Task(
        name="cola",
        title="CoLA (grammar)",
        pair=False,
        labels=2,
        metrics=("matthews", "accuracy"),
        primary_metric="matthews",
        question="Would a native speaker accept the sentence?",
        label_names=("unacceptable", "acceptable"),
    ),
    Task(
        name="mrpc",
        title="MRPC (paraphrase)",
        pair=True,
        labels=2,
        metrics=("f1", "accuracy"),
        primary_metric="f1",
        question="Do both sentences say the same?",
        label_names=("different", "paraphrase"),
    ),
    Task(
        name="rte",
        title="RTE (entailment)",
        pair=True,
        labels=2,
        metrics=("accuracy",),
        primary_metric="accuracy",
        question="Does the second sentence follow from the first?",
        label_names=("entailment", "not entailment"),
        max_tokens=192,
    ),
    Task(
        name="stsb",
        title="STS (similarity)",
        pair=True,
        labels=1,
        metrics=("spearman", "pearson"),
        primary_metric="spearman",
        question="How similar are both sentences, from 0 to 5?",
    ),
)


def task_named(name: str) -> Task:
    """Return one of the five tasks.

    Raises:
        NotFoundError: If there is no such task.

    >>> task_named("stsb").primary_metric
    'spearman'
    """
    for task in TASKS:
        if task.name == name:
            return task
    raise unknown_name("task", name, (task.name for task in TASKS))

"""What surrounds the similarity page's figures: tasks, method, quiz and downloads."""

from engine import zoo
from engine.studies.similarity_cells import KMEANS, benchmark_titled, shipped_benchmarks
from engine.studies.similarity_order import SimilarityFinding
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.sections.similarity_state import (
    ACROSS,
    ALL,
    PARTS,
    SimilarityView,
    findings,
)

CODE = """
from engine.studies.similarity_cells import read_cells
from engine.studies.similarity_order import similarity_findings

frame = read_cells({title!r})
for found in similarity_findings(frame, judge={judge!r}, across={across!r}):
    known = found.correlation
    print(found.benchmark, "rank correlation:", round(known.spearman, 4))
    print(found.benchmark, "interval from:", round(known.low, 4))
    print(found.benchmark, "interval to:", round(known.high, 4))
    print(found.benchmark, "order held, flow:", found.flow)
    print(found.benchmark, "order held, accuracy:", found.accuracy)
    print(found.benchmark, "labels helped:", found.helped)
"""
SAMPLES = Question(
    "samples",
    "Two papers report transfer flow 2.7 and 1.8 for the same classes and features, one with "
    "5 samples of each class and one with 30. Which labeled set is better?",
    ("The one with 2.7", "The one with 1.8", "Nobody can tell from these numbers"),
    right=2,
    because="The published value rises as samples get fewer. See **samples per class**: the "
    "same classes give both numbers, and the unbiased value stays where it is.",
)


def helped_question(benchmark: str, helped: int, cells: int) -> Question:
    """Return the question in how many cells labels help, its answer taken from the cells."""
    thirds = min(2, 3 * helped // cells)
    return Question(
        "help",
        f"Predict first, then look at **where labels hurt**: in how many of the {cells} cells of "
        f"{benchmark} do labels make discovery by k-means more accurate than no labels?",
        ("In less than a third", "In a third to two thirds", "In more than two thirds"),
        right=thirds,
        because=f"In {helped} of {cells}. Whether labels help depends on two things: how similar "
        "the labeled classes are, and how much the features without labels already separate.",
    )


def tasks(lesson: LessonPage, view: SimilarityView, part: str) -> None:
    """Show what to try."""
    lesson.try_this(
        Task(
            "Click a point with **low** similarity that is not the marked one: did pseudo flow "
            "advise rightly?",
            view.row["level"] == "low" and view.row["gain"] > view.frame["gain"].min(),
        ),
        Task(
            "Choose **where labels hurt**: how much do labels cost where similarity is high?",
            part == PARTS[1],
        ),
        Task(
            "Choose **samples per class**: what do shuffled labels score with two samples each?",
            part == PARTS[2],
        ),
    )


def method(lesson: LessonPage) -> None:
    """Explain what is measured."""
    lesson.method(
        "engine.discovery.rank_correlation:rank_correlation",
        "engine.studies.similarity_order:level_means",
        "engine.studies.similarity_samples:SampleCurveStudy",
        "engine.studies.similarity_claims:check_similarity_claims",
        formula=r"\rho = \mathrm{corr}\big(\mathrm{rank}(T), \mathrm{rank}(\mathrm{accuracy})\big)"
        r",\qquad T = \sum_{i \ne j} \frac{n_i n_j}{N (N-1)} \, \mathrm{MMD}^2(Z_i, Z_j)",
        differs="The paper trains ResNet18 on ImageNet and CIFAR-100 and discovers with UNO; its "
        "label-free features come from SwAV. Ours are small encoders, k-means, and the features "
        "named at each cell. Intervals draw whole unlabeled sets anew, because cells of one set "
        "share their classes; the paper's intervals are not known to us.",
    )


def quiz(lesson: LessonPage) -> None:
    """Ask what the cells can say."""
    first = shipped_benchmarks()[0].title
    one = findings(first, KMEANS, "transfer flow")[0]
    lesson.quiz(helped_question(first, one.helped, one.cells), SAMPLES)


def downloads(
    lesson: LessonPage, view: SimilarityView, found: tuple[SimilarityFinding, ...]
) -> None:
    """Offer the cells, the settings and the script behind the headline."""
    cards = [zoo.card(benchmark_titled(each.benchmark).cells) for each in found]
    lesson.model = " ".join(each.sha256 for each in cards)
    lesson.downloads(
        frame=view.frame.drop(columns="x"),
        settings={
            "benchmark": view.benchmark,
            "across": view.across,
            "judge": view.judge,
            "cell": view.cell,
        },
        numbers={
            each.benchmark: {
                "spearman": each.correlation.spearman,
                "low": each.correlation.low,
                "high": each.correlation.high,
                "sets": each.sets,
                "order_held_flow": each.flow,
                "order_held_accuracy": each.accuracy,
                "labels_helped": each.helped,
                "advice_right": each.right,
                "cells": each.cells,
            }
            for each in found
        },
        code=CODE.format(
            title=None if view.benchmark == ALL else view.benchmark,
            judge=view.judge,
            across=ACROSS[view.across],
        ),
    )

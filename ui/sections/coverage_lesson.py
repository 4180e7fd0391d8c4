"""What surrounds the coverage map: tasks, claim, method, quiz and downloads."""

import pandas as pd

from engine import zoo
from engine.studies.coverage_map import (
    CoverageMap,
    Difference,
    paired_difference,
    unpaired_difference,
)
from engine.studies.coverage_table import GENERATED, CoverageChoice, shipped_judgement
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.results import Claim, Verdict
from ui.sections.coverage_state import Answers, CoverageView

KEPT = 0.05
CODE = """
from engine.studies.coverage_map import coverage_map
from engine.studies.coverage_samples import measure
from engine.studies.coverage_table import REAL, CoverageChoice
from engine.metrics.references import reference_features

choice = {choice!r}
reference = reference_features(choice.data)
labels = reference.labels[reference.rows("test", REAL)]
full, compressed = measure(choice.full()), measure(choice)
masks = [each.verdicts[{metric!r}].covered for each in (full, compressed)]
found = coverage_map(labels, *masks)
print("recall, full:", round(masks[0].mean(), 4))
print("recall, compressed:", round(masks[1].mean(), 4))
print("lost share:", round(found.lost_share, 4))
"""
QUESTIONS = (
    Question(
        "lost",
        "Predict first: a real sample is lost at 3 bits. What does that say?",
        (
            "The compressed generator cannot draw anything like it",
            "None of the 2,000 pictures drawn came near enough to it",
            "The sample is an outlier",
        ),
        right=1,
        because="Coverage is judged on a finite draw. Even the full generator loses samples when "
        "it draws from other latents; the tile compares the loss with that chance.",
    ),
    Question(
        "precision",
        "A compressed generator's recall falls while its precision rises. Has it become better?",
        ("Yes, more of its pictures look real", "Not for that reason: it may draw fewer kinds"),
        right=1,
        because="A few safe pictures, drawn again and again, are all accepted: precision alone "
        "does not see that the rest is gone. The map does.",
    ),
)


def not_yet(view: CoverageView) -> str:
    """Return why the map is not there at once, and what shows it."""
    fresh = CoverageChoice(view.choice.generator, view.choice.data, bits=view.bits)
    known = "without changes under More settings the map shows at once."
    if shipped_judgement(fresh) is None:
        known = "for this generator no verdicts ship yet."
    return (
        "This setting does not ship. The job draws 2,000 pictures with the full and the "
        f"compressed generator and judges them with all three metrics; {known}"
    )


def tasks(lesson: LessonPage, view: CoverageView) -> None:
    """Show what to try."""
    lesson.try_this(
        Task("Set **2 bits**: is any class left?", view.bits == 2),
        Task(
            "Keep 2 bits and clip with **ACIQ** instead of LQ.",
            view.bits == 2 and view.choice.method == "ACIQ",
        ),
        Task("Click a lost sample (a triangle) and compare its neighbours.", view.asked >= 0),
    )


def changes(view: CoverageView, answers: Answers) -> tuple[Difference, Difference]:
    """Return the change of recall and of precision, with intervals."""
    full, compressed = (each.verdicts[view.metric] for each in (answers.full, answers.compressed))
    return (
        paired_difference(full.covered, compressed.covered),
        unpaired_difference(full.precision, compressed.precision, GENERATED),
    )


def verdict(recall: Difference, precision: Difference, *, collapsed: bool = False) -> Verdict:
    """Return whether quality stays while variety goes; copies of one picture have no quality."""
    if collapsed:
        return "does not hold here"
    if recall.low > -KEPT / 5:
        return "does not hold here"
    if recall.high >= 0:
        return "undecided"
    if precision.low > -KEPT:
        return "holds here"
    return "partly" if precision.value > recall.value / 2 else "does not hold here"


def claim(lesson: LessonPage, view: CoverageView, answers: Answers) -> None:
    """Set the paper's trade-off beside this setting."""
    recall, precision = changes(view, answers)
    collapsed = answers.compressed.collapsed(answers.full)
    copies = " Most pictures are copies of one another: precision says nothing." * collapsed

    def words(title: str, each: Difference) -> str:
        ends = f"95 % interval {100 * each.low:+.1f} to {100 * each.high:+.1f}"
        return f"{title} {100 * each.value:+.1f} points ({ends})"

    lesson.claim(
        Claim(
            "2103.11912",
            "Low-bit compression keeps quality (precision) and gives up variety (recall).",
            "",
            f"{words('Recall', recall)}; {words('precision', precision)}, "
            f"{view.choice.method} at {view.bits} bits, {view.metric}.{copies}",
            "The paper's networks, features and settings are not public; ours are small. The "
            "claim counts as holding where recall surely falls and precision surely falls by "
            "less than 5 points.",
            verdict(recall, precision, collapsed=collapsed),
            "2,000 real test samples, 2,000 pictures; python -m training.coverage_masks",
        )
    )


def method(lesson: LessonPage) -> None:
    """Fold the engine code behind the page's numbers."""
    from engine.metrics.lsh_neighbours import LshNeighbours
    from engine.metrics.lsh_occupancy import LshOccupancy
    from engine.metrics.precision_recall import ExactNeighbours
    from engine.studies.coverage_map import class_recall, coverage_map

    lesson.method(
        coverage_map,
        class_recall,
        ExactNeighbours,
        LshNeighbours,
        LshOccupancy,
        formula=r"\text{covered}(x) = \exists\, y \in Y: \lVert \phi(x) - \phi(y) \rVert \le "
        r"\text{NND}_k(\phi(y)), \qquad \text{recall} = \tfrac{1}{N} \sum_x \text{covered}(x)",
        differs="LSH metrics: our reconstruction of arXiv:2103.11912 from its abstract; "
        "parameters ours. Features come from our own small classifiers, not from Inception or "
        "VGG. The UMAP map was made once from the real features and ships; distances on it do "
        "not count, only those in feature space do.",
    )


def downloads(
    lesson: LessonPage,
    view: CoverageView,
    answers: Answers,
    result: CoverageMap,
    frame: pd.DataFrame,
) -> None:
    """Offer the map's table, the settings and the script behind the numbers."""
    recall, precision = changes(view, answers)
    known = {each.name: each for each in zoo.cards()}
    lesson.model = known[view.choice.generator].sha256
    lesson.downloads(
        frame=frame,
        settings=view.choice,
        numbers={
            "metric": view.metric,
            "recall_change": recall.value,
            "precision_change": precision.value,
            "lost_share": result.lost_share,
            "gained_share": result.gained_share,
        },
        code=CODE.format(choice=view.choice, metric=view.metric),
    )


def quiz(lesson: LessonPage) -> None:
    """Ask what the map can say."""
    lesson.quiz(*QUESTIONS)

"""What surrounds the class sets: tasks, advice, claim, method, quiz and downloads."""

import streamlit as st

from engine.discovery.splits import ClassSets, similarity_level
from engine.studies.class_sets import ClassSetStudy
from engine.studies.set_comparison import SetComparison
from ui.discovery_statements import discovery_statements
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.results import Claim
from ui.sections import sets_figures, sets_maps, sets_state
from ui.sections.sets_state import SetsView

CODE = """
from engine.discovery.splits import ClassSets
from engine.studies.class_sets import ClassSetStudy

sets = {sets!r}
found = {study!r}(sets)
for title, seen in (("with labels", found.learned), ("no labels", found.plain)):
    print("transfer flow,", title + ":", round(seen.flow.value, 4))
    print("accuracy,", title + ":", round(seen.accuracy, 4))
"""
QUESTIONS = (
    Question(
        "samples",
        "Predict first: you take 10 requests of each class instead of 30. What does the "
        "published transfer flow do?",
        ("It falls", "It stays", "It rises, though the classes are the same"),
        right=2,
        because="The published value counts each sample's similarity to itself. The fewer "
        "samples, the more that weighs: even shuffled labels then give more than 0 (grey bars).",
    ),
    Question(
        "pseudo",
        "Transfer flow between k-means clusters is higher than between the true classes. Are the "
        "clusters better than the classes?",
        ("Yes, they lie further apart", "No: k-means makes clusters that lie apart"),
        right=1,
        because="Clusters are made to be far apart, so pseudo flow is always too high. Compare "
        "it only with another pseudo flow.",
    ),
)


def tasks(lesson: LessonPage, view: SetsView) -> None:
    """Show what to try."""
    level = similarity_level(view.labeled, view.unlabeled)
    group, leaf, _ = sets_state.benchmark().words
    lesson.try_this(
        Task(f"Choose **L2**: the labels now come from other {group}s.", level == "low"),
        Task(f"Look at **labeled by unlabeled**: which known {leaf} is nearest to a new one?",
             view.matrix == sets_state.MATRICES[2]),
        Task(f"Click the name of one {group} in the tree to label all of it.", bool(view.changes)),
    )  # fmt: skip


def advice(found: SetComparison) -> None:
    """Say whether to use the labels by pseudo flow, whether that is right, and where it errs."""
    said, with_labels, without = found.advice, found.learned.accuracy, found.plain.accuracy
    word = "Use the labels" if said.use_labels else "Do without the labels"
    right = said.use_labels == found.labels_help
    mark = ":green[right here]" if right else ":red[wrong here]"
    with st.container(border=True, gap="xsmall"):
        st.markdown(
            f"**Use the labels? Pseudo transfer flow says: {word}** ({mark}).  \n"
            f"Pseudo flow, which needs no label of U: {said.with_labels:.2f} in what L taught, "
            f"{said.without_labels:.2f} in the plain features. Accuracy: {with_labels:.0%} "
            f"against {without:.0%}."
        )
        measured = sets_figures.order()
        if measured is not None:
            st.caption(
                f"Over all {measured.cells} measured cells it is right in "
                f"{measured.advised_right}; the labels helped in {measured.labels_helped}. "
                f"{_reason()}{_miss()}"
            )


def _reason() -> str:
    """Return why the advice errs so often, where that is likely but not measured."""
    if sets_state.data().encoders:
        return ""
    return (
        "A likely reason, not measured: MiniLM already separates these intents, and its 384 "
        "numbers are not on one scale with the encoder's 64."
    )


def _miss() -> str:
    """Return the measured cell in which the advice is most wrong, in words."""
    frame = sets_state.cells()
    gain = frame["accuracy"] - frame["plain_accuracy"]
    wrong = frame[(gain > 0) != (frame["pseudo_flow"] > frame["plain_pseudo_flow"])]
    if not len(wrong):
        return " It errs in none of them."
    worst = wrong.loc[gain[wrong.index].abs().idxmax()]
    return (
        f" A case where it errs: {worst['labeled']} for {worst['unlabeled']}, split "
        f"{worst['split']}, seed {worst['seed']}: pseudo flow {worst['pseudo_flow']:.2f} with "
        f"labels and {worst['plain_pseudo_flow']:.2f} without, accuracy {worst['accuracy']:.0%} "
        f"and {worst['plain_accuracy']:.0%}."
    )


@st.cache_data(max_entries=1, show_spinner=False)
def _card() -> Claim:
    return discovery_statements()[0]


def claim(lesson: LessonPage) -> None:
    """Set the paper's claim beside the shipped cells of all benchmarks."""
    lesson.claim(_card())


def method(lesson: LessonPage) -> None:
    """Explain what is measured."""
    from engine.discovery.representation import LabeledRepresentation
    from engine.discovery.similarity import PermutationNull, TransferFlow, bootstrap_flow

    lesson.method(
        ClassSetStudy,
        TransferFlow,
        LabeledRepresentation,
        PermutationNull,
        bootstrap_flow,
        formula=r"T = \sum_{i \ne j} \frac{n_i n_j}{N (N-1)} \, \mathrm{MMD}^2(Z_i, Z_j)",
        differs="The paper trains a ResNet18 on labeled images. Here presets of a benchmark from "
        "scratch ship the features of a small encoder; for MiniLM, and for any choice of yours, "
        "a two-layer encoder learns from the plain features while you wait. The grey band is our "
        "addition: the published value has no zero point.",
    )


def quiz(lesson: LessonPage) -> None:
    """Ask what the number can say."""
    lesson.quiz(*QUESTIONS)


def downloads(lesson: LessonPage, view: SetsView, found: SetComparison) -> None:
    """Offer the samples, the settings and the script behind the numbers."""
    lesson.model = sets_state.data().sha256
    sets = ClassSets(found.sets.labeled, found.sets.unlabeled)
    lesson.downloads(
        frame=sets_maps.sample_frame(view, found),
        settings={"study": repr(view.study), "labeled": sets.labeled, "unlabeled": sets.unlabeled},
        numbers={
            "measured": sets_figures.flow_frame(found).to_dict("records"),
            "nearest_in_tree": found.nearest_in_tree,
            "use_labels": found.advice.use_labels,
        },
        code=CODE.format(study=view.study, sets=sets),
    )

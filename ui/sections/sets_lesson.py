"""What surrounds the class sets: tasks, advice, claim, method, quiz and downloads."""

import streamlit as st

from engine.discovery.splits import ClassSets, similarity_level
from engine.studies.class_sets import ClassSetStudy
from engine.studies.intent_cells import intent_cells
from engine.studies.set_comparison import SetComparison
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.results import Claim, Verdict
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
    lesson.try_this(
        Task("Choose **L2**: the labels now come from other domains.", level == "low"),
        Task("Look at **labeled by unlabeled**: which known intent is nearest to a new one?",
             view.matrix == sets_state.MATRICES[2]),
        Task("Click a domain's name in the tree to label all of it.", bool(view.changes)),
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
            f"{said.without_labels:.2f} in MiniLM's vectors. Accuracy: {with_labels:.0%} against "
            f"{without:.0%}."
        )
        measured = sets_figures.order()
        if measured is not None:
            st.caption(
                f"Over all {measured.cells} measured cells it is right in "
                f"{measured.advised_right}; the labels helped in {measured.labels_helped}. "
                "A likely reason, not measured: MiniLM already separates these intents, and its "
                f"384 numbers are not on one scale with the encoder's 64.{_miss()}"
            )


def _miss() -> str:
    """Return the measured cell in which the advice is most wrong, in words."""
    frame = intent_cells()
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


def claim(lesson: LessonPage) -> None:
    """Set the paper's claim beside the shipped cells."""
    measured = sets_figures.order()
    if measured is None:
        return
    both = min(measured.flow, measured.accuracy)
    verdict: Verdict = "holds here" if both == measured.sets else "partly"
    if both <= measured.sets // 3:
        verdict = "does not hold here"
    lesson.claim(
        Claim(
            "2209.09120",
            "The more similar the labeled classes are to the new ones, the better new classes "
            "are discovered.",
            "",
            measured.words,
            "Text instead of images; a small encoder on MiniLM's vectors, 30 requests a class; "
            "k-means instead of a trained discovery method. MiniLM has read much text, so it "
            "separates many intents without any intent label.",
            verdict,
            f"{measured.cells} cells: 3 splits, 6 pairs of sets, 2 seeds "
            "(python -m training.intent_cells)",
        )
    )


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
        differs="The paper trains a ResNet18 on labeled images. Here a two-layer encoder learns "
        "the labeled intents from MiniLM's vectors, so that any choice of yours is measured "
        "while you wait. The grey band is our addition: the published value has no zero point.",
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

"""What surrounds the drawn page: tasks, claim, method, quiz and downloads."""

from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.results import Claim
from ui.sections.document_state import DocumentView, Drawn

CODE = """
from engine.documents.classical import ClassicalSegmenter
from engine.documents.drawn_truth import as_labelled
from engine.documents.evaluation import score_page
from engine.documents.page_settings import PageSettings
from engine.documents.renderer import render_page

page = render_page({settings!r}, {seed})
score = score_page(ClassicalSegmenter()(page.image), as_labelled(page))
print("lines:", len(page.lines))
print("text area IoU:", round(score.text_iou, 4))
print("line F1:", round(score.lines.f1, 4))
print("band IoU:", round(score.band_iou, 4))
"""
QUESTIONS = (
    Question(
        "area",
        "A threshold blurs a page into one block and covers 90 % of the text. What did it find?",
        ("Every line", "Where text is, but no line", "Nothing"),
        right=1,
        because="Outlines of neighbouring lines touch. Area alone rewards a block; only matching "
        "line by line (line F1) shows that no line was separated.",
    ),
    Question(
        "exact",
        "Why are these labels exact, even on a warped page?",
        (
            "People corrected them",
            "Pixels and outlines go through the same map",
            "The page is never really warped",
        ),
        right=1,
        because="One map takes the flat sheet to the photograph. Each pixel looks up its place on "
        "the sheet; each corner of an outline goes through the inverse of the same map.",
    ),
)


def tasks(lesson: LessonPage, view: DocumentView) -> None:
    """Show what to try."""
    lesson.try_this(
        Task("Set the labels to **classes** and find the graphics.", view.overlay == "classes"),
        Task("Choose the layout **letter**: does the line finder cope with a hand?",
             view.settings.layout == "letter"),
        Task("Set warp to 1 under More settings: do the labels still follow?",
             view.settings.warp >= 0.95),
    )  # fmt: skip


def claim(lesson: LessonPage) -> None:
    """Set the paper's sentence beside what this page shows."""
    lesson.claim(
        Claim(
            "2107.06777",
            "Pages and their labels can be made together, without manual annotation.",
            "",
            "Drawn pages: labels by construction. For generated pages the two-stage composition "
            "is built and tested; no generator of pages ships yet.",
            "The paper's pages come from a GAN trained on scans; these are drawn by a program "
            "that has seen no scan.",
            "not measured yet",
            "engine.documents.renderer, engine.documents.composition",
        )
    )


def method(lesson: LessonPage) -> None:
    """Fold the engine code behind the page."""
    lesson.method(
        "engine.documents.renderer:render_page",
        "engine.documents.geometry:Warp",
        "engine.documents.classical:ClassicalSegmenter",
        "engine.documents.page_metrics:line_score",
        formula=r"p_\text{photo} = G^{-1}(p_\text{sheet}), \qquad "
        r"I_\text{photo}(q) = I_\text{sheet}(G(q))",
        differs="The paper samples pages from a StyleGAN2 and labels them by clusters of its "
        "activations. Drawn pages are the out-of-domain row beside it, and the only one with "
        "exact lines, baselines and text. Words are made up; layout data, not OCR data.",
    )


def quiz(lesson: LessonPage) -> None:
    """Ask what the labels can say."""
    lesson.quiz(*QUESTIONS)


def downloads(lesson: LessonPage, view: DocumentView, answer: Drawn) -> None:
    """Offer lines, settings and script."""
    lesson.downloads(
        frame=answer.lines,
        settings=view.settings,
        numbers={"seed": view.seed, "lines": len(answer.page.lines), **answer.measures},
        code=CODE.format(settings=view.settings, seed=view.seed),
    )

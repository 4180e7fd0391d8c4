"""The document page where a network draws: squares, clusters, quality, copies, export."""

from engine.documents.export.generated_source import GeneratedSource, as_page
from engine.documents.export.single import set_zip
from ui import results
from ui.page import LessonPage
from ui.sections import (
    document_clusters,
    document_copies,
    document_export,
    document_network_figures,
    document_network_lesson,
    document_network_state,
)
from ui.sections.document_network_state import NetworkView


def draw(lesson: LessonPage, view: NetworkView) -> None:
    """Draw everything below the controls."""
    document_network_lesson.tasks(lesson, view)
    answer = document_network_state.answer(view)
    quality = document_network_figures.draw(lesson, view, answer)
    with results.contained():
        document_clusters.draw(lesson, view, answer)
    document_copies.draw(lesson, answer)
    kept = [each for each in answer.patches if not each.label.dropped]
    one = document_export.Ready(
        f"These {len(kept)} squares with their labels (zip)",
        lambda: set_zip([as_page(each, view.look) for each in kept]),
        f"squares_{view.seed}.zip",
    )
    document_export.draw_set(
        lesson, one, lambda: GeneratedSource(answer.labeller, view.look), view.seed
    )
    document_network_lesson.claim(lesson, answer)
    document_network_lesson.method(lesson)
    lesson.quiz(*document_network_lesson.QUESTIONS)
    document_network_lesson.downloads(lesson, view, answer, quality)

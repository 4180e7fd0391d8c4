"""Can an old page be made together with its labels?"""

from ui import page
from ui.sections import (
    document_export,
    document_figures,
    document_lesson,
    document_mode,
    document_state,
)

with page.lesson("document_pages") as lesson:
    with lesson.controls():
        network = document_mode.choose(lesson)
        if network is None:
            view = document_state.choose(lesson)
        else:  # seconds after a cold start, nothing later
            from ui.sections import document_network_page, document_network_state

            asked = document_network_state.choose(lesson, network)
    if network is None:
        document_lesson.tasks(lesson, view)
        answer = document_state.drawn(view.settings, view.seed)
        document_figures.draw(lesson, view, answer)
        document_export.draw(lesson, view, answer)
        document_lesson.claim(lesson)
        document_lesson.method(lesson)
        document_lesson.quiz(lesson)
        document_lesson.downloads(lesson, view, answer)
    else:
        document_network_page.draw(lesson, asked)

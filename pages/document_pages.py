"""Can an old page be made together with its labels?"""

from ui import page
from ui.sections import document_export, document_figures, document_lesson, document_state

with page.lesson("document_pages") as lesson:
    view = document_state.choose(lesson)
    document_lesson.tasks(lesson, view)
    answer = document_state.drawn(view.settings, view.seed)
    document_figures.draw(lesson, view, answer)
    document_export.draw(lesson, view, answer)
    document_lesson.claim(lesson)
    document_lesson.method(lesson)
    document_lesson.quiz(lesson)
    document_lesson.downloads(lesson, view, answer)

"""Can a network that saw only made-up pages read the lines of a real scan?"""

from ui import page
from ui.sections import (
    reading_export,
    reading_figures,
    reading_lesson,
    reading_rows,
    reading_state,
    reading_training,
    reading_upload,
)

with page.lesson("line_reading") as lesson:
    view = reading_state.choose(lesson)
    reading_lesson.tasks(lesson, view, trained=reading_training.trained(lesson.key))
    reading_rows.answer(lesson, view.segmenter)
    if view.source == reading_state.SCAN:
        given = reading_upload.pick(lesson)
    else:
        given = reading_state.picked(view)
    answer = None
    if given is not None:
        answer = reading_state.read(given, view.segmenter)
        reading_figures.draw(lesson, view, given, answer)
        reading_export.draw(lesson, given, answer)
    reading_rows.draw(lesson)
    reading_training.draw(lesson, view, given, answer)
    reading_lesson.method(lesson)
    reading_lesson.quiz(lesson)
    if given is not None and answer is not None:
        reading_lesson.downloads(lesson, view, given, answer)

"""Can binary blocks reach MobileNet's accuracy?"""

from ui import page, results
from ui.sections import (
    melius_family,
    melius_graph,
    melius_lesson,
    melius_quality,
    melius_state,
)

with page.lesson("meliusnet") as lesson:
    view = melius_state.choose(lesson)
    melius_lesson.tasks(lesson, view)
    melius_graph.draw(lesson, view)
    numbers = melius_family.tiles(lesson, view)
    with results.contained():
        melius_quality.run(view)
    melius_family.draw_parts(lesson, view)
    frame = melius_family.draw(lesson, view)
    with results.contained():
        melius_quality.draw(lesson)
    with results.contained():
        melius_quality.draw_trained()
    melius_lesson.claim(lesson, view)
    melius_lesson.method(lesson)
    melius_lesson.quiz(lesson)
    melius_lesson.downloads(lesson, view, frame, numbers)

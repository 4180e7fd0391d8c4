"""Operations, memory, energy: which network is cheap in which sense?"""

from ui import page, results
from ui.sections import (
    plane_cost_figures,
    plane_cost_lesson,
    plane_cost_own,
    plane_cost_state,
)

with page.lesson("cost_plane") as lesson:
    view = plane_cost_state.choose(lesson)
    plane_cost_lesson.tasks(lesson, view)
    frame = plane_cost_figures.plane_frame(view)
    plane_cost_figures.draw(lesson, view, frame)
    numbers = plane_cost_figures.tiles(lesson, view)
    plane_cost_figures.draw_energy(lesson, view, frame)
    plane_cost_figures.draw_layers(view)
    with results.contained():
        plane_cost_own.draw(lesson, view)
    plane_cost_lesson.claim(lesson, view)
    plane_cost_lesson.method(lesson)
    plane_cost_lesson.quiz(lesson)
    plane_cost_lesson.downloads(lesson, view, frame, numbers)

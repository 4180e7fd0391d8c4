"""What does an asymmetrical bottleneck save?"""

from ui import page, results
from ui.sections import (
    compact_arithmetic,
    compact_lesson,
    compact_network,
    compact_picture,
    compact_state,
)

with page.lesson("compact_blocks") as lesson:
    view, rules = compact_state.choose(lesson)
    compact_lesson.tasks(lesson, view, rules)
    frame = compact_picture.draw(lesson, view, rules)
    numbers = compact_picture.tiles(lesson, view, rules)
    with results.contained():
        compact_arithmetic.run(view)
    compact_arithmetic.arithmetic(view)
    compact_network.draw(lesson, view, rules)
    compact_network.published(rules)
    compact_network.claim(lesson)
    compact_lesson.method(lesson)
    compact_lesson.quiz(lesson)
    compact_lesson.downloads(lesson, view, rules, frame, numbers)

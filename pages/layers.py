"""Which layers of BERT can live with fewer bits?"""

from ui import controls, page
from ui.page import Task
from ui.sections import (
    layer_budget,
    layer_depth,
    layer_detail,
    layer_lesson,
    layer_list,
    layer_other_model,
    layer_sizes,
)
from ui.sections.layer_state import rows_of

VIEWS = {
    "through the network": layer_depth.draw,
    "bit budget": layer_budget.draw,
    "same size": layer_sizes.draw,
    "table and export": layer_list.draw,
    "another model": layer_other_model.draw,
}

with page.lesson("layers") as lesson:
    state, asked = layer_lesson.choose(lesson)
    rows = rows_of(state)
    label = layer_detail.chosen_layer(rows, state, asked)

    layer_detail.draw(lesson, state, rows, label)
    layer_lesson.tiles(lesson, state, rows)
    lesson.text(
        "Weight error and output error disagree: switch the error to **weight MSE** and look at "
        "the rows **feed-forward out**. Their few outlier weights carry the output; plain LQ "
        "keeps those and loses all the others, a clipping method does the opposite."
    )

    view = controls.choice(
        lesson.key, "view", tuple(VIEWS), default="through the network", title="Look closer"
    )
    lesson.try_this(
        Task(
            "Change LQ to **MMSE**: which layers get better, which worse?", state.method == "MMSE"
        ),
        Task("Give every **row** its own step.", state.granularity == "row"),
        Task("Open **bit budget** and spend 3 bits on average.", view == "bit budget"),
    )
    VIEWS[view](lesson, state)

    layer_lesson.method(lesson)
    layer_lesson.quiz(lesson)
    layer_lesson.downloads(lesson, state, rows)

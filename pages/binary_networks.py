"""How far does a network get with one bit for each weight?"""

from engine.studies.bit_rows import row_text
from ui import page
from ui.sections import (
    binary_race,
    bits_block,
    bits_gates,
    bits_lesson,
    bits_race,
    bits_slices,
    bits_state,
    bits_stepper,
)

with page.lesson("binary_networks") as lesson:
    view = bits_state.choose(lesson)
    truth = bits_gates.draw(lesson, view)
    product = bits_stepper.draw(lesson)
    bits_lesson.tasks(lesson, view, product)
    slices = bits_slices.draw(lesson, view)
    bits_race.draw(lesson)
    binary_race.draw(lesson)
    tensors = bits_block.draw(lesson, view)
    bits_block.claim(lesson)
    bits_lesson.method(lesson)
    bits_lesson.quiz(lesson)
    numbers = {"lost": slices[view.slices].error}
    rows = (bits_stepper.FIRST, bits_stepper.SECOND)
    if product is not None:
        numbers |= {"dot_product": product.packed_result}
        rows = (row_text(product.first), row_text(product.second))
    bits_lesson.downloads(lesson, view, truth if tensors is None else tensors, numbers, rows)

"""What surrounds the page on binary networks: tasks, method, quiz and downloads."""

import pandas as pd

from engine.studies.bit_rows import BitProduct
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.sections.bits_state import BitsView

CODE = """
from engine.studies.binary_block import binary_block, block_steps
from engine.studies.bit_rows import bit_product, row_bits
from engine.studies.boolean_shortcut import brightness, feature_maps, gated
from engine.studies.sample_pictures import sample_picture
from engine.studies.slice_maps import sliced

picture = sample_picture({picture!r})
maps = feature_maps(picture)
shortcut, branch = (each[{map} - 1] >= 0 for each in (maps.shortcut, maps.branch))
joined = gated(shortcut, branch, {gate!r})
print(f"true bits: {{shortcut.mean():.0%}} to {{joined.true_share:.0%}}")
print(f"branch still known: {{joined.branch_kept:.0%}}")
print(f"lost with {slices} slices: {{sliced(brightness(picture), {slices}).error:.1%}} "
      f"of the brightness, {{sliced(maps.shortcut[{map} - 1], {slices}).error:.1%}} of the map")
product = bit_product(row_bits({first!r}), row_bits({second!r}))
print("dot product:", product.packed_result, "packed,", product.float_result, "float")
energy = [sum(step.energy_picojoules for step in block_steps(binary_block(kind, 64), 56))
          for kind in ("bireal", "bool")]
print(f"energy, Bi-Real block over BoolNet block: {{energy[0] / energy[1]:.2f}}")
"""
QUESTIONS = (
    Question(
        "levels",
        "Predict first: a map is kept as 8 slices. How many levels can it still show?",
        ("256, as 8 bits always can", "9", "8"),
        right=1,
        because="The thresholds are ordered: a value that passes one passes all lower ones. Only "
        "the number of slices that are true counts, 0 to 8. BoolNet pays 8 bits for about 3.",
    ),
    Question(
        "gate",
        "Shortcut and result are known. Behind which gate can the branch always be told?",
        ("OR", "AND", "XNOR"),
        right=2,
        because="XNOR turns the branch over or leaves it, as the shortcut says, so it can be "
        "undone. OR hides the branch wherever the shortcut is already true.",
    ),
)


def tasks(lesson: LessonPage, view: BitsView, product: BitProduct | None) -> None:
    """Show what to try."""
    lesson.try_this(
        Task(
            "Choose the gate that loses **nothing** of the branch.",
            view.gate in ("xnor", "xor"),
        ),
        Task("Find rows **a** and **b** whose dot product is -64.", _is(product, -64)),
        Task("Set **1 slice**: how much of the picture is lost?", view.slices == 1),
    )


def _is(product: BitProduct | None, result: int) -> bool:
    return product is not None and product.result == result


def method(lesson: LessonPage) -> None:
    """Explain gates, slices, the packed product and the block."""
    from engine.binary import BooleanBlock, MultiSliceSign
    from engine.binary.packed import PackedConvolution
    from engine.studies.boolean_shortcut import gated
    from engine.studies.slice_maps import sliced

    lesson.method(
        BooleanBlock,
        MultiSliceSign,
        PackedConvolution,
        gated,
        sliced,
        formula=r"a = \mathrm{XNOR}(\mathrm{MS}_k(\mathrm{BN}(\mathrm{conv}(x))), r), \quad "
        r"y = \mathrm{OR}(\mathrm{MS}_k(\mathrm{BN}(\mathrm{conv}(a))), r), \qquad "
        r"a \cdot b = 2\,\mathrm{popcount}(a \odot b) - n",
        differs="Blocks, shapes and parameters are those of the authors' code. The maps in the "
        "pictures come from our CIFAR-10 classifier, whose later weights were made binary "
        "without training; they show the gates, not a trained BoolNet. The speed is that of one "
        "processor; the paper's energy is that of an accelerator.",
    )


def quiz(lesson: LessonPage) -> None:
    """Ask about slices and gates."""
    lesson.quiz(*QUESTIONS)


def code(view: BitsView, first: str, second: str) -> str:
    """Return a script that reproduces the page's numbers."""
    return CODE.format(
        picture=view.picture, map=view.map, gate=view.gate, slices=view.slices,
        first=first, second=second,
    )  # fmt: skip


def downloads(
    lesson: LessonPage,
    view: BitsView,
    frame: pd.DataFrame,
    numbers: dict[str, float],
    rows: tuple[str, str],
) -> None:
    """Offer every tensor, the settings and the script."""
    lesson.downloads(frame=frame, settings=view, numbers=numbers, code=code(view, *rows))

"""What surrounds the compact blocks: tasks, method, quiz and downloads."""

from typing import TYPE_CHECKING

import pandas as pd

from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.sections.compact_state import BlockView

if TYPE_CHECKING:
    from engine.cost import CountingRules

CODE = """
from engine.compact import AsymmetricBlock, InvertedBlock
from engine.cost import CountingRules, operations, parameters

rules = {rules!r}
block = {block!r}
cost = block.cost({side})
print("{unit}:", int(operations(cost, rules)))
print("parameters:", parameters(cost, rules))
print("output shape:", tuple(block.build().eval()(__import__("torch").zeros(
    1, *block.input_shape({side}))).shape[1:]))
"""
QUESTIONS = (
    Question(
        "pointwise",
        "Predict first: input and output have the same channels, stride 1. What do the two 1x1 "
        "convolutions cost together when the asymmetry goes from 0 to 1?",
        ("Less, fewer channels are computed", "The same", "More, more channels are projected"),
        right=1,
        because="The first saves c·c products at each position and the second spends them: "
        "c(m - rc) + (m + rc)c = 2mc. Only the depthwise convolution grows, by rc·k².",
    ),
    Question(
        "count",
        "A paper prints 5.99 M parameters, its own network has 6.08 M. What should a table show?",
        ("5.99 M, as printed", "6.08 M, as counted", "Both, with the rule that gives each"),
        right=2,
        because="Numbers counted by different rules cannot be compared. Here a tool multiplied "
        "by the kernel's side in place of its area.",
    ),
)


def tasks(lesson: LessonPage, view: BlockView, rules: "CountingRules") -> None:
    """Show what to try."""
    lesson.try_this(
        Task("Set asymmetry **2**: which tensor grows?", view.asymmetry == 2),
        Task(
            "Set expansion **1** with asymmetry 1: what is left of the block?",
            view.expansion == 1 and view.asymmetry == 1,
        ),
        Task(
            "Count parameters by the kernel's **side**: the paper's 5.99 M appears.",
            rules.kernel == "side",
        ),
    )


def method(lesson: LessonPage) -> None:
    """Explain the block, its baseline and the counting."""
    from engine.compact import AsymmetricBlock, InvertedBlock
    from engine.cost import CountingRules, measure

    lesson.method(
        AsymmetricBlock,
        InvertedBlock,
        measure,
        CountingRules,
        formula=r"\mathrm{DW}([x]^r \Vert \mathrm{PW}_1(x) \Vert [x]^r), \quad "
        r"\mathrm{PW}_1: c \to m - r c",
        differs="Nothing in the blocks: parameters and multiply-adds equal those of the authors' "
        "network to the last digit. The published 5.99 M parameters are a counting tool's.",
    )


def quiz(lesson: LessonPage) -> None:
    """Ask about the arithmetic and about counting."""
    lesson.quiz(*QUESTIONS)


def code(view: BlockView, rules: "CountingRules") -> str:
    """Return a script that reproduces the block's numbers."""
    return CODE.format(
        rules=rules, block=view.block(view.asymmetry), side=view.side, unit=rules.unit
    )


def downloads(
    lesson: LessonPage,
    view: BlockView,
    rules: "CountingRules",
    frame: pd.DataFrame,
    numbers: dict[str, float],
) -> None:
    """Offer every tensor, the settings and the script."""
    lesson.downloads(frame=frame, settings=view, numbers=numbers, code=code(view, rules))

"""What surrounds the page on MeliusNet: tasks, claim, method, quiz and downloads."""

import pandas as pd

from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.results import Claim
from ui.sections import melius_state
from ui.sections.melius_family import PAIRS, published
from ui.sections.melius_state import OFF, MeliusView

CODE = """
from engine.binary import DenseBinaryNetwork
from engine.cost import CountingRules, operations, size
from engine.studies.melius_stage import stage_steps

network = {network!r}
cost = network.cost(224)
print("operations:", operations(cost, {rules!r}))
print("mebibytes:", size(cost).mebibytes)
print("parameters:", cost.parameters)
for step in stage_steps(network, {stage}):
    print(step.part, step.block, step.channels, step.binary_multiply_adds, step.weight_bits)
"""
QUESTIONS = (
    Question(
        "improves",
        "Predict first: a dense block makes channels 257 to 320. Which channels does the "
        "improvement block behind it change?",
        ("All 320", "Only the newest 64", "Only the 256 old ones"),
        right=1,
        because="It reads the signs of all 320 and adds its result to the newest 64. The older "
        "ones were improved when they were new, and stay equal to the bit.",
    ),
    Question(
        "float",
        "Almost all of MeliusNet22's multiply-adds are binary. What takes most of its counted "
        "operations?",
        ("The binary 3x3 convolutions", "The float stem, transitions and classifier"),
        right=1,
        because="64 binary multiply-adds count as one, so few float ones outweigh them. That is "
        "why the stem is grouped: it saves 49.4 million.",
    ),
)


def tasks(lesson: LessonPage, view: MeliusView) -> None:
    """Show what to try."""
    lesson.try_this(
        Task("Press **Play** under stage **4**: which channels are improved?", view.stage == 4),
        Task("Switch improvement blocks **off**: what do they cost?", view.improvement == OFF),
        Task(
            "Under **Stem and counting**, take the **7x7** stem: how many operations more?",
            view.stem == "7x7",
        ),
    )


def pair_words(view: MeliusView) -> tuple[str, str]:
    """Return the pairs of the claim: accuracies as published, and costs as counted."""
    from engine.cost import operations, size

    accuracies, costs = [], []
    for pair in PAIRS:
        rows = [published(name) for name in pair]
        top1 = [f"{row.top1:g} %" for row in rows if row]
        accuracies.append(f"{pair[0]} {top1[0]}, {pair[1]} {top1[1]}")
        found = [melius_state.shipped(name) for name in pair]
        sizes = [size(each).mebibytes for each in found]
        work = [operations(each, view.rules) / 1e6 for each in found]
        costs.append(
            f"{pair[0]} to {pair[1]}: {sizes[0]:.2f} to {sizes[1]:.2f} MiB, "
            f"{work[0]:,.0f} to {work[1]:,.0f} M operations"
        )
    return "; ".join(accuracies), "; ".join(costs)


def claim(lesson: LessonPage, view: MeliusView) -> None:
    """Set the paper's claim beside what counting can say; accuracy is not measured."""
    accuracies, costs = pair_words(view)
    lesson.claim(
        Claim(
            "2001.05936",
            "MeliusNet matches MobileNet in size, operations and accuracy.",
            f"ImageNet top-1 as published: {accuracies}",
            f"Counted here, under the rules above: {costs}. Accuracy on ImageNet is "
            "**not measured here**.",
            "Which networks are paired is our choice: nearest accuracy. Operations count 64 "
            "binary multiply-adds as one, which no processor of ours reaches.",
            "not measured yet",
            "Published: CurrentBestResults of hpi-xnor/BMXNet-v2-wiki, MobileNet's table; "
            "counted: engine.cost",
        )
    )


def method(lesson: LessonPage) -> None:
    """Explain the blocks, the network and the counting."""
    from engine.binary import DenseBinaryNetwork, MeliusBlock
    from engine.cost import CountingRules, size
    from engine.studies.fitted_bits import improvement_passes
    from engine.studies.melius_stage import stage_steps

    lesson.method(
        MeliusBlock,
        DenseBinaryNetwork,
        stage_steps,
        improvement_passes,
        CountingRules,
        size,
        formula=r"y = [\,x \,\Vert\, D(\mathrm{sign}(\mathrm{BN}(x)))\,], \quad "
        r"y_{-64:} \leftarrow y_{-64:} + I(\mathrm{sign}(\mathrm{BN}(y)))",
        differs="Nothing in the networks: parameters, operations and sizes equal the authors' "
        "published digits, but for MeliusNet23 (3.715 for 3.71 MB). bitorch, which its authors "
        "maintain, builds MeliusNet without improvement blocks.",
    )


def quiz(lesson: LessonPage) -> None:
    """Ask about the block and the counting."""
    lesson.quiz(*QUESTIONS)


def code(view: MeliusView) -> str:
    """Return a script that reproduces the page's numbers."""
    return CODE.format(network=view.description, rules=view.rules, stage=view.stage)


def downloads(
    lesson: LessonPage, view: MeliusView, frame: pd.DataFrame, numbers: dict[str, float]
) -> None:
    """Offer the family's table, the settings and the script."""
    lesson.downloads(frame=frame, settings=view, numbers=numbers, code=code(view))

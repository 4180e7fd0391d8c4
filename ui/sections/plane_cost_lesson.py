"""What surrounds the cost plane: tasks, claim, method, quiz and downloads."""

import pandas as pd

from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.results import Claim
from ui.sections.plane_cost_state import PlaneView

CODE = """
from engine.cost import CountingRules, operations, size
from engine.cost.energy import Calibrated, FirstPrinciples
from engine.cost.energy_table import EnergyTable
from engine.studies.network_costs import shipped_costs

cost = shipped_costs()[{network!r}]
model = {model!r}
print("operations:", operations(cost, {rules!r}))
print("mebibytes:", size(cost, {precision!r}).mebibytes)
print("millijoules:", model(cost).energy_millijoules)
"""
QUESTIONS = (
    Question(
        "binary",
        "A binary multiply-add counts 1/64 of a float one. What does that not tell you?",
        ("How many there are", "How long it takes on your processor", "What the papers count"),
        right=1,
        because="One 64-bit instruction handles 64 of them, but a float unit also works on many "
        "numbers at once. The counted ratio is an upper end, not a measured speed.",
    ),
    Question(
        "calibrated",
        "The calibrated model meets the published totals within 17 %. What follows for MeliusNet?",
        ("The same error", "Nothing certain: it was fitted to other networks"),
        right=1,
        because="Two constants were fitted to five totals of two families. Elsewhere the model "
        "extrapolates, and no published total says by how much it is off.",
    ),
)


def tasks(lesson: LessonPage, view: PlaneView) -> None:
    """Show what to try."""
    lesson.try_this(
        Task("Set the cost to **size**: who leaves the front?", view.axis == "size"),
        Task(
            "Set the cost to **energy** and the model to **first principles**.",
            view.axis == "energy" and view.energy == "first principles",
        ),
        Task("Let a binary multiply-add be worth **per 32**.", view.rules.binary == "per_32"),
    )


def ratios(view: PlaneView) -> tuple[float, float]:
    """Return Bi-Real's energy over BoolNet's, calibrated and from first principles."""
    from engine.cost.energy import Calibrated
    from engine.studies.network_costs import shipped_costs

    costs = shipped_costs()
    pair = costs["Bi-RealNet-18"], costs["BoolNet-18 k=4"]
    ends = []
    for model in (Calibrated(), view.first):
        large, small = (model(each).energy_picojoules for each in pair)
        ends.append(large / small if small else float("nan"))
    return ends[0], ends[1]


def claim(lesson: LessonPage, view: PlaneView) -> None:
    """Set BoolNet's energy claim beside what both energy models say."""
    fitted, first = ratios(view)
    lesson.claim(
        Claim(
            "2106.06991",
            "BoolNet takes 4.6 times less energy than Bi-RealNet and is 1.2 points more accurate.",
            "4.6 times less energy; ImageNet top-1 57.6 % against 56.4 %, as published",
            f"Counted with the calibrated model: {fitted:.1f} times; from first principles with "
            f"the settings above: {first:.1f} times. Accuracy on ImageNet is **not measured "
            "here**.",
            "The calibrated model was fitted to these totals, so it is no independent evidence; "
            "first principles leave registers, control and leakage out.",
            "not measured yet",
            "Published: README of hpi-xnor/BoolNet and its abstract; counted: engine.cost",
        )
    )


def method(lesson: LessonPage) -> None:
    """Explain the models and the rules."""
    from engine.cost import CountingRules, size
    from engine.cost.energy import Calibrated, FirstPrinciples
    from engine.cost.energy_table import EnergyTable

    lesson.method(
        Calibrated,
        FirstPrinciples,
        EnergyTable,
        CountingRules,
        size,
        formula=r"E = \sum_i n_i e_i + 2 B_\mathrm{maps} e_\mathrm{place} "
        r"+ B_\mathrm{weights} e_\mathrm{place}",
        differs="The authors' energy model is not public; ours are a fit to its totals and a "
        "table of 45 nm energies. BoolNet's published operations differ from strict counting "
        "by up to 3 %.",
    )


def quiz(lesson: LessonPage) -> None:
    """Ask about counting and about calibration."""
    lesson.quiz(*QUESTIONS)


def code(view: PlaneView) -> str:
    """Return a script that reproduces the chosen network's numbers."""
    return CODE.format(
        network=view.network, model=view.model, rules=view.rules, precision=view.precision
    )


def downloads(
    lesson: LessonPage, view: PlaneView, frame: pd.DataFrame, numbers: dict[str, float]
) -> None:
    """Offer the plane, the settings and the script."""
    lesson.downloads(frame=frame, settings=view, numbers=numbers, code=code(view))

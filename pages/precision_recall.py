"""Do compressed generators lose quality or variety, and how fast can we tell?"""

import dataclasses

from engine.studies.ball_panel import ball_panel
from engine.studies.bucket_panel import bucket_panel
from ui import controls, page
from ui.page import Task
from ui.quiz import Question
from ui.sections import (
    own_data,
    plane_look,
    precision_claims,
    precision_outliers,
    precision_plane,
    precision_sample,
    precision_sweep,
    precision_timing,
)

FORMULA = (
    r"\text{precision} = \frac{1}{M}\sum_j \mathbb 1\Big[y_j \in \bigcup_i B(x_i, r_i)\Big],\quad "
    r"\text{recall} = \frac{1}{N}\sum_i \mathbb 1\Big[x_i \in \bigcup_j B(y_j, r_j)\Big]"
)
DIFFERS = (
    "LSH metrics: our reconstruction of arXiv:2103.11912 from its abstract; parameters ours. The "
    "paper's full text and code are not known to us. A tie on a ball's edge counts as inside."
)
PARTS = {
    "bits and clipping": precision_sweep.draw,
    "inject outliers": precision_outliers.draw,
    "one picture": precision_sample.draw,
    "time": precision_timing.draw,
    "the paper's sentences": precision_claims.draw,
}
CODE = """
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.precision_recall import ExactNeighbours
from engine.studies.point_sets import moved, point_set

points = moved(point_set({name!r}, seed={seed}), {moves!r})
for method in (ExactNeighbours(neighbours={neighbours}), {mates!r}, {occupancy!r}):
    found = method(points.real, points.generated)
    print(method.title, round(found.precision, 4), round(found.recall, 4))
"""

with page.lesson("precision_recall") as lesson:
    with lesson.controls():
        look = plane_look.choose(lesson)
    judgement, state = precision_plane.draw(lesson, look)
    precision_plane.tiles(lesson, judgement)
    knn, buckets = judgement.balls.result, judgement.occupancy.result
    far = any(where[0] > 5 for (kind, _), where in state.moves.items() if kind == "generated")
    lesson.try_this(
        Task(
            "Choose **mode dropped**, then drag a generated point (a ring) to the right edge: KNN "
            "recall jumps, the buckets do not care.",
            done=look.points == "mode dropped" and far,
        ),
        Task(
            "Click a point: which ball or which buckets accept it?",
            done=state.selected is not None,
        ),
        Task(
            "Choose **constant** and **precision**: one point, drawn over and over, scores 1.00.",
            done=look.points == "constant" and look.judged == "generated",
        ),
    )
    part = controls.choice(
        lesson.key, "part", tuple(PARTS), default="bits and clipping", title="Look closer"
    )
    PARTS[part](lesson)
    own_data.draw(lesson)
    lesson.method(
        ball_panel,
        bucket_panel,
        "engine.metrics.lsh_neighbours:LshNeighbours",
        "engine.metrics.lsh_occupancy:LshOccupancy",
        "engine.studies.generator_claims:diversity",
        formula=FORMULA,
        differs=DIFFERS,
    )
    lesson.quiz(
        Question(
            "outlier",
            "One generated sample lies far away from everything. What does it do to KNN recall?",
            ("Nothing", "It raises it", "It lowers it"),
            right=1,
            because="Its third neighbour is far away, so its ball is huge and holds many real "
            "samples that no good generated sample is near.",
        ),
        Question(
            "constant",
            "A generator always draws the same typical picture. Which number shows that?",
            ("Precision", "Recall", "Neither"),
            right=1,
            because="The one picture lies among the real ones, so precision is perfect; it covers "
            "next to none of them, so recall is near zero.",
        ),
    )
    lesson.downloads(
        frame=precision_plane.frame(judgement),
        settings=dataclasses.asdict(look),
        numbers={
            "KNN": [knn.precision, knn.recall],
            "LSH+KNN": [judgement.mates.result.precision, judgement.mates.result.recall],
            "LSH-only": [buckets.precision, buckets.recall],
        },
        code=CODE.format(
            name=look.points,
            seed=look.seed,
            moves=state.moves,
            neighbours=look.neighbours,
            mates=look.mates,
            occupancy=look.occupancy,
        ),
    )

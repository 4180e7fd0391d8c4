"""What the visitor looks at in the plane of points: the controls and what they choose."""

import dataclasses

import streamlit as st

from engine.core.params import Parameter
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.studies.ball_panel import Judged
from engine.studies.point_sets import SETS
from ui import controls
from ui.page import LessonPage

RIGHT = ("LSH-only", "LSH+KNN")
SCORES: dict[str, Judged] = {"precision": "generated", "recall": "real"}


@dataclasses.dataclass(frozen=True)
class Look:
    """What the visitor looks at.

    Attributes:
        points: Name of the set of points.
        judged: "generated" for precision, "real" for recall.
        right: Metric of the right picture.
        neighbours: Neighbours that a ball reaches to.
        occupancy: Settings of LSH-only.
        mates: Settings of LSH+KNN.
        seed: Seed of the points.
    """

    points: str
    judged: Judged
    right: str
    neighbours: int
    occupancy: LshOccupancy
    mates: LshNeighbours
    seed: int


def choose(lesson: LessonPage) -> Look:
    """Draw the controls of the picture; return what to show."""
    key = lesson.key
    names = tuple(SETS)
    points = controls.choice(key, "points", names, default="generated outliers", title="Points")
    score = controls.choice(key, "score", tuple(SCORES), default="recall", title="Question")
    right = controls.choice(key, "right", RIGHT, default=RIGHT[0], title="Beside KNN")
    neighbours = controls.widget(
        key, Parameter("neighbours", 3, "neighbours that a ball reaches to", 1, 10)
    )
    with st.popover("More settings", icon=":material/tune:"):
        tables = controls.widget(key, Parameter("tables", 8, "hash tables", 1, 32))
        bits = controls.widget(
            key, Parameter("hash_bits", 3, "LSH-only: directions in a table", 1, 8)
        )
        share = controls.widget(
            key,
            Parameter("occupied", 0.5, "LSH-only: share of occupied tables", 0.1, 1.0, step=0.05),
        )
        families = ("e2lsh", "srp")
        meaning = "e2lsh cuts the plane into cells of one width; srp into cones without end"
        family = controls.widget(key, Parameter("family", "e2lsh", meaning, choices=families))
        seed = controls.widget(key, Parameter("seed", 0, "seed of points and hashes", 0, 20))
    occupancy = LshOccupancy(family=family, tables=tables, hash_bits=bits, share=share, seed=seed)
    mates = LshNeighbours(
        neighbours=neighbours, family=family, tables=tables, hash_bits=2, seed=seed
    )
    return Look(points, SCORES[score], right, neighbours, occupancy, mates, seed)

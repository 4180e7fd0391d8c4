"""What the class sets page is asked for: presets in the link, and changes made by click."""

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from engine import zoo
from engine.core.params import Parameter, parameters
from engine.discovery.splits import LABELED, UNLABELED, ClassSets
from engine.studies.class_features import KIND, ClassFeatures, class_features
from engine.studies.class_sets import ClassSetStudy
from engine.studies.intent_cells import intent_cells
from engine.studies.set_benchmarks import SET_BENCHMARKS, SetBenchmark
from engine.studies.set_comparison import SetComparison
from ui import controls
from ui.page import LessonPage
from ui.sections import role_changes
from ui.sections.role_changes import parse_changes, written

if TYPE_CHECKING:
    import pandas as pd

CHANGES = "class_sets_changes"
BENCHMARK, SEEN = "class_sets_benchmark", "class_sets_benchmark_seen"
PAINT = "class_sets_click"
ROLES = ("labeled", "unlabeled", "not used")
MATRICES = ("transfer flow", "position in the tree", "labeled by unlabeled")
MAPS = ("PCA, learned", "PCA, plain", "UMAP, plain")
LARGEST_SPLIT = 9


@dataclasses.dataclass(frozen=True)
class SetsView:
    """The state of the page's controls.

    Attributes:
        study: Kernel, similarity by position and seed.
        labeled: Name of the labeled set that the choice starts from.
        unlabeled: Name of the unlabeled one.
        split: Which split of the tree they come from.
        roles: ``"labeled"``, ``"unlabeled"`` or ``"not used"`` for each class.
        changes: Changes by click, as they stand in the link.
        matrix: Which matrix is shown.
        map: Which map is shown.
    """

    study: ClassSetStudy
    labeled: str
    unlabeled: str
    split: int
    roles: dict[str, str]
    changes: str
    matrix: str
    map: str

    @property
    def sets(self) -> ClassSets:
        """The chosen classes.

        Raises:
            ValueError: If a set is too small.
        """
        found = {
            role: tuple(each for each, mine in self.roles.items() if mine == role)
            for role in ROLES
        }
        return ClassSets(found["labeled"], found["unlabeled"])


def shipped() -> tuple[SetBenchmark, ...]:
    """Return the benchmarks whose features ship."""
    there = {each.name for each in zoo.cards(KIND)}
    return tuple(each for each in SET_BENCHMARKS if each.key in there)


def benchmark() -> SetBenchmark:
    """Return the benchmark that the page shows."""
    title = st.session_state.get(BENCHMARK)
    return next((each for each in shipped() if each.title == title), SET_BENCHMARKS[0])


def data() -> ClassFeatures:
    """Return the shipped features of the benchmark that the page shows."""
    return class_features(benchmark().key)


def cells() -> "pd.DataFrame":
    """Return its shipped cells.

    Raises:
        NotFoundError: If they do not ship.
    """
    return intent_cells(benchmark().cells)


def painted(text: str, node: str, role: str) -> str:
    """Return the changes after a click on a class, or on a domain for all of its classes."""
    return written(role_changes.painted(text, data().tree, node, role, ROLES), ROLES)


def roles_of(labeled: str, unlabeled: str, split: int, changes: dict[int, str]) -> dict[str, str]:
    """Return the role of every class: the preset's, then the changes by click."""
    tree = data().tree
    start = benchmark().benchmark(tree, split=split).sets(labeled, unlabeled)
    roles = dict.fromkeys(tree.leaves, "not used")
    roles |= dict.fromkeys(start.labeled, "labeled") | dict.fromkeys(start.unlabeled, "unlabeled")
    return role_changes.changed(tree, roles, changes)


def choose(lesson: LessonPage) -> SetsView:
    """Draw the controls."""
    key = lesson.key
    fields = {each.name: each for each in parameters(ClassSetStudy)}
    with lesson.controls():
        titles = [each.title for each in shipped()]
        asked = controls.choice(
            key, "benchmark", titles, default=titles[0], title="Data", listed=True
        )
        if st.session_state.setdefault(SEEN, asked) != asked:
            st.session_state[SEEN], st.session_state[CHANGES] = asked, ""
        labeled = controls.choice(key, "labeled", LABELED, default="L1", title="Labeled set")
        unlabeled = controls.choice(
            key, "unlabeled", UNLABELED, default="U1", title="Classes to discover"
        )
        matrix = controls.choice(key, "matrix", MATRICES, default=MATRICES[0])
        shown = controls.choice(key, "map", MAPS, default=MAPS[0])
        with st.popover("More settings", icon=":material/tune:"):
            split = Parameter(
                "split", 0, "0 cuts the sets in the data's order, others shuffle", 0, LARGEST_SPLIT
            )
            number = int(controls.widget(key, split, title="Split of the tree"))
            kernel = controls.widget(key, fields["kernel"])
            measure = controls.widget(key, fields["measure"], title="Position in the tree")
            seed = int(controls.widget(key, fields["seed"], title="Seed of the encoder"))
            controls.remember(CHANGES, "")
            st.session_state.setdefault(CHANGES, st.query_params.get(CHANGES, ""))
            text = st.text_input(
                "Changes by click",
                key=CHANGES,
                bind="query-params",
                max_chars=role_changes.LONGEST,
                help="Set (l, u or n) and number of each class that differs from the preset.",
            )
    try:
        changes = parse_changes(text, len(data().tree.leaves), ROLES)
    except ValueError as error:
        st.warning(f"{error}. The page shows the preset.", icon=":material/link_off:")
        changes = {}
    study = ClassSetStudy(benchmark=benchmark().key, kernel=kernel, measure=measure, seed=seed)
    return SetsView(
        study=study,
        labeled=labeled,
        unlabeled=unlabeled,
        split=number,
        roles=roles_of(labeled, unlabeled, number, changes),
        changes=written(changes, ROLES),
        matrix=matrix,
        map=shown,
    )


@st.cache_data(max_entries=24, show_spinner="The encoder learns the labeled classes ...")
def answer(study: ClassSetStudy, sets: ClassSets) -> SetComparison:
    """Return the comparison, cached by settings and classes."""
    return study(sets)

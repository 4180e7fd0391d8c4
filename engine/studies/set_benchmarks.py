"""Data sets whose classes are split into labeled and unlabeled sets, and what ships of each."""

import dataclasses
from collections.abc import Iterable, Mapping

from engine.core.errors import unknown_name
from engine.core.paths import data_folder
from engine.discovery.class_tree import ClassTree, tree_from_groups
from engine.discovery.splits import Benchmark, benchmark_of_tree


@dataclasses.dataclass(frozen=True)
class SetBenchmark:
    """A data set with superclasses, as the class sets pages know it.

    Attributes:
        key: Name of the shipped features.
        title: Name that a visitor reads.
        cells: Name of the shipped table of cells.
        labeled: Labeled classes taken from each superclass.
        unlabeled: Unlabeled classes taken from each superclass.
        words: What a superclass, a class and a sample are called.
        root: Title of the tree's root.
        plain: The features that no label has touched, in a few words.
        learned: The encoder that a labeled set trains, in a few words.
        data: Where the data lies under MODELARIUM_DATA.
        link: Where anyone can get it.
        note: What the reader must know before believing a number; empty without need.
    """

    key: str
    title: str
    cells: str
    labeled: int
    unlabeled: int
    words: tuple[str, str, str]
    root: str
    plain: str
    learned: str
    data: tuple[str, ...]
    link: str
    note: str = ""

    @property
    def here(self) -> bool:
        """Whether the data itself is on this machine."""
        folder = data_folder()
        return folder is not None and folder.joinpath(*self.data).exists()

    def tree(self, groups: Mapping[str, Iterable[str]]) -> ClassTree:
        """Return the tree of superclasses and classes, in the data's order."""
        return tree_from_groups(groups, root=self.root)

    def benchmark(self, tree: ClassTree, *, split: int = 0) -> Benchmark:
        """Return L1, L1.5, L2, U1 and U2.

        Args:
            tree: Superclasses and their classes.
            split: 0 keeps the order of the data; any other number shuffles both levels.
        """
        return benchmark_of_tree(
            tree, labeled=self.labeled, unlabeled=self.unlabeled, seed=split or None
        )


_TEXT = {
    "labeled": 12,
    "unlabeled": 3,
    "words": ("domain", "intent", "request"),
    "root": "all requests",
    "data": ("clinc150",),
    "link": "https://github.com/clinc/oos-eval",
}
SET_BENCHMARKS = (
    SetBenchmark(
        key="clinc150_minilm",
        title="CLINC150, MiniLM",
        cells="clinc150_cells",
        plain="MiniLM's vectors",
        learned="a small encoder on MiniLM's vectors",
        note="MiniLM has read much text, so it separates many intents without any intent label.",
        **_TEXT,
    ),
    SetBenchmark(
        key="clinc150_scratch",
        title="CLINC150, from scratch",
        cells="clinc150_scratch_cells",
        plain="TF-IDF and SVD of all requests",
        learned="an encoder of words trained on L alone",
        note="No pretrained words: the encoder knows what the labeled requests taught it.",
        **_TEXT,
    ),
    SetBenchmark(
        key="omniglot_scratch",
        title="Omniglot",
        cells="omniglot_cells",
        labeled=12,
        unlabeled=5,
        words=("alphabet", "character", "drawing"),
        root="all characters",
        plain="contrastive features of all drawings",
        learned="a convolutional encoder trained on L alone",
        data=("omniglot",),
        link="https://github.com/brendenlake/omniglot",
        note="20 drawings a character: the bias of the published value weighs more here.",
    ),
    SetBenchmark(
        key="cifar10_scratch",
        title="CIFAR-10",
        cells="cifar10_cells",
        labeled=2,
        unlabeled=2,
        words=("kind", "class", "picture"),
        root="all pictures",
        plain="contrastive features of pictures of all classes",
        learned="a convolutional encoder trained on L alone",
        data=("cifar10",),
        link="https://www.cs.toronto.edu/~kriz/cifar.html",
        note="Two classes a set are too few for significance: guessing already finds half.",
    ),
)


def set_benchmark(key: str) -> SetBenchmark:
    """Return a benchmark by the name of its features.

    Raises:
        NotFoundError: If there is none of that name.
    """
    for each in SET_BENCHMARKS:
        if each.key == key:
            return each
    raise unknown_name("benchmark", key, [each.key for each in SET_BENCHMARKS])

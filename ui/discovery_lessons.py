"""Lessons on new classes and on how alike sets of classes are; ``ui.lessons`` lists them."""

from ui.lesson import Lesson, Preset

DISCOVERY_LESSONS: tuple[Lesson, ...] = (
    Lesson(
        key="class_sets",
        title="Class sets",
        question="How alike are two sets of classes?",
        track="Learn",
        icon=":material/account_tree:",
        papers=("2209.09120",),
        modules=("engine.discovery", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens: L1 for U1, near"),
            Preset("half", "L1.5 for U1, half near", {"labeled": "L1.5"}),
            Preset("far", "L2 for U1, far", {"labeled": "L2"}),
            Preset("near_two", "L2 for U2, near", {"labeled": "L2", "unlabeled": "U2"}),
            Preset("half_two", "L1.5 for U2, half near", {"labeled": "L1.5", "unlabeled": "U2"}),
            Preset("far_two", "L1 for U2, far", {"unlabeled": "U2"}),
            Preset(
                "nearest",
                "Which known intent is nearest to a new one",
                {"matrix": "labeled by unlabeled"},
            ),
            Preset(
                "tree",
                "Position in the tree, and a map",
                {"matrix": "position in the tree", "map": "UMAP, plain"},
            ),
            Preset("trees", "Image classes of the paper", {"trees": "true"}),
            Preset("own", "Your own classes: a made-up sample", {"own": "true"}),
        ),
    ),
    Lesson(
        key="similarity_and_discovery",
        title="Similarity and discovery",
        question="When do known classes help to find new ones?",
        track="Learn",
        icon=":material/travel_explore:",
        papers=("2209.09120",),
        modules=("engine.discovery", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens: every cell"),
            Preset("hurt", "Where labels hurt", {"part": "where labels hurt"}),
            Preset("samples", "Samples per class", {"part": "samples per class"}),
            Preset(
                "learned_samples",
                "Samples per class, in what L taught",
                {"part": "samples per class", "features": "learned from L"},
            ),
            Preset(
                "pseudo",
                "Without labels of the new classes",
                {"benchmark": "CLINC150, MiniLM", "across": "pseudo transfer flow"},
            ),
            Preset(
                "tree",
                "Position in the tree instead",
                {"benchmark": "CLINC150, MiniLM", "across": "position in the tree"},
            ),
            Preset("omniglot", "Drawn characters", {"benchmark": "Omniglot"}),
            Preset(
                "heads",
                "From scratch, discovered by UNO",
                {"benchmark": "CLINC150, from scratch", "judge": "UNO heads"},
            ),
            Preset("sentences", "The paper's sentences", {"part": "the paper's sentences"}),
        ),
    ),
)

"""The lessons: one registry that drives navigation, start page, tests and the README's table.

Nothing else lists the pages. Lessons that are not built yet come from ``ui.coming`` with the
status ``"in preparation"``: the start page shows them, and no empty page exists for them.
"""

from engine.core.errors import unknown_name
from ui.coming import COMING
from ui.compact_lessons import COMPACT_LESSONS
from ui.discovery_lessons import DISCOVERY_LESSONS
from ui.generator_lessons import GENERATOR_LESSONS
from ui.lesson import Lesson, Preset, Track

TRACKS: dict[Track, str] = {
    "Compress": "Fewer bits, fewer operations: what a network can do without.",
    "Generate": "Networks that make pictures and pages: quality, variety, use.",
    "Learn": "Few labels, new classes: what one network can learn from another.",
}

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        key="weights",
        title="Weights",
        question="What do fewer bits do to one weight matrix?",
        track="Compress",
        icon=":material/tune:",
        papers=("2210.16621",),
        modules=("engine.quantization",),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset("three_bits", "Three bits", {"bits": "3"}),
            Preset("two_bits", "Two bits", {"bits": "2"}),
            Preset("clip", "ACIQ clips at three bits", {"bits": "3", "method": "ACIQ"}),
            Preset(
                "ruined",
                "A small weight error that ruins the output",
                {"bits": "3", "method": "ACIQ", "matrix": "MiniLM 3 feed-forward out"},
            ),
            Preset(
                "one_weight",
                "The arithmetic of one weight",
                {"part": "Single weights", "method": "OCS"},
            ),
            Preset(
                "side_by_side",
                "Linear beside ACIQ, tails shown",
                {"compare": "true", "log": "true", "part": "Rows and columns"},
            ),
            Preset("by_hand", "Clip by hand", {"method": "Manual clip", "clip_ratio": "0.3"}),
            Preset("heavy_tails", "Heavy tails", {"matrix": "Made up: heavy tails"}),
        ),
    ),
    Lesson(
        key="outliers",
        title="Outlier splitting",
        question="How does splitting a column save the small weights from the large ones?",
        track="Compress",
        icon=":material/call_split:",
        papers=("2210.16621",),
        modules=("engine.quantization", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset("all_away", "Until the outliers are gone", {"splits": "40", "bits": "3"}),
            Preset("naive", "Even halves", {"splitting": "naive", "bits": "3"}),
            Preset("more", "What more splits bring", {"part": "More splits"}),
            Preset("or_clip", "Split or clip", {"part": "Split or clip", "bits": "3"}),
            Preset(
                "no_outliers",
                "A matrix without outliers",
                {"part": "Split or clip", "bits": "3", "matrix": "MiniLM 1 query"},
            ),
            Preset("with_mmse", "Splitting and clipping", {"clip_rule": "mmse", "bits": "3"}),
        ),
    ),
    Lesson(
        key="layers",
        title="Layers",
        question="Which layers of BERT can live with fewer bits?",
        track="Compress",
        icon=":material/layers:",
        papers=("2210.16621",),
        modules=("engine.quantization", "engine.language", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset("clipping", "MMSE clips the outliers", {"method": "MMSE"}),
            Preset("rows", "One step for each row, 3 bits", {"granularity": "row", "bits": "3"}),
            Preset("budget", "Three bits on average", {"view": "bit budget", "bits": "3"}),
            Preset("same_size", "What a bit is best spent on", {"view": "same size"}),
            Preset("table", "Every layer in numbers", {"view": "table and export"}),
            Preset("other", "Another model", {"view": "another model"}),
        ),
    ),
    Lesson(
        key="bert_scores",
        title="BERT scores",
        question="How many bits does a language task need?",
        track="Compress",
        icon=":material/leaderboard:",
        papers=("2210.16621",),
        modules=("engine.quantization", "engine.language", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset(
                "three_bits", "OCS at 3 bits, the paper's claim", {"method": "OCS", "bits": "3"}
            ),
            Preset("similarity", "Similarity at 2 bits", {"task": "STS similarity", "bits": "2"}),
            Preset("sentence", "Type a sentence", {"closer": "type a sentence"}),
            Preset("family", "Layers or bits", {"closer": "layers or bits"}),
            Preset("own", "Your data and model", {"closer": "your data and model"}),
        ),
    ),
    *GENERATOR_LESSONS,
    *COMPACT_LESSONS,
    *DISCOVERY_LESSONS,
    *COMING,
)


def lesson(key: str) -> Lesson:
    """Return one lesson by its key.

    >>> lesson("weights").url_path
    'weights'

    Raises:
        NotFoundError: If no lesson has this key.
    """
    for each in LESSONS:
        if each.key == key:
            return each
    raise unknown_name("lesson", key, [each.key for each in LESSONS])


def ready(track: Track | None = None) -> tuple[Lesson, ...]:
    """Return the lessons that have a page, in order, of one track or of all."""
    return tuple(x for x in LESSONS if x.ready and track in (None, x.track))

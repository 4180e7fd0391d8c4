"""The lessons: one registry that drives navigation, start page, tests and the README's table.

Nothing else lists the pages. A lesson that is not built yet stands here with the status
``"in preparation"``: the start page shows it, and no empty page exists for it.
"""

from engine.core.errors import unknown_name
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
        ),
    ),
    Lesson(
        key="outliers",
        title="Outlier splitting",
        question="How does splitting a column save the small weights from the large ones?",
        track="Compress",
        icon=":material/call_split:",
        papers=("2210.16621",),
        modules=("engine.quantization",),
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
    ),
    Lesson(
        key="gan_samples",
        title="GAN samples",
        question="What do a generator's pictures lose when its weights shrink?",
        track="Compress",
        icon=":material/image:",
        papers=("2103.11912",),
    ),
    Lesson(
        key="precision_recall",
        title="Precision and recall",
        question="Do compressed generators lose quality or variety, and how fast can we tell?",
        track="Compress",
        icon=":material/adjust:",
        papers=("2103.11912",),
    ),
    Lesson(
        key="binary_networks",
        title="Binary networks",
        question="How far does a network get with one bit for each weight?",
        track="Compress",
        icon=":material/contrast:",
        papers=("2106.06991",),
    ),
    Lesson(
        key="meliusnet",
        title="MeliusNet",
        question="Can binary blocks reach MobileNet's accuracy?",
        track="Compress",
        icon=":material/stacked_bar_chart:",
        papers=("2001.05936",),
    ),
    Lesson(
        key="compact_blocks",
        title="Compact blocks",
        question="What does an asymmetrical bottleneck save?",
        track="Compress",
        icon=":material/compress:",
        papers=("2104.07770",),
    ),
    Lesson(
        key="cost_plane",
        title="Cost plane",
        question="Operations, memory, energy: which network is cheap in which sense?",
        track="Compress",
        icon=":material/scatter_plot:",
        papers=("2106.06991", "2001.05936", "2104.07770"),
    ),
    Lesson(
        key="coverage",
        title="Coverage",
        question="Which real pictures does a generator never make?",
        track="Generate",
        icon=":material/blur_on:",
        papers=("2103.11912", "2001.03376"),
    ),
    Lesson(
        key="diverse_gans",
        title="Diverse GANs",
        question="Do several discriminators make a generator more diverse?",
        track="Generate",
        icon=":material/diversity_3:",
        papers=("2001.03376",),
    ),
    Lesson(
        key="stylegan_autoencoder",
        title="StyleGAN autoencoder",
        question="Can one generator reconstruct pictures that it never saw?",
        track="Generate",
        icon=":material/autorenew:",
        papers=("2010.11113",),
    ),
    Lesson(
        key="synthetic_documents",
        title="Synthetic documents",
        question="Can a generator label the pages that it invents?",
        track="Generate",
        icon=":material/description:",
        papers=("2107.06777",),
    ),
    Lesson(
        key="class_sets",
        title="Class sets",
        question="How alike are two sets of classes?",
        track="Learn",
        icon=":material/account_tree:",
        papers=("2209.09120",),
    ),
    Lesson(
        key="similarity_and_discovery",
        title="Similarity and discovery",
        question="When do known classes help to find new ones?",
        track="Learn",
        icon=":material/travel_explore:",
        papers=("2209.09120",),
    ),
    Lesson(
        key="distillation",
        title="Distillation",
        question="Which knowledge should two networks share?",
        track="Learn",
        icon=":material/compare_arrows:",
        papers=("2106.01489",),
    ),
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

"""Lessons on compact and binary networks and what they cost; ``ui.lessons`` lists them."""

from ui.lesson import Lesson, Preset

COMPACT_LESSONS: tuple[Lesson, ...] = (
    Lesson(
        key="binary_networks",
        title="Binary networks",
        question="How far does a network get with one bit for each weight?",
        track="Compress",
        icon=":material/contrast:",
        papers=("2106.06991",),
        modules=("engine.binary", "engine.cost", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset("xnor", "A gate that loses nothing", {"gate": "xnor", "picture": "temple"}),
            Preset("one_bit", "What one bit loses", {"slices": "1", "sliced": "feature map"}),
            Preset("eight", "Eight slices, nine levels", {"slices": "8", "map": "9"}),
            Preset(
                "opposite",
                "Opposite rows, before anything is counted",
                {"first": "f0f0f0f0f0f0f0f0", "second": "0f0f0f0f0f0f0f0f", "step": "bits"},
            ),
            Preset(
                "stage",
                "The first block of a stage, BaseNet against XNOR style",
                {"block": "BaseNet", "rival": "XNOR style", "new_stage": "true"},
            ),
            Preset(
                "first",
                "256 channels, energy from first principles",
                {"block_channels": "256", "block_side": "14", "energy": "first principles"},
            ),
        ),
    ),
    Lesson(
        key="meliusnet",
        title="MeliusNet",
        question="Can binary blocks reach MobileNet's accuracy?",
        track="Compress",
        icon=":material/stacked_bar_chart:",
        papers=("2001.05936",),
        modules=("engine.binary", "engine.cost", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset("last", "The last stage", {"stage": "4"}),
            Preset("without", "Without improvement blocks", {"improvement": "off"}),
            Preset("long", "Twenty-four blocks", {"network": "MeliusNet59", "stage": "3"}),
            Preset("stem", "One 7x7 stem", {"stem": "7x7", "axis": "operations"}),
            Preset("dense", "BinaryDenseNet", {"network": "BinaryDenseNet28"}),
            Preset(
                "counting",
                "Binary work weighed, in FLOPs",
                {"binary": "weighted", "binary_weight": "0.1", "unit": "flops"},
            ),
        ),
    ),
    Lesson(
        key="compact_blocks",
        title="Compact blocks",
        question="What does an asymmetrical bottleneck save?",
        track="Compress",
        icon=":material/compress:",
        papers=("2104.07770",),
        modules=("engine.compact", "engine.cost", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset("twice", "The input reused twice on each side", {"asymmetry": "2"}),
            Preset("nothing_left", "Nothing is left to expand", {"expansion": "1.0"}),
            Preset("same", "Asymmetry 0 is the inverted residual", {"asymmetry": "0"}),
            Preset(
                "wide",
                "Wider output, stride 2, squeeze and excitation",
                {"out_channels": "112", "stride": "2", "squeeze": "true", "expansion": "6.0"},
            ),
            Preset("side", "Counted as the paper's tool counts", {"rule_kernel": "side"}),
            Preset(
                "small",
                "The small network at half width, in FLOPs",
                {"network": "small", "width": "0.5", "rule_unit": "flops", "budget": "30"},
            ),
        ),
    ),
    Lesson(
        key="cost_plane",
        title="Cost plane",
        question="Operations, memory, energy: which network is cheap in which sense?",
        track="Compress",
        icon=":material/scatter_plot:",
        papers=("2106.06991", "2001.05936", "2104.07770"),
        modules=("engine.cost", "engine.binary", "engine.compact", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset("size", "Accuracy against size", {"axis": "size"}),
            Preset("energy", "Energy, calibrated", {"axis": "energy"}),
            Preset("published", "Published energy", {"axis": "energy", "energy": "published"}),
            Preset(
                "first",
                "Energy from first principles, weights in DRAM",
                {"axis": "energy", "energy": "first principles", "weights_in": "dram"},
            ),
            Preset(
                "custom",
                "An energy table of your own",
                {"axis": "energy", "energy": "first principles", "table": "custom"},
            ),
            Preset(
                "family",
                "MeliusNet alone, binary work weighed",
                {"family": "MeliusNet", "binary": "weighted", "network": "MeliusNet59"},
            ),
        ),
    ),
)

"""Lessons on compact and binary networks and what they cost; ``ui.lessons`` lists them."""

from ui.lesson import Lesson, Preset

COMPACT_LESSONS: tuple[Lesson, ...] = (
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

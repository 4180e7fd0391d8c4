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
)

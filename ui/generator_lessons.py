"""Lessons on generators of pictures and on how they are judged; ``ui.lessons`` lists them."""

from ui.lesson import Lesson, Preset

GENERATOR_LESSONS: tuple[Lesson, ...] = (
    Lesson(
        key="gan_samples",
        title="GAN samples",
        question="What do a generator's pictures lose when its weights shrink?",
        track="Compress",
        icon=":material/image:",
        papers=("2103.11912",),
        modules=("engine.generative", "engine.quantization", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset("dissolved", "Two bits, nothing clipped", {"bits": "2"}),
            Preset("saved", "Two bits, clipped by ACIQ", {"bits": "2", "method": "ACIQ"}),
            Preset(
                "weights",
                "Samples beside the weights of a layer",
                {"bits": "2", "method": "MMSE", "part": "Weights of a layer", "log": "true"},
            ),
            Preset("walk", "A walk through latents", {"part": "Latent walk", "sample": "3"}),
            Preset("classes", "Which classes stay", {"part": "Classes", "bits": "2"}),
            Preset("layers", "Which layer hurts", {"part": "Layer by layer"}),
            Preset(
                "spared",
                "The first layer spared, activations rounded",
                {"bits": "2", "bits_project": "full", "activation_bits": "4"},
            ),
            Preset(
                "safe",
                "Truncated latents, a clip by hand",
                {"truncation": "0.6", "method": "Manual clip", "seed": "7", "samples": "36"},
            ),
        ),
    ),
    Lesson(
        key="precision_recall",
        title="Precision and recall",
        question="Do compressed generators lose quality or variety, and how fast can we tell?",
        track="Compress",
        icon=":material/adjust:",
        papers=("2103.11912",),
        modules=("engine.metrics", "engine.generative", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens: outliers open the balls"),
            Preset("same", "Both sets from one distribution", {"points": "same distribution"}),
            Preset("shrunk", "Quality without variety", {"points": "shrunk"}),
            Preset("dropped", "Two modes are missing", {"points": "mode dropped"}),
            Preset(
                "real_outliers",
                "Real outliers let noise in",
                {"points": "real outliers", "score": "precision"},
            ),
            Preset("noise", "Noise covers everything", {"points": "noise"}),
            Preset(
                "constant",
                "One point, precision 1.00",
                {"points": "constant", "score": "precision"},
            ),
            Preset("mates", "LSH+KNN beside KNN", {"right": "LSH+KNN"}),
            Preset("cones", "Sign hashing: cones without end", {"family": "srp"}),
            Preset("inject", "Outliers among real features", {"part": "inject outliers"}),
            Preset("picture", "One picture, three verdicts", {"part": "one picture"}),
            Preset(
                "blank",
                "A blank generator at 2 bits",
                {"part": "one picture", "bits": "2", "clipping": "LQ"},
            ),
            Preset("time", "Time against n", {"part": "time"}),
            Preset("claims", "The paper's sentences", {"part": "the paper's sentences"}),
        ),
    ),
    Lesson(
        key="coverage",
        title="Coverage",
        question="Which real pictures does a generator never make?",
        track="Generate",
        icon=":material/blur_on:",
        papers=("2103.11912", "2001.03376"),
        modules=("engine.generative", "engine.metrics", "engine.studies"),
        status="ready",
        presets=(
            Preset("default", "As it opens"),
            Preset("two_bits", "Two bits, nothing clipped", {"bits": "2"}),
            Preset("clipped", "Two bits, clipped", {"bits": "2", "method": "ACIQ"}),
            Preset("buckets", "Judged by hash buckets", {"metric": "LSH-only"}),
            Preset("one_class", "The sevens alone", {"class": "7", "map": "PCA"}),
        ),
    ),
)

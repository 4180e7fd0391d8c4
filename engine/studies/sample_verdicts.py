"""One generated picture at a time: what each metric says of it, and which real samples decide."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float, Float32, Int64

from engine.core.params import Settings, param
from engine.generative.models import load_generator
from engine.metrics.ball_verdict import BallVerdict, ball_verdict
from engine.metrics.bucket_verdict import BucketVerdict, bucket_verdict
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.lsh_precision_recall import LshPrecisionRecall
from engine.metrics.precision_recall import ExactNeighbours, PrecisionRecall
from engine.metrics.references import reference_features
from engine.studies.generator_cells import compressed_images, described
from engine.studies.generator_plan import FULL, FULL_BITS, GENERATORS, METHODS, GeneratorCell


@dataclasses.dataclass(frozen=True)
class SampleJudging(Settings):
    """Draw pictures with a generator of few bits and judge each against real test samples."""

    generator: str = param("mnist_dcgan", meaning="shipped generator", choices=GENERATORS)
    method: str = param("ACIQ", meaning="how weights are clipped", choices=METHODS)
    bits: int = param(4, meaning="bits of a weight; 32 is full", choices=(2, 3, 4, 6, 8, 32))
    count: int = param(1000, 100, 2000, "generated samples, and as many real ones")
    neighbours: int = param(3, 1, 10, "neighbours that a ball reaches to")
    seed: int = param(0, 0, 100, "seed of latents and hashes")

    def __call__(self) -> "JudgedSamples":
        """Return the pictures with all three verdicts.

        Raises:
            NotFoundError: If the generator or the reference features do not ship.
        """
        method = FULL if self.bits == FULL_BITS else self.method
        cell = GeneratorCell(
            self.generator, method, self.bits, "tensor", self.seed, samples=self.count
        )
        images, _ = compressed_images(cell)
        seen = described(self.generator, images)
        reference = reference_features(load_generator(self.generator).entry.data)
        rows = reference.rows("test", self.count)
        real = reference.features[rows]
        occupancy, mates = LshOccupancy(seed=self.seed), LshNeighbours(seed=self.seed)
        return JudgedSamples(
            images=images,
            features=seen.features,
            labels=seen.labels,
            confidences=seen.probabilities.max(axis=1),
            real=real,
            real_labels=reference.labels[rows],
            real_index=reference.index[rows],
            class_names=reference.class_names,
            balls=ExactNeighbours(self.neighbours)(real, seen.features),
            mates=mates(real, seen.features),
            occupancy=occupancy(real, seen.features),
            methods=(mates, occupancy),
        )


@dataclasses.dataclass(frozen=True, eq=False)
class JudgedSamples:
    """Generated pictures and the verdicts on them.

    Attributes:
        images: Pictures in [-1, 1].
        features: Their features.
        labels: Class that the classifier sees in each.
        confidences: Probability of that class.
        real: Features of the real samples.
        real_labels: True classes of those.
        real_index: Place of each in the file of test images.
        class_names: Names of the classes.
        balls: Result of the exact metric.
        mates: Result of LSH+KNN.
        occupancy: Result of LSH-only.
        methods: Settings of LSH+KNN and LSH-only.
    """

    images: Float[np.ndarray, "generated channels height width"]
    features: Float32[np.ndarray, "generated size"]
    labels: Int64[np.ndarray, " generated"]
    confidences: Float[np.ndarray, " generated"]
    real: Float32[np.ndarray, "real size"]
    real_labels: Int64[np.ndarray, " real"]
    real_index: Int64[np.ndarray, " real"]
    class_names: tuple[str, ...]
    balls: PrecisionRecall
    mates: LshPrecisionRecall
    occupancy: LshPrecisionRecall
    methods: tuple[LshNeighbours, LshOccupancy]

    @property
    def accepted(self) -> dict[str, Bool[np.ndarray, " generated"]]:
        """For each metric, which generated samples it accepts."""
        return {
            "KNN": self.balls.generated_accepted,
            "LSH+KNN": self.mates.generated_accepted,
            "LSH-only": self.occupancy.generated_accepted,
        }

    def explain(self, sample: int) -> "Explanation":
        """Return why each metric judges one sample as it does.

        Raises:
            ValueError: If there is no such sample.
        """
        if not 0 <= sample < len(self.features):
            raise ValueError(f"sample must be 0 to {len(self.features) - 1}, got {sample}")
        mates, occupancy = (
            bucket_verdict(method, self.real, self.features, result, sample=sample)
            for method, result in zip(self.methods, (self.mates, self.occupancy), strict=True)
        )
        return Explanation(
            ball_verdict(self.features[sample], self.real, self.balls.real_radii, count=6),
            mates,
            occupancy,
        )


@dataclasses.dataclass(frozen=True, eq=False)
class Explanation:
    """Why one sample counts or not.

    Attributes:
        ball: By the exact metric, with the nearest real samples.
        mates: Its buckets in LSH+KNN.
        occupancy: Its buckets in LSH-only.
    """

    ball: BallVerdict
    mates: BucketVerdict
    occupancy: BucketVerdict

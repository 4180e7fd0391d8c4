"""LSH+KNN: balls as in the exact metric, but only bucket mates are ever compared."""

import dataclasses
from typing import ClassVar

import numpy as np
from jaxtyping import Float, UInt64

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.metrics.buckets import bucket_sizes
from engine.metrics.lsh import FAMILIES, Hashing, SharedCodes, draw_hashing
from engine.metrics.lsh_precision_recall import LshPrecisionRecall
from engine.metrics.neighbour_index import BallRule, NeighbourIndex
from engine.metrics.neighbours import centred, squared_radii
from engine.metrics.operations import Operations
from engine.metrics.progress import stage
from engine.metrics.samples import Features, checked_pair

SUBSET = 512  # references that the width is measured on
SPARE_BITS = 4  # directions drawn beyond log2 of the references
MATES = 256
Codes = UInt64[np.ndarray, "tables _"]
Positions = Float[np.ndarray, "bits tables _"]


@dataclasses.dataclass(frozen=True)
class LshNeighbours(Settings):
    """Compare a sample only with the references that share a hash bucket with it.

    Our reconstruction of arXiv:2103.11912 from its abstract; parameters ours. Each reference's
    ball reaches to its n-th neighbour among its own bucket mates over all tables; with fewer
    mates it gets no ball, which is what drops outliers; mates farther away than one cell width
    share a bucket by accident and do not count. A sample is accepted if the ball of one of its
    bucket mates holds it. Each table has as many directions as keep the mean number of
    candidates below ``mates``: they grow as the logarithm of the number of references.

    >>> points = np.random.default_rng(0).normal(size=(400, 8))
    >>> LshNeighbours()(points, points + 100).precision
    0.0
    """

    title: ClassVar[str] = "LSH+KNN"
    summary: ClassVar[str] = "Balls as in KNN, measured and asked only inside shared buckets."

    neighbours: int = param(3, 1, 20, "neighbours that a ball reaches to")
    family: str = param("e2lsh", meaning="hash family", choices=FAMILIES)
    tables: int = param(8, 1, 64, "hash tables")
    hash_bits: int = param(0, 0, 32, "directions in a table; 0 takes as many as mates asks for")
    mates: int = param(MATES, 8, 4096, "most candidates of a sample, on average")
    width_factor: float = param(2.5, 0.1, 10.0, "cell width over the median neighbour distance")
    bucket_cap: int = param(128, 8, 4096, "references that a bucket keeps")
    seed: int = param(0, 0, 2**31, "seed of the random directions")

    def __call__(
        self, real: Features, generated: Features, *, report: Report | None = None
    ) -> LshPrecisionRecall:
        """Return precision, recall and the verdict on every sample.

        Raises:
            ValueError: If the sets cannot be compared, or hold too few samples for the balls.
        """
        real, generated = checked_pair(real, generated, least=self.neighbours + 1)
        real, generated = centred(real, generated)
        width = self.width_of(real)  # for both: noise then finds no mates, as it should
        results = []
        codes = self._codes(real, generated, width)
        for turn, (references, samples) in enumerate(((real, generated), (generated, real))):
            middle = turn / 2 + 0.25
            first, second = stage(report, turn / 2, middle), stage(report, middle, middle + 0.25)
            index = self.index(references, codes[turn].references, width, report=first)
            judged = index.judge(samples, codes[turn].samples, report=second)
            results.append((index, judged))
        (real_index, precision), (generated_index, recall) = results
        return LshPrecisionRecall(
            precision=float(precision.accepted.mean()),
            recall=float(recall.accepted.mean()),
            generated_accepted=precision.accepted,
            real_covered=recall.accepted,
            width=width if self.family == "e2lsh" else None,
            hash_bits=(codes[0].hash_bits, codes[1].hash_bits),
            operations=Operations(
                self.tables * codes[0].hash_bits,
                self.tables,
                float(precision.candidates.mean()),
            ),
            accepting_ball=precision.ball,
            real_radii=real_index.radii,
            generated_radii=generated_index.radii,
        )

    def width_of(self, references: Float[np.ndarray, "references features"]) -> float:
        """Return the factor times the median neighbour distance in a subset of references."""
        draw = numpy_generator(self.seed)
        if len(references) > SUBSET:
            references = references[draw.choice(len(references), SUBSET, replace=False)]
        radii = np.sqrt(squared_radii(references, (self.neighbours,))[:, 0])
        middle = np.median(radii) or np.max(radii) or 1.0  # coincident points have distance 0
        return float(self.width_factor * middle)

    def shared_codes(
        self, real: Features, generated: Features, width: float | None
    ) -> tuple[SharedCodes, SharedCodes]:
        """Return the codes with which real judge generated samples, then the reverse."""
        return self._codes(*centred(*checked_pair(real, generated)), width or 1.0)

    def _codes(
        self,
        real: Float[np.ndarray, "real features"],
        generated: Float[np.ndarray, "generated features"],
        width: float,
    ) -> tuple[SharedCodes, SharedCodes]:
        bits = self.hash_bits or round(np.log2(max(len(real), len(generated)))) + SPARE_BITS
        hashing = draw_hashing(
            self.family,
            np.zeros(real.shape[1], real.dtype),
            tables=self.tables,
            hash_bits=bits,
            seed=self.seed,
        )
        first, second = hashing.project(real), hashing.project(generated)
        return (
            self._pair(hashing, first, second, width),
            self._pair(hashing, second, first, width),
        )

    def _pair(
        self, hashing: Hashing, held: Positions, asked: Positions, width: float
    ) -> SharedCodes:
        """Return codes of references and samples by as many bits as the references need."""
        few, many = 1, len(held)
        while few < many and not self.hash_bits:
            middle = (few + many) // 2
            sizes = bucket_sizes(hashing.codes(held[:middle], width))
            if np.sum(sizes * np.minimum(sizes, self.bucket_cap)) / held.shape[2] > self.mates:
                few = middle + 1
            else:
                many = middle
        return SharedCodes(
            hashing.codes(held[:many], width), hashing.codes(asked[:many], width), many
        )

    def index(
        self,
        references: Float[np.ndarray, "references features"],
        codes: UInt64[np.ndarray, "tables references"],
        width: float,
        *,
        report: Report | None = None,
    ) -> NeighbourIndex:
        """Return the balls of one set, ready to judge samples."""
        reach = width if self.family == "e2lsh" else np.inf
        rule = BallRule(self.neighbours, reach, self.bucket_cap)
        draw = numpy_generator(self.seed)
        return NeighbourIndex(references, codes, rule, draw=draw, report=report)

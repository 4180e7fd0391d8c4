"""Verdicts on real samples that ship, so that the coverage map shows without drawing a picture."""

import dataclasses
import functools
from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float16, UInt16

from engine import zoo
from engine.core.params import Settings, param

NAME = "coverage_masks"
KIND = "coverage_masks"
REAL = 2000
"""Real test samples that are judged: the first rows of the reference features."""
GENERATED = 2000
NEAREST = 4
FULL_BITS = 32
OTHER_SEED = 1
"""A second draw of latents by the full generator: what is lost by chance alone."""
COLLAPSED = 0.05
"""Share of the full generator's median ball below which pictures count as copies."""
METRICS = ("KNN", "LSH+KNN", "LSH-only")
METHODS = ("LQ", "ACIQ", "MMSE", "KL", "Percentile")
WIDTHS = (2, 3, 4, 5, 6, 7, 8)
GRANULARITIES = ("tensor", "row")


@dataclasses.dataclass(frozen=True)
class CoverageChoice(Settings):
    """One generator, as it is judged.

    Attributes:
        generator: Name of the generator.
        data: Image set that it draws.
        method: Quantizer's short title.
        bits: Bits of a weight; 32 leaves the generator as it is.
        granularity: How many weights share a step.
        neighbours: Neighbours that a ball reaches to, in both metrics that have balls.
        seed: Seed of the latents.
    """

    generator: str
    data: str
    method: str = param("LQ", choices=METHODS, meaning="how the weights are clipped")
    bits: int = param(3, 2, 32, "bits of a weight")
    granularity: str = param("tensor", choices=GRANULARITIES, meaning="weights that share a step")
    neighbours: int = param(3, 1, 20, "neighbours that a ball reaches to")
    seed: int = param(0, 0, 9999, "seed of the latents")

    @property
    def key(self) -> str:
        """What tells its verdicts apart in the shipped file.

        >>> CoverageChoice("mnist_dcgan", "mnist", bits=2).key
        'mnist_dcgan/LQ/tensor/2/3/0'
        >>> CoverageChoice("mnist_dcgan", "mnist", method="ACIQ", bits=32, seed=1).key
        'mnist_dcgan/full/3/1'
        """
        ending = f"{self.neighbours}/{self.seed}"
        if self.bits == FULL_BITS:
            return f"{self.generator}/full/{ending}"
        return f"{self.generator}/{self.method}/{self.granularity}/{self.bits}/{ending}"

    def full(self, *, seed: int | None = None) -> "CoverageChoice":
        """Return the same generator in full precision, with the same latents or others."""
        wanted = self.seed if seed is None else seed
        return dataclasses.replace(self, bits=FULL_BITS, seed=wanted)


@dataclasses.dataclass(frozen=True, eq=False)
class Verdict:
    """What one metric says about one generator.

    Attributes:
        covered: For each real sample: a picture comes near it.
        precision: Share of pictures that look real.
    """

    covered: Bool[np.ndarray, " real"]
    precision: float

    @property
    def recall(self) -> float:
        """Share of real samples that are covered."""
        return float(self.covered.mean())


@dataclasses.dataclass(frozen=True, eq=False)
class Judged:
    """One generator, judged by every metric.

    Attributes:
        verdicts: By title of the metric.
        nearest: Rows of the latents whose pictures are nearest to each real sample.
        radii: Radius of each picture's ball in the exact metric.
    """

    verdicts: Mapping[str, Verdict]
    nearest: UInt16[np.ndarray, "real nearest"]
    radii: Float16[np.ndarray, " generated"]

    def collapsed(self, full: "Judged") -> bool:
        """Whether most pictures are copies of others: balls next to none beside those of full."""
        return float(np.median(self.radii)) < COLLAPSED * float(np.median(full.radii))


def packed(made: Mapping[str, Judged]) -> dict[str, np.ndarray]:
    """Return verdicts as arrays to ship, in the order of their keys: eight samples a byte."""
    rows = [made[key].verdicts[title] for key in made for title in METRICS]
    return {
        "covered": np.stack([np.packbits(each.covered) for each in rows]),
        "precision": np.array([each.precision for each in rows], np.float32),
        "nearest": np.stack([each.nearest for each in made.values()]),
        "radii": np.stack([each.radii for each in made.values()]),
    }


def unpacked(keys: list[str], arrays: Mapping[str, np.ndarray]) -> dict[str, Judged]:
    """Return what :func:`packed` was given."""
    covered = np.unpackbits(arrays["covered"], axis=1)[:, : arrays["nearest"].shape[1]] == 1
    made = {}
    for place, key in enumerate(keys):
        rows = range(place * len(METRICS), (place + 1) * len(METRICS))
        verdicts = {
            title: Verdict(covered[row], float(arrays["precision"][row]))
            for title, row in zip(METRICS, rows, strict=True)
        }
        made[key] = Judged(verdicts, arrays["nearest"][place], arrays["radii"][place])
    return made


@functools.lru_cache(maxsize=1)
def shipped() -> dict[str, Judged]:
    """Return every shipped judgement by its choice's key.

    Judgements whose generator or classifier was trained again since are left out.
    """
    cards = {each.name: each for each in zoo.cards()}
    if NAME not in cards:
        return {}
    entry = cards[NAME]
    fresh = {
        generator
        for generator, sources in entry.settings["generators"].items()
        if all(name in cards and cards[name].sha256 == sha for name, sha in sources.items())
    }
    made = unpacked(entry.settings["keys"], zoo.tensors(NAME))
    return {key: each for key, each in made.items() if key.partition("/")[0] in fresh}


def sources(generator: str, data: str) -> dict[str, str]:
    """Return the hashes that a judgement rests on; real features follow from the classifier."""
    names = (generator, f"{data}_classifier")
    return {name: zoo.card(name).sha256 for name in names}


def shipped_judgement(choice: CoverageChoice) -> Judged | None:
    """Return the shipped judgement of a choice, or None where it has to be measured."""
    return shipped().get(choice.key)

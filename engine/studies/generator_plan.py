"""What the sweep over compressed generators measures, and which cells ship. Imports no torch."""

import dataclasses
import hashlib
import itertools
from collections.abc import Sequence

from engine import zoo
from engine.core.errors import unknown_name

TITLES = {
    "mnist_dcgan": "DCGAN, handwritten digits",
    "cifar10_dcgan": "DCGAN, CIFAR-10 pictures",
    "mnist_stylegan": "StyleGAN2, handwritten digits",
}
"""What a reader calls each generator; ``engine.generative.models`` says the same."""
GENERATORS = tuple(TITLES)
METHODS = ("LQ", "ACIQ", "MMSE", "KL", "Percentile", "N-std", "OCS", "OCS + MMSE")
GRANULARITIES = ("tensor", "row")
BITS = (2, 3, 4, 5, 6, 7, 8)
FULL = "full"
FULL_BITS = 32
SEEDS = (0, 1, 2, 3, 4)
SAMPLES = 2000
METRICS = ("KNN", "LSH+KNN", "LSH-only")
KEY = ("generator", "method", "bits", "granularity", "seed", "samples")
"""Columns that tell one measured row from another, in the order of the fields of a cell."""


def image_set(generator: str) -> str:
    """Return the image set that a shipped generator was trained on.

    >>> image_set("cifar10_dcgan")
    'cifar10'
    """
    return generator.split("_", maxsplit=1)[0]


@dataclasses.dataclass(frozen=True)
class GeneratorCell:
    """One generator in one compression, measured once.

    Attributes:
        generator: Name of a shipped generator.
        method: Title of a quantizer, or ``full``.
        bits: Bits of a weight.
        granularity: What shares a step.
        seed: Decides latents, hash functions and which real samples stand on the other side.
        samples: Generated samples, and as many real ones.
    """

    generator: str
    method: str
    bits: int
    granularity: str
    seed: int
    samples: int = SAMPLES

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this cell from all others, in the order of the fields."""
        return dataclasses.astuple(self)

    @property
    def artefact(self) -> str:
        """Name of the shipped weights that it needs."""
        return self.generator


def ingredients() -> dict[str, str]:
    """Return a short hash of all that decides a generator's rows, by the generator's name.

    Other weights, another classifier, other reference features or other settings of a metric make
    the rows stale. A generator that lacks one of them is left out.
    """
    from engine.metrics.lsh_neighbours import LshNeighbours
    from engine.metrics.lsh_occupancy import LshOccupancy

    hashes = {card.name: card.sha256 for card in zoo.cards()}
    settings = f"{LshNeighbours()}{LshOccupancy()}"
    found = {}
    for name in GENERATORS:
        data = image_set(name)
        parts = [hashes.get(each) for each in (name, f"{data}_classifier", f"{data}_features")]
        if None not in parts:
            text = settings + "".join(map(str, parts))
            found[name] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return found


@dataclasses.dataclass(frozen=True)
class GeneratorGrid:
    """Every combination of its lists is a cell.

    Attributes:
        generators: Shipped generators.
        methods: Titles of quantizers.
        bits: Widths.
        granularities: What shares a step.
        seeds: Repetitions.
        samples: Generated samples of each.
    """

    generators: Sequence[str] = GENERATORS[:1]
    methods: Sequence[str] = METHODS[:4]
    bits: Sequence[int] = (2, 3, 4, 6, 8)
    granularities: Sequence[str] = GRANULARITIES[:1]
    seeds: Sequence[int] = SEEDS
    samples: int = SAMPLES

    def __post_init__(self) -> None:
        """Refuse a name that no table holds before an hour is spent."""
        for kind, chosen, known in (
            ("generator", self.generators, GENERATORS),
            ("method", self.methods, METHODS),
            ("bit width", self.bits, BITS),
            ("granularity", self.granularities, GRANULARITIES),
        ):
            for each in chosen:
                if each not in known:
                    raise unknown_name(kind, each, known)
        if not 100 <= self.samples <= 5000:
            raise ValueError(f"samples must lie between 100 and 5000, got {self.samples}")

    def cells(self) -> list[GeneratorCell]:
        """Return the cells; full precision comes first, and each seed is finished in turn.

        >>> grid = GeneratorGrid(methods=("LQ",), bits=(4,), seeds=(0,))
        >>> [(cell.method, cell.bits) for cell in grid.cells()]
        [('full', 32), ('LQ', 4)]
        """
        made = []
        for seed, generator in itertools.product(self.seeds, self.generators):
            made.append(GeneratorCell(generator, FULL, FULL_BITS, "tensor", seed, self.samples))
            made += [
                GeneratorCell(generator, method, bits, granularity, seed, self.samples)
                for granularity, bits, method in itertools.product(
                    self.granularities, self.bits, self.methods
                )
            ]
        return made


def shipped_cells(
    generators: Sequence[str], seeds: Sequence[int] = SEEDS, samples: int = SAMPLES
) -> list[GeneratorCell]:
    """Return the cells of the shipped table, the most telling first.

    Args:
        generators: Those whose weights are here.
        seeds: Repetitions.
        samples: Generated samples of each.
    """

    def of(
        methods: Sequence[str], bits: Sequence[int], grain: str = "tensor"
    ) -> list[GeneratorCell]:
        grid = GeneratorGrid(tuple(generators), methods, bits, (grain,), seeds, samples)
        return grid.cells()

    wanted = [
        *of(("LQ", "ACIQ", "MMSE"), (2, 3, 4)),
        *of(("LQ", "ACIQ", "MMSE", "KL"), (2, 3, 4, 6, 8)),
        *of(("LQ", "ACIQ", "MMSE"), (2, 3, 4), "row"),
        *of(("LQ", "ACIQ", "MMSE"), (5,)),
        *of(("Percentile", "OCS", "OCS + MMSE"), (2, 3, 4)),
        *of(("LQ", "ACIQ", "MMSE"), (6, 8), "row"),
    ]
    return list(dict.fromkeys(wanted))

"""Which small networks are trained side by side, and which of them a claim compares."""

import dataclasses
import functools

from engine.binary.small import SmallBinaryNetwork
from engine.compact.small import SmallAsymmNet, equal_work
from engine.core.errors import unknown_name
from engine.cost.description import Network

SIDE = 32
GATES = ("or", "xnor", "and", "xor")


@dataclasses.dataclass(frozen=True)
class Variant:
    """One network of the comparison.

    Attributes:
        key: Name of its files.
        family: As the papers call it.
        name: The network.
        variant: What tells it from the others of its family.
        description: How it is built and counted.
        taught: Whether the float twin's answers replace the labels.
        estimator: Slope of the maps' signs.
    """

    key: str
    family: str
    name: str
    variant: str
    description: Network
    taught: bool = False
    estimator: str = "clip"


def _small(key: str, family: str, variant: str, description: Network, **how: object) -> Variant:
    return Variant(key, family, f"small {family}", variant, description, **how)  # ty: ignore[invalid-argument-type]


def _residual() -> tuple[Variant, ...]:
    binary = SmallBinaryNetwork(family="bireal")
    twin = dataclasses.replace(binary, binary=False)
    xnor = SmallBinaryNetwork(family="xnor")
    return (
        _small("bireal_float", "Bi-Real", "float twin", twin),
        _small("bireal", "Bi-Real", "binary", binary),
        _small("xnor", "XNOR-Net", "binary", xnor),
        _small("bireal_taught", "Bi-Real", "binary, taught by the twin", binary, taught=True),
        _small("bireal_tent", "Bi-Real", "binary, ApproxSign", binary, estimator="piecewise"),
    )


def _boolean() -> tuple[Variant, ...]:
    gates = tuple(
        _small(
            f"base_{gate}",
            "BaseNet",
            f"{gate.upper()} gate, 1 slice",
            SmallBinaryNetwork(family="base", slices=1, outer_gate=gate),
        )
        for gate in GATES
    )
    slices = tuple(
        _small(
            f"base_{count}",
            "BaseNet",
            f"OR gate, {count} slices",
            SmallBinaryNetwork(family="base", slices=count),
        )
        for count in (2, 4)
    )
    bool4 = SmallBinaryNetwork(family="bool", slices=4)
    return (*gates, *slices, _small("bool_4", "BoolNet", "OR gate, 4 slices", bool4))


def _dense() -> tuple[Variant, ...]:
    melius = SmallBinaryNetwork(family="melius")
    dense = SmallBinaryNetwork(family="dense")
    return (
        _small("melius", "MeliusNet", "with improvement", melius),
        _small("dense", "BinaryDenseNet", "without improvement", dense),
        _small(
            "dense_deep",
            "BinaryDenseNet",
            "without improvement, twice the blocks",
            dataclasses.replace(dense, blocks=2),
        ),
        _small(
            "melius_float", "MeliusNet", "float twin", dataclasses.replace(melius, binary=False)
        ),
    )


def _asymmetric() -> tuple[Variant, ...]:
    reference = SmallAsymmNet(asymmetry=0)
    return tuple(
        _small(
            f"asymmetry_{asymmetry}",
            "AsymmNet",
            f"asymmetry {asymmetry}",
            reference if not asymmetry else equal_work(reference, asymmetry, SIDE),
        )
        for asymmetry in (0, 1, 2)
    )


@functools.cache
def variants() -> tuple[Variant, ...]:
    """Return every network, those that most claims need first.

    >>> [each.key for each in variants()][:3]
    ['bireal_float', 'bireal', 'base_or']
    """
    residual, boolean = _residual(), _boolean()
    return (*residual[:2], *boolean[:4], *_dense(), *_asymmetric(), *boolean[4:], *residual[2:])


def variant_named(key: str) -> Variant:
    """Return the variant with this key.

    Raises:
        NotFoundError: If there is none.
    """
    for each in variants():
        if each.key == key:
            return each
    raise unknown_name("variant", key, [each.key for each in variants()])

"""Networks of bits: BoolNet, Bi-Real, XNOR style, ResNetE, MeliusNet, BinaryDenseNet."""

from engine.binary.boolean_block import BooleanBlock
from engine.binary.boolnet import BooleanNetwork
from engine.binary.convolution import BinaryConvolution, BinaryRules, KernelShape
from engine.binary.input_scale import InputScaledConvolution
from engine.binary.melius_block import MeliusBlock
from engine.binary.meliusnet import (
    DENSENETS,
    MELIUSNETS,
    DenseBinaryNetwork,
    binary_densenet,
    meliusnet,
)
from engine.binary.residual import BinaryResNet, ResidualBlock
from engine.binary.resnet_e import BinaryResNetE
from engine.binary.sign import SLICES, MultiSliceSign, Sign
from engine.core.errors import unknown_name
from engine.cost.description import Description, NamedNetwork

BLOCKS: tuple[type[Description], ...] = (BooleanBlock, ResidualBlock, MeliusBlock)
_STEMS = (("grouped", ""), ("imagenet", " 7x7 stem"))
_BOOLEAN = tuple(
    NamedNetwork(
        f"{title}{'*' if star else ''}-{depth} k={slices}",
        title,
        BooleanNetwork(kind=kind, slices=slices, depth=depth, star=star),
        "2106.06991",
    )
    for kind, title, star in (
        ("base", "BaseNet", False),
        ("bool", "BoolNet", False),
        ("bool", "BoolNet", True),
    )
    for depth in (18, 34)
    for slices in SLICES
)
_RESIDUAL = tuple(
    NamedNetwork(f"{title}-{depth}", title, BinaryResNet(kind=kind, depth=depth), paper)
    for kind, title, paper in (
        ("bireal", "Bi-RealNet", "1808.00278"),
        ("xnor", "XNOR-ResNet", "1603.05279"),
    )
    for depth in (18, 34)
) + tuple(
    NamedNetwork(
        f"BinaryResNetE{depth}{suffix}",
        "BinaryResNetE",
        BinaryResNetE(depth=depth, stem=stem),
        "1906.08637",
    )
    for stem, suffix in _STEMS
    for depth in (18, 34)
)
_DENSE = tuple(
    NamedNetwork(f"MeliusNet{name}{suffix}", "MeliusNet", meliusnet(name, stem), "2001.05936")
    for stem, suffix in _STEMS
    for name in MELIUSNETS
) + tuple(
    NamedNetwork(
        f"BinaryDenseNet{name}{suffix}",
        "BinaryDenseNet",
        binary_densenet(name, stem),
        "1906.08637",
    )
    for stem, suffix in _STEMS
    for name in DENSENETS
)
NETWORKS: tuple[NamedNetwork, ...] = (*_BOOLEAN, *_RESIDUAL, *_DENSE)

__all__ = [
    "BLOCKS",
    "NETWORKS",
    "SLICES",
    "BinaryConvolution",
    "BinaryResNet",
    "BinaryResNetE",
    "BinaryRules",
    "BooleanBlock",
    "BooleanNetwork",
    "DenseBinaryNetwork",
    "InputScaledConvolution",
    "KernelShape",
    "MeliusBlock",
    "MultiSliceSign",
    "ResidualBlock",
    "Sign",
    "network_named",
]


def network_named(name: str) -> NamedNetwork:
    """Return the binary network with this name.

    Raises:
        NotFoundError: If there is none; the message lists those there are.

    >>> network_named("MeliusNet22").description.widths
    (320, 480, 480, 512)
    """
    for each in NETWORKS:
        if each.name == name:
            return each
    raise unknown_name("binary network", name, [each.name for each in NETWORKS])

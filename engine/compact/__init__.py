"""Compact networks: asymmetric bottlenecks, inverted residuals, MobileNets, ResNets."""

from engine.compact.asymmetric import AsymmetricBlock
from engine.compact.asymmnet import AsymmNet
from engine.compact.inverted import InvertedBlock
from engine.compact.mobilenet_v1 import MobileNetV1
from engine.compact.mobilenet_v3 import MobileNetV3
from engine.compact.resnet import ResNet
from engine.core.errors import unknown_name
from engine.cost.description import Description, NamedNetwork

BLOCKS: tuple[type[Description], ...] = (AsymmetricBlock, InvertedBlock)
WIDTHS = (0.35, 0.5, 0.75, 1.0, 1.25)
NETWORKS: tuple[NamedNetwork, ...] = (
    *(
        NamedNetwork(
            f"AsymmNet-{size.capitalize()} x{width}"
            + ("" if reuse == 1 else f" asymmetry {reuse}"),
            "AsymmNet",
            AsymmNet(size=size, width=width, asymmetry=reuse),
            "2104.07770",
        )
        for size in ("large", "small")
        for reuse in (1, 0, 2)
        for width in WIDTHS
    ),
    *(
        NamedNetwork(
            f"MobileNetV3-{size.capitalize()} x{width}",
            "MobileNetV3",
            MobileNetV3(size=size, width=width),
            "1905.02244",
        )
        for size in ("large", "small")
        for width in WIDTHS
    ),
    *(
        NamedNetwork(
            f"MobileNetV1 x{width}", "MobileNetV1", MobileNetV1(width=width), "1704.04861"
        )
        for width in (0.25, 0.5, 0.75, 1.0)
    ),
    *(
        NamedNetwork(f"ResNet-{depth}", "ResNet", ResNet(depth=depth), "1512.03385")
        for depth in (18, 34)
    ),
)

__all__ = [
    "BLOCKS",
    "NETWORKS",
    "AsymmNet",
    "AsymmetricBlock",
    "InvertedBlock",
    "MobileNetV1",
    "MobileNetV3",
    "ResNet",
    "network_named",
]


def network_named(name: str) -> NamedNetwork:
    """Return the compact network with this name.

    Raises:
        NotFoundError: If there is none; the message lists those there are.

    >>> network_named("ResNet-18").description
    ResNet(classes=1000, channels=3, depth=18, base=64)
    """
    for each in NETWORKS:
        if each.name == name:
            return each
    raise unknown_name("compact network", name, [each.name for each in NETWORKS])

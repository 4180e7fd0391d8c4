"""MeliusNet and BinaryDenseNet: binary networks with growing maps (2001.05936, 1906.08637)."""

import dataclasses

from torch import nn

from engine.binary.melius_block import MeliusBlock
from engine.binary.stems import STEMS, stem, transition
from engine.core.params import param
from engine.cost.description import Network, staged

ROUNDED_TO = 32


@dataclasses.dataclass(frozen=True)
class DenseBinaryNetwork(Network):
    """Dense blocks in four stages with float transitions between them.

    With improvement blocks it is MeliusNet, without it is BinaryDenseNet. After each stage but
    the last, a transition halves the side and narrows the channels.

    >>> DenseBinaryNetwork(blocks=(4, 5, 4, 4)).widths
    (320, 480, 480, 512)
    """

    blocks: tuple[int, ...] = (4, 5, 4, 4)
    transitions: tuple[int, ...] = (160, 224, 256)
    improves: bool = param(default=True, meaning="with improvement blocks", choices=(True, False))
    stem: str = param("grouped", meaning="three grouped 3x3 or one 7x7", choices=STEMS)
    groups: int = param(1, 1, 64, "groups of the transitions' convolutions")
    initial: int = param(64, 1, 1024, "channels of the stem")
    growth: int = param(64, 1, 1024, "channels that each dense block adds")

    def __post_init__(self) -> None:
        """Check the fields and that there is a transition between every two stages.

        Raises:
            ValueError: If the counts do not fit or are not positive.
        """
        super().__post_init__()
        counts = (*self.blocks, *self.transitions)
        if any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in counts):
            raise ValueError(f"blocks and transitions must be positive, got {counts}")
        if not self.blocks or len(self.transitions) != len(self.blocks) - 1:
            raise ValueError(
                "there must be one transition fewer than stages, got "
                f"{len(self.transitions)} for {len(self.blocks)} stages"
            )

    @property
    def entries(self) -> tuple[int, ...]:
        """Channels that each stage begins with."""
        return (self.initial, *self.transitions)

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels after the blocks of each stage."""
        pairs = zip(self.entries, self.blocks, strict=True)
        return tuple(entry + count * self.growth for entry, count in pairs)

    def stages(self) -> tuple[tuple[MeliusBlock, ...], ...]:
        """Return the descriptions of each stage's blocks."""
        return tuple(
            tuple(
                MeliusBlock(
                    in_channels=entry + index * self.growth,
                    growth=self.growth,
                    improves=self.improves,
                )
                for index in range(count)
            )
            for entry, count in zip(self.entries, self.blocks, strict=True)
        )

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        parts: dict[str, nn.Module] = {"stem": stem(self.stem, self.channels, self.initial)}
        shuffle = self.groups > 1
        for number, blocks in enumerate(self.stages(), start=1):
            if number > 1:
                before, entry = self.widths[number - 2], self.entries[number - 1]
                parts[f"transition{number - 1}"] = transition(
                    before, entry, self.groups, shuffle=shuffle
                )
            parts[f"stage{number}"] = nn.Sequential(*(block.build() for block in blocks))
        width = self.widths[-1]
        parts["head"] = nn.Sequential(
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(width, self.classes),
        )
        return staged(**parts)


def narrowed(channels: int, reduction: float) -> int:
    """Return the channels after a transition: divided, then the nearest multiple of 32.

    Args:
        channels: Channels before it.
        reduction: What the papers' settings divide by, such as 2.2.

    >>> narrowed(480, 2.2), narrowed(1856, 3.5)
    (224, 544)
    """
    return max(ROUNDED_TO, round(channels // reduction / ROUNDED_TO) * ROUNDED_TO)


# name -> (blocks, transitions, groups)
MELIUSNETS: dict[str, tuple[tuple[int, ...], tuple[int, ...], int]] = {
    "22": ((4, 5, 4, 4), (160, 224, 256), 1),
    "23": ((2, 4, 6, 6), (128, 192, 288), 8),
    "29": ((4, 6, 8, 6), (128, 192, 256), 1),
    "42": ((5, 8, 14, 10), (160, 256, 416), 1),
    "59": ((6, 12, 24, 12), (192, 320, 544), 1),
    "A": ((4, 5, 5, 6), (160, 256, 288), 4),
    "B": ((4, 6, 8, 6), (160, 224, 320), 2),
    "C": ((3, 5, 10, 6), (128, 192, 288), 4),
}
DENSENETS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "28": ((6, 6, 6, 5), (160, 192, 256)),
    "37": ((6, 8, 12, 6), (128, 192, 256)),
}


def meliusnet(name: str, stem: str = "grouped", classes: int = 1000) -> DenseBinaryNetwork:
    """Return the description of a published MeliusNet.

    Args:
        name: A key of ``MELIUSNETS``.
        stem: "grouped" or "imagenet".
        classes: Classes that it tells apart.

    Raises:
        ValueError: If the name is unknown.
    """
    if name not in MELIUSNETS:
        raise ValueError(f"MeliusNet must be one of {', '.join(MELIUSNETS)}, got {name!r}")
    blocks, transitions, groups = MELIUSNETS[name]
    return DenseBinaryNetwork(
        classes=classes, blocks=blocks, transitions=transitions, stem=stem, groups=groups
    )


def binary_densenet(name: str, stem: str = "grouped", classes: int = 1000) -> DenseBinaryNetwork:
    """Return the description of a published BinaryDenseNet.

    Args:
        name: A key of ``DENSENETS``.
        stem: "grouped" or "imagenet".
        classes: Classes that it tells apart.

    Raises:
        ValueError: If the name is unknown.
    """
    if name not in DENSENETS:
        raise ValueError(f"BinaryDenseNet must be one of {', '.join(DENSENETS)}, got {name!r}")
    blocks, transitions = DENSENETS[name]
    return DenseBinaryNetwork(
        classes=classes, blocks=blocks, transitions=transitions, improves=False, stem=stem
    )

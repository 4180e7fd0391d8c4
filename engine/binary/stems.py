"""Stems and transitions of the dense binary networks: the parts that stay float."""

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

STEMS = ("grouped", "imagenet")
SHUFFLE_GROUPS = 16


def stem(kind: str, channels: int, outgoing: int) -> nn.Sequential:
    """Return the first layers; both divide the picture's side by 4.

    Args:
        kind: "imagenet" is one 7x7 convolution; "grouped" is three of 3x3, of which two have
            groups, and saves 49.4 million multiply-adds at 224 pixels (arXiv 2001.05936).
        channels: Channels of the picture.
        outgoing: Channels of the stem's output; a multiple of 16 with "grouped".

    Raises:
        ValueError: If the grouped stem's groups do not divide the channels.
    """
    if kind == "imagenet":
        layers: list[nn.Module] = [nn.Conv2d(channels, outgoing, 7, 2, 3, bias=False)]
    else:
        if outgoing % 16:
            raise ValueError(
                f"the grouped stem needs a multiple of 16 channels, got {outgoing}; "
                "choose another count or the stem 'imagenet'"
            )
        half = outgoing // 2
        layers = [
            nn.Conv2d(channels, half, 3, 2, 1, bias=False),
            nn.BatchNorm2d(half),
            nn.ReLU(),
            nn.Conv2d(half, half, 3, padding=1, groups=4, bias=False),
            nn.BatchNorm2d(half),
            nn.ReLU(),
            nn.Conv2d(half, outgoing, 3, padding=1, groups=8, bias=False),
        ]
    return nn.Sequential(*layers, nn.BatchNorm2d(outgoing), nn.ReLU(), nn.MaxPool2d(3, 2, 1))


def transition(ingoing: int, outgoing: int, groups: int, *, shuffle: bool) -> nn.Sequential:
    """Return batch norm, 2x2 maximum, ReLU, perhaps a channel shuffle, float 1x1 convolution.

    Args:
        ingoing: Channels of the dense stage before it.
        outgoing: Channels of the next stage's input.
        groups: Groups of the convolution.
        shuffle: Mix the channels in 16 groups before a grouped convolution.

    Raises:
        ValueError: If the groups do not divide both channel counts, or 16 the ingoing ones.
    """
    if ingoing % groups or outgoing % groups or (shuffle and ingoing % SHUFFLE_GROUPS):
        raise ValueError(
            f"a transition's groups must divide its channels, got {groups} groups for {ingoing} "
            f"channels in and {outgoing} out; choose a common divisor"
        )
    layers: list[nn.Module] = [nn.BatchNorm2d(ingoing), Halved(), nn.ReLU()]
    if shuffle:
        layers.append(nn.ChannelShuffle(SHUFFLE_GROUPS))
    convolution = nn.Conv2d(ingoing, outgoing, 1, groups=groups, bias=False)
    return nn.Sequential(*layers, convolution)


class Halved(nn.Module):
    """Maximum of 2x2; an odd last row or column is dropped, a single one stays."""

    def forward(
        self, maps: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, "samples channels out_height out_width"]:
        """Return maps of half the side, at least 1."""
        window = (min(2, maps.shape[2]), min(2, maps.shape[3]))
        return F.max_pool2d(maps, window)

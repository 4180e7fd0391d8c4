"""A small U-Net that reads areas and line bands off a grey page."""

import dataclasses
import itertools

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, UInt8
from scipy import ndimage
from torch import Tensor, nn

from engine.core.params import Settings, param

FLOOR = 14.0
"""Grey levels added to the local deviation, so that the grain of empty paper stays flat."""
SHARE = 0.7
"""Smallest local deviation / that of the page's liveliest tenth."""
WINDOW = 129
"""Side of the window of the local mean and deviation, px of the working scale."""


@dataclasses.dataclass(frozen=True)
class LineNetworkSettings(Settings):
    """Build of the network; the default has 0.45 million weights."""

    width: int = param(16, 4, 64, "channels at half resolution; each level has more", step=4)
    levels: int = param(4, 2, 4, "resolutions, from one half down", step=1)

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels of each level."""
        return tuple(self.width * factor for factor in (1, 2, 4, 6)[: self.levels])

    @property
    def stride(self) -> int:
        """Height and width of a picture must be multiples of it."""
        return 2**self.levels


class _Block(nn.Sequential):
    """Convolution, normalisation, ReLU."""

    def __init__(self, inner: int, outer: int, *, dilation: int = 1, kernel: int = 3) -> None:
        pad = dilation * (kernel // 2)
        super().__init__(
            nn.Conv2d(inner, outer, kernel, padding=pad, dilation=dilation, bias=False),
            nn.BatchNorm2d(outer),
            nn.ReLU(inplace=True),
        )


class LineNetwork(nn.Module):
    """U-Net over half the resolution, dilated at its bottom as in Doc-UFCN.

    Four neighbouring pixels enter as four channels; the answer has full size again.

    Args:
        settings: Build.
    """

    def __init__(self, settings: LineNetworkSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or LineNetworkSettings()
        widths = self.settings.widths
        self.stem = _Block(4, widths[0])
        self.down = nn.ModuleList(
            nn.Sequential(_Block(inner, outer), _Block(outer, outer))
            for inner, outer in zip((widths[0], *widths[:-2]), widths[:-1], strict=True)
        )
        self.bottom = nn.Sequential(
            _Block(widths[-2], widths[-1]),
            *(_Block(widths[-1], widths[-1], dilation=dilation) for dilation in (2, 4)),
        )
        self.narrow = nn.ModuleList(
            _Block(deep, wide, kernel=1) for wide, deep in itertools.pairwise(widths)
        )
        self.up = nn.ModuleList(_Block(2 * width, width) for width in widths[:-1])
        self.head = nn.Conv2d(widths[0], 4, 1)

    def forward(self, grey: Float[Tensor, "n 1 h w"]) -> Float[Tensor, "n 4 h w"]:
        """Return logits: background, text, graphic (one of three), and band (yes or no).

        Args:
            grey: Prepared pictures (:func:`prepared`), sides multiples of the stride.
        """
        x = self.stem(F.pixel_unshuffle(grey, 2))
        kept = []
        for step in self.down:
            x = step(x)
            kept.append(x)
            x = F.max_pool2d(x, 2)
        x = self.bottom(x)
        for level in reversed(range(len(self.up))):
            x = F.interpolate(self.narrow[level](x), scale_factor=2.0, mode="nearest")
            x = self.up[level](torch.cat((x, kept[level]), dim=1))
        return F.interpolate(self.head(x), scale_factor=2.0, mode="bilinear", align_corners=False)

    @property
    def reach(self) -> int:
        """Pixels around a pixel that its answer may depend on, rounded up."""
        halves = 1
        for level in range(len(self.down)):
            halves += 2**level * (2 + 1 + 1 + 1)
        deepest = 2 ** len(self.down)
        return 2 * (halves + deepest * (1 + 2 + 4 + 1)) + 2


def prepared(grey: UInt8[np.ndarray, "rows columns"]) -> Float[np.ndarray, "rows columns"]:
    """Return a page as the network sees it: local mean off, contrast evened, -1 to 1.

    Paper colour, shadow and faded ink leave little trace in it. Where a page has hardly any
    contrast it is measured by the rest of the page, so that ink that shines through stays pale.

    Args:
        grey: Grey picture at the working scale.
    """
    values = grey.astype(np.float32)
    mean = ndimage.uniform_filter(values, WINDOW, mode="reflect")
    square = ndimage.uniform_filter(values * values, WINDOW, mode="reflect")
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    usual = SHARE * float(np.percentile(deviation[::4, ::4], 90))
    spread = 3 * (np.maximum(deviation, usual) + FLOOR)
    return np.clip((values - mean) / spread, -1, 1).astype(np.float32)


def weights_count(network: nn.Module) -> int:
    """Return the number of trained weights."""
    return sum(each.numel() for each in network.parameters())

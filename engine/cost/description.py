"""A description that builds a block or network and says what it costs."""

import abc
import collections
import dataclasses

import torch
from torch import nn

from engine.core.params import Settings, param
from engine.cost.marks import mark
from engine.cost.network import NetworkCost
from engine.cost.tracing import measure


@dataclasses.dataclass(frozen=True)
class Description(Settings, abc.ABC):
    """Settings of a block or network: one source for the module and for its cost."""

    @abc.abstractmethod
    def build(self) -> nn.Module:
        """Return the module with fresh weights, on the current default device."""

    @abc.abstractmethod
    def input_shape(self, side: int) -> tuple[int, ...]:
        """Return the shape of an input of ``side`` pixels, without the batch."""

    def cost(self, side: int = 224) -> NetworkCost:
        """Return what the built module costs on a square input; no weights are allocated.

        Args:
            side: Height and width of the input in pixels.
        """
        with torch.device("meta"):
            module = self.build()
        return measure(module, self.input_shape(side))


@dataclasses.dataclass(frozen=True)
class Network(Description):
    """A classifier of images of any size."""

    classes: int = param(1000, 1, 100_000, "classes that it tells apart")
    channels: int = param(3, 1, 1024, "channels of the picture")

    def input_shape(self, side: int) -> tuple[int, ...]:
        """Return (channels, side, side)."""
        return (self.channels, side, side)


@dataclasses.dataclass(frozen=True)
class NamedNetwork:
    """A network that has a name in the literature.

    Attributes:
        name: As the papers write it.
        family: Such as "MeliusNet".
        description: How to build and count it.
        paper: arXiv identifier.
    """

    name: str
    family: str
    description: Network
    paper: str


def staged(**stages: nn.Module) -> nn.Sequential:
    """Return the stages one after the other, each marked so that its output's shape is reported.

    A stage whose output is not 32 bits wide carries ``output_bits`` already.

    >>> [name for name, _ in staged(stem=nn.Identity(), head=nn.Identity()).named_children()]
    ['stem', 'head']
    """
    for name, each in stages.items():
        mark(each, stage_name=name)
    return nn.Sequential(collections.OrderedDict(stages))

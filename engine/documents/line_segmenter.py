"""Shipped line networks, ready to read a scan."""

import dataclasses
import functools

import numpy as np
import torch
from jaxtyping import UInt8

from engine import zoo
from engine.core.errors import IntegrityError, NotFoundError
from engine.documents.line_network import LineNetwork, LineNetworkSettings
from engine.documents.segment import Segmentation, SegmentSettings, segment

PREFIX = "line_network_"
ORDER = ("synthetic", "procedural", "synthetic_50_real", "real")
"""Kinds of training data; the first that ships is the default. No labels of scans are in the
first two."""


@dataclasses.dataclass(frozen=True)
class NetworkSegmenter:
    """A line network with its settings: from a picture to its class mask, or to all it finds.

    Attributes:
        network: The network.
        settings: How bands become lines.
    """

    network: LineNetwork
    settings: SegmentSettings = dataclasses.field(default_factory=SegmentSettings)

    def __call__(
        self, image: UInt8[np.ndarray, "rows columns 3"]
    ) -> UInt8[np.ndarray, "rows columns"]:
        """Return the class mask of a picture."""
        return self.segmentation(image).classes

    def segmentation(self, image: UInt8[np.ndarray, "rows columns 3"]) -> Segmentation:
        """Return areas, bands and lines of a picture."""
        return segment(image, self.network, settings=self.settings)


def network_names() -> tuple[str, ...]:
    """Return the names of the shipped line networks, the default first."""
    here = {each.name for each in zoo.cards("line_network")}
    named = [PREFIX + kind for kind in ORDER]
    return tuple(name for name in named if name in here)


def default_network() -> str:
    """Return the name of the network that is taken where none is named.

    Raises:
        NotFoundError: If none ships.
    """
    names = network_names()
    if not names:
        raise NotFoundError(
            "no line network ships; run: python -m training.line_segmenters --ship"
        )
    return names[0]


@functools.lru_cache(maxsize=4)
def load_line_network(name: str) -> LineNetwork:
    """Return a shipped line network in evaluation mode.

    Raises:
        NotFoundError: If none has this name.
        IntegrityError: If its file does not fit its card.
    """
    card = zoo.card(name)
    if card.kind != "line_network":
        raise NotFoundError(f"{name} must be a line network, got a {card.kind}")
    network = LineNetwork(LineNetworkSettings(**card.settings["network"]))
    state = {key: torch.from_numpy(value).float() for key, value in zoo.tensors(name).items()}
    lost = network.load_state_dict(state, strict=False)
    # counters of the normalisation are whole numbers and do not ship
    missing = [key for key in lost.missing_keys if not key.endswith("num_batches_tracked")]
    if missing or lost.unexpected_keys:
        raise IntegrityError(f"{card.file} must fit its card, got {lost}; restore it")
    return network.eval()


def network_segmenter(name: str) -> NetworkSegmenter:
    """Return a shipped network with the settings of its card.

    Raises:
        NotFoundError: If none has this name.
        IntegrityError: If its file does not fit its card.
    """
    network = load_line_network(name)
    return NetworkSegmenter(network, SegmentSettings(**zoo.card(name).settings.get("segment", {})))

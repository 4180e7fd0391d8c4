"""Trains a line network on squares of labelled or synthetic pages."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from engine.core.errors import EngineError
from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator, torch_generator
from engine.documents.line_augmentation import Augmentation
from engine.documents.line_network import LineNetwork, LineNetworkSettings, prepared
from engine.documents.line_pairs import Pair

CLASS_WEIGHTS = (1.0, 1.0, 2.0)
"""Graphics are rare: about 2 % of a page."""


@dataclasses.dataclass(frozen=True)
class LineTrainingSettings(Settings):
    """How a line network is trained: AdamW, the rate warmed up and then let down to zero."""

    steps: int = param(600, 1, 20_000, "updates of the weights", step=50)
    batch: int = param(8, 1, 64, "squares in an update", step=1)
    rate: float = param(0.004, 1e-5, 0.1, "highest learning rate")
    decay: float = param(0.01, 0.0, 0.5, "weight decay")
    seed: int = param(0, 0, 2**31 - 1, "seed of weights, places and ageing", step=1)
    network: LineNetworkSettings = dataclasses.field(default_factory=LineNetworkSettings)
    augmentation: Augmentation = dataclasses.field(default_factory=Augmentation)


def line_loss(
    logits: Float[Tensor, "n 4 h w"], area: Int[Tensor, "n h w"], bands: Bool[Tensor, "n h w"]
) -> Float[Tensor, ""]:
    """Return cross entropy of the areas, and cross entropy and Dice loss of the bands."""
    weights = torch.tensor(CLASS_WEIGHTS, device=logits.device)
    areas = F.cross_entropy(logits[:, :3], area, weight=weights)
    band, true = logits[:, 3], bands.float()
    yes_no = F.binary_cross_entropy_with_logits(band, true)
    chance = band.sigmoid()
    dice = 1 - (2 * (chance * true).sum() + 1) / (chance.sum() + true.sum() + 1)
    return 0.5 * areas + yes_no + 0.5 * dice


def _begin(network: LineNetwork, seed: int) -> None:
    """Draw the first weights of a network as torch does, from a seed of its own."""
    generator = torch_generator(seed)
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_uniform_(layer.weight, a=5**0.5, generator=generator)
            if layer.bias is not None:
                reach = layer.weight[0].numel() ** -0.5
                nn.init.uniform_(layer.bias, -reach, reach, generator=generator)


class LineTraining:
    """A training that can be stopped, kept and gone on with.

    Args:
        pairs: Pages or squares; squares are cut from them.
        settings: How it is done.

    Raises:
        EngineError: If there is no pair.
    """

    def __init__(self, pairs: Sequence[Pair], settings: LineTrainingSettings) -> None:
        if not pairs:
            raise EngineError("a line network needs at least one labelled picture, got none")
        self.pairs, self.settings = pairs, settings
        with torch.random.fork_rng(devices=[]):
            self.network = LineNetwork(settings.network)
        _begin(self.network, settings.seed)
        self.network.to(memory_format=torch.channels_last)  # ty: ignore[no-matching-overload]
        self._optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=settings.rate, weight_decay=settings.decay
        )
        self.step = 0
        self.losses: list[float] = []

    def state(self) -> dict[str, Any]:
        """Return everything that :meth:`set_state` needs to go on."""
        return {
            "network": self.network.state_dict(), "optimizer": self._optimizer.state_dict(),
            "step": self.step, "losses": self.losses,
        }  # fmt: skip

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on where another training of the same settings stopped."""
        self.network.load_state_dict(state["network"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.step, self.losses = int(state["step"]), list(state["losses"])

    def rate_at(self, step: int) -> float:
        """Return the learning rate: up over the first twentieth, then down along a cosine."""
        warm = max(1, self.settings.steps // 20)
        if step < warm:
            return self.settings.rate * (step + 1) / warm
        share = (step - warm) / max(1, self.settings.steps - warm)
        return self.settings.rate * 0.5 * (1 + float(np.cos(np.pi * min(1.0, share))))

    def batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return the squares of a step: the same for the same seed, whenever it is asked."""
        random = numpy_generator(self.settings.seed * 1_000_003 + step)
        cut = self.settings.augmentation
        squares = [cut(self.pairs, random) for _ in range(self.settings.batch)]
        grey = np.stack([prepared(each.image) for each in squares])[:, None]
        area = np.stack([each.area for each in squares]).astype(np.int64)
        bands = np.stack([each.bands for each in squares])
        return torch.from_numpy(grey), torch.from_numpy(area), torch.from_numpy(bands)

    def advance(self) -> float:
        """Do one update and return its loss."""
        grey, area, bands = self.batch(self.step)
        for group in self._optimizer.param_groups:
            group["lr"] = self.rate_at(self.step)
        self.network.train()
        loss = line_loss(self.network(grey), area, bands)
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self._optimizer.step()
        self.step += 1
        self.losses.append(float(loss.detach()))
        return self.losses[-1]


def train_lines(
    pairs: Sequence[Pair],
    settings: LineTrainingSettings | None = None,
    *,
    report: Report | None = None,
    on_stretch: Callable[[LineTraining], None] | None = None,
    stretch: int = 25,
) -> LineNetwork:
    """Return a network trained on pairs, ready for use.

    Args:
        pairs: Pages or squares.
        settings: How it is trained.
        report: Progress and stop.
        on_stretch: Called with the training every ``stretch`` steps and at the end.
        stretch: Steps between two calls.
    """
    training = LineTraining(pairs, settings or LineTrainingSettings())
    total = training.settings.steps
    while training.step < total:
        loss = training.advance()
        if report is not None:
            report(training.step / total, f"step {training.step} of {total}, loss {loss:.3f}")
        if on_stretch is not None and (training.step % stretch == 0 or training.step == total):
            on_stretch(training)
    return training.network.eval()

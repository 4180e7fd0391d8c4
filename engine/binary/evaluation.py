"""What a trained network answers."""

from collections.abc import Callable

import torch
from jaxtyping import Int64, Shaped
from torch import Tensor, nn

BATCH = 500


def predicted(
    network: nn.Module,
    images: Shaped[Tensor, "samples channels height width"],
    prepare: Callable[[Tensor], Tensor] | None = None,
) -> Int64[Tensor, " samples"]:
    """Return the class that the network names for each picture, weights and maps hard.

    Args:
        network: It is left in evaluation mode.
        images: Pictures.
        prepare: Turns a batch of them into what the network sees.
    """
    network.eval()
    with torch.inference_mode():
        found = [
            network(batch if prepare is None else prepare(batch)).argmax(1)
            for batch in images.split(BATCH)
        ]
    return torch.cat(found).clone()

"""A trained network as it ships: one bit a binary weight, half precision for the rest."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn

from engine.binary.latent import binary_layers
from engine.core.errors import EngineError

_BITS, _SCALE = ".bits", ".scale"
_LEFT_OUT = ("temperature", "num_batches_tracked")


def stored_arrays(network: nn.Module) -> dict[str, np.ndarray]:
    """Return all that inference needs: ``NAME.weight.bits``, ``.scale``, and float16 for others.

    Args:
        network: A trained network, binary or float.
    """
    binary = {f"{name}.weight" for name, _ in binary_layers(network)}
    arrays: dict[str, np.ndarray] = {}
    for name, value in network.state_dict().items():
        if name.rsplit(".", 1)[-1] in _LEFT_OUT:
            continue
        numbers = value.detach().cpu().contiguous().numpy()
        if name in binary:
            rows = numbers.reshape(len(numbers), -1)
            arrays[name + _BITS] = np.packbits(rows >= 0, axis=1, bitorder="little")
            arrays[name + _SCALE] = np.abs(rows).mean(axis=1).astype(np.float32)
        else:
            arrays[name] = numbers.astype(np.float16)
    return arrays


def load_stored(network: nn.Module, arrays: Mapping[str, np.ndarray]) -> nn.Module:
    """Put stored arrays into a network of the same description; return it, ready to evaluate.

    A latent weight becomes its sign times its channel's scale: the binary weight is the same, and
    so is the scale that is read off it. What the latent weight was is not in the file.

    Raises:
        EngineError: If an array is missing or has another shape.
    """
    binary = {f"{name}.weight" for name, _ in binary_layers(network)}
    state = network.state_dict()
    try:
        for name, value in state.items():
            if name.rsplit(".", 1)[-1] in _LEFT_OUT:
                continue
            if name in binary:
                count = value[0].numel()
                bits = np.unpackbits(arrays[name + _BITS], axis=1, bitorder="little", count=count)
                found = (2.0 * bits - 1) * arrays[name + _SCALE][:, None]
            else:
                found = arrays[name]
            state[name] = torch.from_numpy(found.astype(np.float32)).reshape(value.shape)
    except (KeyError, ValueError, RuntimeError) as error:
        raise EngineError(
            f"the stored arrays must belong to this network, got {type(error).__name__}: {error}; "
            "build it from the description that they were saved with"
        ) from error
    network.load_state_dict(state)
    return network.eval()

"""A Boolean shortcut on the bits of a photograph: what each gate keeps (arXiv 2106.06991).

The shortcut's bits are signs of a learned feature map; beside them stand the signs of what a
binary convolution with learned signs makes of all such maps. Both maps are normalised by their
own mean and variance, as batch norm does in training.
"""

import dataclasses

import numpy as np
import torch
from jaxtyping import Bool, Float32, Int64, UInt8
from torch.nn import functional as F

from engine import zoo
from engine.binary import BinaryConvolution, BinaryRules, KernelShape
from engine.binary.convolution import bordered
from engine.binary.gates import GATES
from engine.binary.sign import sign
from engine.data.images import to_unit

SOURCE = "cifar10_classifier"
MAPS = 32


@dataclasses.dataclass(frozen=True, eq=False)
class FeatureMaps:
    """Feature maps of one picture, each of mean 0 and variance 1.

    Attributes:
        shortcut: What a learned float convolution finds in the picture.
        branch: What a binary convolution makes of the signs of all shortcut maps.
    """

    shortcut: Float32[np.ndarray, "maps height width"]
    branch: Float32[np.ndarray, "maps height width"]


def feature_maps(pixels: UInt8[np.ndarray, "3 height width"]) -> FeatureMaps:
    """Return the maps of a colour picture, from the first layers of our CIFAR-10 classifier.

    Args:
        pixels: Values 0 to 255.

    Raises:
        ValueError: If a map is flat, so that its variance is zero.
    """
    weights = {name: torch.from_numpy(x).float() for name, x in zoo.tensors(SOURCE).items()}
    layer = BinaryConvolution(MAPS, MAPS, KernelShape(3), rules=BinaryRules(border="replicate"))
    layer.weight.data.copy_(weights["body.1.0.weight"][:MAPS])
    with torch.inference_mode():
        image = torch.from_numpy(to_unit(pixels[None]))
        found = F.conv2d(bordered(image, 1, "replicate"), weights["body.0.0.weight"])
        shortcut = _normal(found)
        branch = _normal(layer.eval()(sign(shortcut)))
    return FeatureMaps(shortcut[0].numpy(), branch[0].numpy())


def brightness(
    pixels: UInt8[np.ndarray, "channels height width"],
) -> Float32[np.ndarray, "height width"]:
    """Return a picture's mean over its colours, of mean 0 and variance 1.

    Raises:
        ValueError: If the picture is flat.
    """
    grey = torch.from_numpy(to_unit(pixels[None])[0].mean(axis=0))
    return _normal(grey[None, None])[0, 0].numpy()


def _normal(maps: torch.Tensor) -> torch.Tensor:
    spread, middle = torch.std_mean(maps, dim=(2, 3), keepdim=True, correction=0)
    if not bool((spread > 1e-6).all()):
        raise ValueError("a picture must not be flat, got one grey value; take another picture")
    return (maps - middle) / spread


@dataclasses.dataclass(frozen=True, eq=False)
class GatedMaps:
    """Two maps of bits and what a gate makes of them.

    Attributes:
        gate: Name of the gate.
        result: The gate's output.
        counts: Positions by (shortcut, branch), false first.
        true_share: Share of true bits in the result, 0..1.
        same_as_shortcut: Share of positions where the result is the shortcut's bit.
        branch_kept: Share of the branch's information, given the shortcut, that the result
            still holds: 1 if both together tell the branch, 0 if they say nothing of it.
    """

    gate: str
    result: Bool[np.ndarray, "height width"]
    counts: Int64[np.ndarray, "2 2"]
    true_share: float
    same_as_shortcut: float
    branch_kept: float


def gated(
    shortcut: Bool[np.ndarray, "height width"],
    branch: Bool[np.ndarray, "height width"],
    gate: str,
) -> GatedMaps:
    """Return what a gate makes of two maps of bits.

    Args:
        shortcut: True where the shortcut's map is not negative.
        branch: The same for what the convolution found.
        gate: A key of ``GATES``.

    >>> bits = np.array([[False, False, True, True]]), np.array([[False, True, False, True]])
    >>> found = gated(*bits, "or")
    >>> found.result.astype(int).tolist(), float(found.branch_kept)
    ([[0, 1, 1, 1]], 0.5)
    """
    signed = [torch.from_numpy(2.0 * each - 1.0) for each in (shortcut, branch)]
    result = (GATES[gate](*signed) > 0).numpy()
    places = 2 * shortcut.ravel().astype(np.int64) + branch.ravel()
    counts = np.bincount(places, minlength=4).reshape(2, 2)
    return GatedMaps(
        gate,
        result,
        counts,
        float(result.mean()),
        float((result == shortcut).mean()),
        _kept(counts, gate),
    )


def _kept(counts: Int64[np.ndarray, "2 2"], gate: str) -> float:
    """Return I(branch; result | shortcut) over H(branch | shortcut); 1 where nothing is left."""
    known = whole = 0.0
    for side, row in zip((False, True), counts, strict=True):
        ends = torch.tensor([-1.0, 1.0])
        made = GATES[gate](torch.full((2,), 2.0 * side - 1.0), ends)
        here = row.sum() * _entropy(row)
        whole += here
        known += here if made[0] != made[1] else 0.0
    return known / whole if whole else 1.0


def _entropy(row: Int64[np.ndarray, " 2"]) -> float:
    shares = row[row > 0] / max(row.sum(), 1)
    return float(-(shares * np.log2(shares)).sum())

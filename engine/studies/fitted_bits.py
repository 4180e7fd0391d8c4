"""How well bits copy a float convolution, and what improvement adds: fitted, not trained.

The input is a real picture's map, the target a float 3x3 convolution of it. A dense block's bits
are found by flipping one after the other as long as the error falls; then an improvement block's
bits are fitted to what is still wrong, with the first ones kept. Sums stay whole numbers, as in
arXiv 2001.05936; only one factor and offset for each channel follow, which a batch norm holds.
"""

import dataclasses

import numpy as np
import torch
from jaxtyping import Float
from torch.nn import functional as F

INGOING, OUTGOING = 16, 8
SWEEPS = 60
RIDGE = 1e-6


@dataclasses.dataclass(frozen=True)
class Passes:
    """What is explained of the float convolution's output, by number of improvement passes.

    Attributes:
        explained: Share of the variance on pictures that the fit never saw; entry 0 is the
            dense block alone.
        fitted: The same on the pictures of the fit.
        float_weights: Share on the unseen pictures with float weights on the same signs of the
            input: what one convolution of signs can reach at best.
        pictures: Pictures in the fit and unseen ones.
    """

    explained: tuple[float, ...]
    fitted: tuple[float, ...]
    float_weights: float
    pictures: tuple[int, int]


def columns(maps: Float[np.ndarray, "samples channels height width"]) -> np.ndarray:
    """Return the signs under a 3x3 kernel at each place, -1 around the map: (places, 9 channels).

    Args:
        maps: Real numbers; 0 counts as +1.
    """
    signs = torch.from_numpy(np.where(maps >= 0, 1.0, -1.0))
    under = F.unfold(F.pad(signs, (1,) * 4, value=-1.0), 3)
    return under.transpose(1, 2).flatten(0, 1).numpy()


def fitted_bits(
    signs: Float[np.ndarray, "places inputs"],
    target: Float[np.ndarray, "places outputs"],
    kept: Float[np.ndarray, "places outputs"] | None = None,
) -> np.ndarray:
    """Return weights of -1 and +1 that no single flip betters: (inputs, outputs).

    The error is that of ``a (kept + signs @ weights) + b`` with the best a and b of each output.

    Args:
        signs: What the convolution reads.
        target: What it should give.
        kept: Sums that are there already and stay.
    """
    seen = signs - signs.mean(axis=0)
    wanted = target - target.mean(axis=0)
    base = np.zeros_like(wanted) if kept is None else kept - kept.mean(axis=0)
    gram, toward, across = seen.T @ seen, seen.T @ wanted, seen.T @ base
    weights = np.where(toward - _scale(base, wanted) * across >= 0, 1.0, -1.0)
    power, match = np.square(base).sum(axis=0), (base * wanted).sum(axis=0)
    for _ in range(SWEEPS):
        summed, flips = gram @ weights, 0
        scale = (match + (toward * weights).sum(axis=0)) / np.maximum(
            power + (weights * (2 * across + summed)).sum(axis=0), 1e-12
        )
        pull = scale * toward - scale**2 * across
        for bit in range(len(weights)):
            old = weights[bit].copy()
            rest = summed[bit] - gram[bit, bit] * old
            better = 4 * old * (pull[bit] - scale**2 * rest) < -1e-9
            if better.any():
                weights[bit] = np.where(better, -old, old)
                summed += np.outer(gram[:, bit], weights[bit] - old)
                flips += int(better.sum())
        if not flips:
            break
    return weights


def explained(sums: np.ndarray, target: np.ndarray, fit: tuple[np.ndarray, np.ndarray]) -> float:
    """Return the share of the target's variance that scaled sums explain.

    Args:
        sums: Whole sums on the pictures that are judged.
        target: What they should be.
        fit: Sums and targets from which factor and offset of each output are taken.
    """
    known, right = fit
    scale = _scale(known - known.mean(axis=0), right - right.mean(axis=0))
    guess = scale * (sums - known.mean(axis=0)) + right.mean(axis=0)
    spread = np.square(target - target.mean(axis=0)).sum()
    return float(1 - np.square(target - guess).sum() / spread)


def improvement_passes(passes: int = 3, *, pictures: int = 120, seed: int = 0) -> Passes:
    """Fit a dense block and improvement passes to a float convolution of digits.

    Args:
        passes: Improvement passes behind the dense block; the paper has one.
        pictures: Digits in the fit; as many more are judged.
        seed: Of both float convolutions.

    Raises:
        ValueError: If there are no passes or too few or too many pictures.
    """
    if not 1 <= passes <= 8 or not 20 <= pictures <= 800:
        raise ValueError(
            f"passes must lie between 1 and 8 and pictures between 20 and 800, got {passes} and "
            f"{pictures}"
        )
    maps, target = _maps(2 * pictures, seed)
    rows = np.arange(len(target)) < len(target) // 2
    signs = columns(maps)
    sums = signs @ fitted_bits(signs[rows], target[rows])
    shares = [_shares(sums, target, rows)]
    for _ in range(passes):
        middle = sums - sums[rows].mean(axis=0)  # the batch norm before the sign
        both = columns(np.concatenate([maps, _as_maps(middle, maps)], axis=1))
        sums = sums + both @ fitted_bits(both[rows], target[rows], sums[rows])
        shares.append(_shares(sums, target, rows))
    whole = np.column_stack([signs, np.ones(len(signs))])
    gram = whole[rows].T @ whole[rows] + RIDGE * np.eye(whole.shape[1])
    floats = whole @ np.linalg.solve(gram, whole[rows].T @ target[rows])
    return Passes(
        tuple(each[1] for each in shares),
        tuple(each[0] for each in shares),
        explained(floats[~rows], target[~rows], (floats[rows], target[rows])),
        (pictures, pictures),
    )


def _scale(sums: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return (sums * wanted).sum(axis=0) / np.maximum(np.square(sums).sum(axis=0), 1e-12)


def _shares(sums: np.ndarray, target: np.ndarray, rows: np.ndarray) -> tuple[float, float]:
    fit = sums[rows], target[rows]
    return explained(*fit, fit), explained(sums[~rows], target[~rows], fit)


def _as_maps(values: np.ndarray, like: np.ndarray) -> np.ndarray:
    samples, _, height, width = like.shape
    return values.reshape(samples, height, width, -1).transpose(0, 3, 1, 2)


def _maps(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits

    dice = torch.Generator().manual_seed(seed)
    digits = torch.from_numpy(load_digits().images[:count, None])
    first = torch.randn(INGOING, 1, 3, 3, generator=dice, dtype=torch.float64)
    second = torch.randn(OUTGOING, INGOING, 3, 3, generator=dice, dtype=torch.float64)
    maps = F.conv2d(digits, first, padding=1)
    maps = (maps - maps.mean((0, 2, 3), keepdim=True)) / maps.std((0, 2, 3), keepdim=True)
    target = F.conv2d(maps, second, padding=1)
    return maps.numpy(), target.permute(0, 2, 3, 1).flatten(0, 2).numpy()

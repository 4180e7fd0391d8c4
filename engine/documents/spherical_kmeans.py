"""Mini-batch spherical k-means: directions of activations, not their strength.

Features and centres have length 1 when clusters are learnt and when they are used; the published
code normalises only while learning.
"""

import dataclasses

import numpy as np
from jaxtyping import Float, Int

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator


def unit(vectors: Float[np.ndarray, "n d"]) -> Float[np.ndarray, "n d"]:
    """Return vectors of length 1; a zero vector stays zero."""
    size = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(size > 0, size, 1)).astype(np.float32)


def assigned(
    features: Float[np.ndarray, "n d"], centres: Float[np.ndarray, "k d"]
) -> Int[np.ndarray, " n"]:
    """Return the centre with the largest cosine of each feature."""
    return (unit(features) @ unit(centres).T).argmax(axis=1)


@dataclasses.dataclass(frozen=True)
class SphericalKMeans(Settings):
    """Mini-batch k-means on the unit sphere (Sculley 2010, with cosines)."""

    clusters: int = param(20, 3, 24, "clusters of a layer", step=1)
    batch: int = param(4096, 64, 65536, "features of a step", step=64)
    steps: int = param(60, 1, 1000, "steps", step=10)
    seed: int = param(0, 0, 2**31 - 1, "seed", step=1)

    def __call__(
        self, features: Float[np.ndarray, "n d"], *, report: Report | None = None
    ) -> Float[np.ndarray, "k d"]:
        """Return unit centres.

        Args:
            features: Activations of many pixels.
            report: Progress and stop.

        Raises:
            ValueError: If there are fewer features than clusters.
        """
        if len(features) < self.clusters:
            raise ValueError(
                f"{self.clusters} clusters need as many features, got {len(features)}; "
                "take more samples"
            )
        random = numpy_generator(self.seed)
        rows = unit(features)
        centres = self._spread(rows, random)
        seen = np.ones(self.clusters)
        for step in range(self.steps):
            if report is not None:
                report(step / self.steps, f"step {step + 1} of {self.steps}")
            picked = rows[random.integers(len(rows), size=min(self.batch, len(rows)))]
            owner = (picked @ centres.T).argmax(axis=1)
            member = np.arange(self.clusters)[:, None] == owner
            sums = member.astype(np.float32) @ picked
            counts = np.bincount(owner, minlength=self.clusters)
            hit = counts > 0
            share = (counts[hit] / (seen[hit] + counts[hit]))[:, None]
            centres[hit] = (1 - share) * centres[hit] + share * sums[hit] / counts[hit, None]
            seen += counts
            centres = unit(centres)
        return centres

    def _spread(
        self, rows: Float[np.ndarray, "n d"], random: np.random.Generator
    ) -> Float[np.ndarray, "k d"]:
        """Return first centres far from each other (k-means++ with 1 - cosine)."""
        pool = rows[random.permutation(len(rows))[: 40 * self.clusters]]
        centres = [pool[int(random.integers(len(pool)))]]
        while len(centres) < self.clusters:
            far = np.clip(1 - (pool @ np.stack(centres).T).max(axis=1), 0, None) ** 2
            weights = far / far.sum() if far.sum() > 0 else None
            centres.append(pool[int(random.choice(len(pool), p=weights))])
        return np.stack(centres)

"""Distances between the samples of every two classes, a tile at a time or kept for reuse."""

import numpy as np
from jaxtyping import Float

from engine.discovery.samples import ClassSamples

KERNELS = ("gaussian", "laplacian")
KEPT_BYTES = 1 << 28  # blocks are kept for reuse where all of them together take 256 MiB or less
Weights = tuple[Float[np.ndarray, " _"], ...]
Matrix = Float[np.ndarray, "rows columns"]


class ClassDistances:
    """Squared Euclidean ("gaussian") or L1 ("laplacian") distances, class by class.

    Args:
        samples: Samples by class.
        kernel: One of ``KERNELS``.
    """

    def __init__(self, samples: ClassSamples, kernel: str) -> None:
        self.samples, self.kernel = samples, kernel
        self.weights: Weights = tuple(np.ones(len(each)) for each in samples.members)
        kind = samples.members[0].dtype
        self._means = samples.means.astype(kind)
        self._norms = [np.einsum("ij,ij->i", each, each) for each in samples.members]
        self.kept = int(samples.counts.sum()) ** 2 * kind.itemsize // 2 <= KEPT_BYTES
        self._blocks: dict[tuple[int, int], Matrix] = {}

    def __len__(self) -> int:
        return len(self.weights)

    def tile(self, first: int, second: int, rows: slice, columns: slice) -> Matrix:
        """Return distances of some samples of one class to some of another.

        A sample's distance to itself is exactly 0. The result may be a view: leave it alone.
        """
        if not self.kept:
            return self._measured(first, second, rows, columns)
        if (first, second) not in self._blocks:
            whole = self._measured(first, second, slice(None), slice(None))
            self._blocks[first, second] = whole
        return self._blocks[first, second][rows, columns]

    def _measured(self, first: int, second: int, rows: slice, columns: slice) -> Matrix:
        left, right = self.samples.members[first][rows], self.samples.members[second][columns]
        apart = self._means[first] - self._means[second]
        if self.kernel == "laplacian":
            from scipy.spatial.distance import cdist

            return cdist(left + apart, right, "cityblock").astype(left.dtype, copy=False)
        moved = left if first == second else left + apart
        distances = moved @ right.T
        distances *= -2
        distances += np.einsum("ij,ij->i", moved, moved)[:, None]
        distances += self._norms[second][columns]
        np.maximum(distances, 0, out=distances)
        if first == second:
            begin = (rows.start or 0) - (columns.start or 0)
            each = np.arange(len(left))
            distances[each, each + begin] = 0
        return distances

    def totals(self) -> Float[np.ndarray, "classes classes"]:
        """Return the weighted sum of distances between the samples of every two classes."""
        if self.kernel == "gaussian":
            return self._squared_totals()
        found = np.zeros((len(self), len(self)))
        for first in range(len(self)):
            for second in range(first, len(self)):
                found[first, second] = self._total(first, second)
                found[second, first] = found[first, second]
        return found

    def _total(self, first: int, second: int) -> float:
        here, there = self.weights[first], self.weights[second]
        step = max(1, (1 << 22) // len(there))
        total = 0.0
        for start in range(0, len(here), step):
            rows = slice(start, min(start + step, len(here)))
            block = self.tile(first, second, rows, slice(None))
            total += float(here[rows] @ (block @ there))
        return total

    def _squared_totals(self) -> Float[np.ndarray, "classes classes"]:
        """Return the sums in closed form: the scatter of both classes and their means' distance.

        ``sum |x - y|^2 = n_j scatter_i + n_i scatter_j + n_i n_j |mean_i - mean_j|^2``.
        """
        counts = np.array([each.sum() for each in self.weights])
        parts = list(zip(self.weights, self.samples.members, self._norms, strict=True))
        moves = np.stack([w @ member.astype(np.float64, copy=False) for w, member, _ in parts])
        moves /= counts[:, None]
        squares = [w @ norms.astype(np.float64, copy=False) for w, _, norms in parts]
        scatter = np.maximum(np.array(squares) - counts * np.square(moves).sum(axis=1), 0)
        means = self.samples.means + moves
        apart = np.stack([np.square(means - each).sum(axis=1) for each in means])
        shared = np.outer(scatter, counts)
        return shared + shared.T + np.outer(counts, counts) * apart


class ResampledDistances(ClassDistances):
    """The distances among samples drawn with replacement; what the source keeps is reused.

    A class of which no sample was drawn is absent.

    Args:
        source: Distances among all samples.
        drawn: How often each sample was drawn, class by class.
    """

    def __init__(self, source: ClassDistances, drawn: Weights) -> None:
        whole, places = source.samples, [p for p, each in enumerate(drawn) if each.any()]
        chosen = [np.flatnonzero(drawn[place]) for place in places]
        self._source, self._places, self._chosen = source, places, chosen
        picked = list(zip(places, chosen, strict=True))
        samples = ClassSamples(
            classes=tuple(whole.classes[place] for place in places),
            rows=tuple(whole.rows[place][rows] for place, rows in picked),
            members=tuple(whole.members[place][rows] for place, rows in picked),
            means=whole.means[places],
        )
        super().__init__(samples, source.kernel)
        self.weights = tuple(drawn[place][rows] for place, rows in picked)

    def _measured(self, first: int, second: int, rows: slice, columns: slice) -> Matrix:
        if not self._source.kept:
            return super()._measured(first, second, rows, columns)
        here, there = self._places[first], self._places[second]
        block = self._source.tile(here, there, slice(None), slice(None))
        return block[np.ix_(self._chosen[first][rows], self._chosen[second][columns])]

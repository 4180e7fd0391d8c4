"""What one representation makes of unlabeled classes: transfer flow, null, clusters, accuracy."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float

from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.discovery.agreement import Agreement, agreement
from engine.discovery.clustering import KMeans
from engine.discovery.similarity import (
    PermutationNull,
    TransferFlow,
    bootstrap_flow,
    pseudo_transfer_flow,
)
from engine.metrics.progress import stage
from engine.studies.set_comparison import Seen

DRAWS = 20


def see(
    features: Float[np.ndarray, "samples width"],
    names: np.ndarray,
    order: Sequence[str],
    *,
    method: TransferFlow,
    seed: int = 0,
    report: Report | None = None,
) -> Seen:
    """Return transfer flow and discovery by k-means in one representation.

    Args:
        features: Representation of each unlabeled sample.
        names: Class of each.
        order: The classes, as the matrix shall show them.
        method: Kernel and precision of transfer flow.
        seed: Decides clusters, resamples and shuffles.
        report: Told the share done.
    """
    distances = method.distances(features, names)
    flow = method(features, names, report=stage(report, 0.0, 0.2))
    place = [flow.classes.index(each) for each in order]
    pseudo = pseudo_transfer_flow(
        features,
        len(order),
        method=method,
        clustering=KMeans(seed=seed),
        report=stage(report, 0.2, 0.4),
    )
    agreed = agreement(names, pseudo.clusters)
    discovered = stands_for(agreed, pseudo.clusters)
    return Seen(
        features=np.asarray(features, np.float32),
        matrix=flow.matrix[np.ix_(place, place)],
        flow=bootstrap_flow(distances, draws=DRAWS, seed=seed, report=stage(report, 0.4, 0.6)),
        null=PermutationNull(seed=seed)(method, features, names, report=stage(report, 0.6, 1.0)),
        pseudo=pseudo.value,
        discovered=discovered,
        accuracy=agreed.accuracy,
        accuracy_interval=share_interval(discovered == names, seed),
        mutual_information=agreed.mutual_information,
    )


def stands_for(agreed: Agreement, clusters: np.ndarray) -> np.ndarray:
    """Return the class that each sample's cluster stands for, "" for a cluster left over."""
    stands = [str(agreed.classes[each]) if each >= 0 else "" for each in agreed.assigned]
    return np.array(stands)[np.searchsorted(np.array(agreed.clusters), clusters)]


def share_interval(
    hits: Bool[np.ndarray, " samples"], seed: int, *, draws: int = 1000
) -> tuple[float, float]:
    """Return the 95 % interval of a share over resampled samples."""
    draw = numpy_generator(seed)
    counts = draw.binomial(len(hits), float(hits.mean()), size=draws)
    low, high = np.quantile(counts / len(hits), [0.025, 0.975])
    return float(low), float(high)

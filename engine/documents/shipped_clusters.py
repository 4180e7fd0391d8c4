"""The clusters that ship with a generator of pages, and how they are written."""

import dataclasses
import json
from collections.abc import Mapping

import numpy as np

from engine import zoo
from engine.core.errors import NotFoundError
from engine.documents.cluster_learning import Clusters
from engine.documents.cluster_map import ClusterMap, read_cluster_map
from engine.documents.page_generators import PageGenerator
from engine.documents.proposal import Proposal, Proposed

NAME = "document_clusters"


@dataclasses.dataclass(frozen=True, eq=False)
class ShippedClusters:
    """Clusters of one number.

    Attributes:
        clusters: Centres and proposal.
        curated: The map that a person has settled on.
        scores: What was measured of it, by name.
    """

    clusters: Clusters
    curated: ClusterMap
    scores: dict[str, float]


def shipped_counts(made: PageGenerator) -> tuple[int, ...]:
    """Return the numbers of clusters that ship for this very generator, ascending."""
    try:
        card = zoo.card(NAME)
    except NotFoundError:
        return ()
    if card.settings.get("generator_sha256") != made.sha256:
        return ()
    return tuple(sorted(int(each) for each in card.settings["maps"]))


def shipped_clusters(made: PageGenerator, count: int) -> ShippedClusters:
    """Return the shipped clusters of a generator.

    Args:
        made: The generator.
        count: Clusters of each layer.

    Raises:
        NotFoundError: If none of this number ship for this generator.
        IntegrityError: If the file is not the one that its card describes.
    """
    if count not in shipped_counts(made):
        raise NotFoundError(
            f"no {count} clusters ship for {made.name}; run python -m training.document_clusters"
        )
    card = zoo.card(NAME)
    arrays = unpacked(zoo.tensors(NAME), count)
    curated = read_cluster_map(json.dumps(card.settings["maps"][str(count)]))
    scores = {k: v for k, v in card.score.get(str(count), {}).items() if v is not None}
    return ShippedClusters(arrays, curated, scores)


def packed(clusters: Clusters, count: int) -> dict[str, np.ndarray]:
    """Return the arrays that are written: centres and the measures of the proposal."""
    out = {f"{count}.centres.{k}": v.astype(np.float16) for k, v in clusters.centres.items()}
    for layer, row in clusters.proposal.layers.items():
        values = [dataclasses.astuple(each) for each in row]
        out[f"{count}.proposal.{layer}"] = np.array(values, np.float32)
    return out


def unpacked(arrays: Mapping[str, np.ndarray], count: int) -> Clusters:
    """Return what :func:`packed` wrote."""
    centres, layers = {}, {}
    for name, values in arrays.items():
        number, what, layer = name.split(".", 2)
        if int(number) != count:
            continue
        if what == "centres":
            centres[layer] = values.astype(np.float32)
        else:
            rows = values.astype(np.float64).tolist()
            layers[layer] = tuple(Proposed(int(row[0]), *row[1:]) for row in rows)
    order = sorted(centres, key=int)
    return Clusters(
        {name: centres[name] for name in order}, Proposal({name: layers[name] for name in order})
    )

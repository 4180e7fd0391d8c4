"""Corrections of a proposed cluster map as one text, so that a link and Undo can hold them.

``"20 8-3t 9-1b.9-2t"``: of a map of 20 clusters, the first step makes cluster 3 of layer 8 text,
the second one changes two clusters of layer 9.
"""

import re
from collections.abc import Iterable

from engine.documents.cluster_map import ClusterMap
from engine.documents.page import CLASSES

LONGEST = 2000
MARKS = {kind: name[0] for kind, name in enumerate(CLASSES)}

Change = tuple[str, int, int]
"""Layer, cluster, class."""


def parsed(text: str, count: int) -> tuple[tuple[Change, ...], ...]:
    """Return the steps of a text; none where it belongs to another number of clusters.

    Args:
        text: The corrections.
        count: Clusters of the present map.

    Raises:
        ValueError: If a step is no layer, cluster and class.

    >>> parsed("20 8-3t 9-1b.9-2g", 20)
    ((('8', 3, 1),), (('9', 1, 0), ('9', 2, 2)))
    """
    kinds = {mark: kind for kind, mark in MARKS.items()}
    number, *steps = text[:LONGEST].split()[:LONGEST] or [str(count)]
    if number != str(count):
        return ()
    out = []
    for step in steps:
        found = [re.fullmatch(r"(\d{1,2})-(\d{1,2})([btg])", each) for each in step.split(".")]
        changes = tuple((m[1], int(m[2]), kinds[m[3]]) for m in found if m is not None)
        if len(changes) < len(found):
            raise ValueError(
                "a correction must be layer-cluster and b, t or g, such as 8-3t, got "
                f"{step[:20]!r}; click on a cluster instead"
            )
        out.append(changes)
    return tuple(out)


def corrected(proposed: ClusterMap, text: str, count: int) -> ClusterMap:
    """Return the map after all steps.

    Raises:
        ValueError: If a step names no cluster of the map.
    """
    out = proposed
    for step in parsed(text, count):
        for change in step:
            out = out.changed(*change)
    return out


def appended(text: str, count: int, changes: Iterable[Change]) -> str:
    """Return the text with one more step; steps of another number of clusters are forgotten."""
    step = ".".join(f"{layer}-{cluster}{MARKS[kind]}" for layer, cluster, kind in changes)
    kept = text.split()
    if kept[:1] != [str(count)]:
        kept = [str(count)]
    return " ".join([*kept, step] if step else kept)


def undone(text: str) -> str:
    """Return the text without its last step, "" where none is left.

    >>> undone("20 8-3t 9-1b"), undone("20 8-3t")
    ('20 8-3t', '')
    """
    kept = text.split()[:-1]
    return " ".join(kept) if len(kept) > 1 else ""


def difference(old: ClusterMap, new: ClusterMap) -> tuple[Change, ...]:
    """Return the changes that lead from one map to another.

    Raises:
        ValueError: If the maps have other layers or numbers of clusters.
    """
    sizes = [{k: len(row) for k, row in each.layers.items()} for each in (old, new)]
    if any(sizes[1].get(layer) != size for layer, size in sizes[0].items()):
        wanted = ", ".join(f"{size} of layer {layer}" for layer, size in sizes[0].items())
        raise ValueError(
            f"the map must name these clusters: {wanted}; load a map of this generator and set "
            "the same number of clusters"
        )
    return tuple(
        (layer, cluster, kind)
        for layer, row in old.layers.items()
        for cluster, kind in enumerate(new.layers[layer])
        if kind != row[cluster]
    )

"""Which class each cluster of each layer stands for: chosen by people, kept as JSON."""

import dataclasses
import json

from engine.core.errors import UnsafeFileError
from engine.documents.page import CLASSES

VERSION = 1
MOST_BYTES = 1_000_000
OTHER_NAMES = {"printed_text": "text", "handwritten_text": "text", "image": "graphic"}
"""Class names of the published maps and what they are here."""


@dataclasses.dataclass(frozen=True)
class ClusterMap:
    """The class of each cluster.

    Attributes:
        layers: For each layer, the class number of each cluster in order.
    """

    layers: dict[str, tuple[int, ...]]

    def changed(self, layer: str, cluster: int, kind: int) -> "ClusterMap":
        """Return the map after one click.

        Args:
            layer: Name of the layer.
            cluster: Cluster that was clicked.
            kind: Class it stands for from now on.

        Raises:
            ValueError: If there is no such layer, cluster or class.
        """
        row = self.layers.get(layer, ())
        if not 0 <= cluster < len(row) or not 0 <= kind < len(CLASSES):
            raise ValueError(
                f"layer {layer} has clusters 0 to {len(row) - 1} and classes 0 to "
                f"{len(CLASSES) - 1}, got cluster {cluster} and class {kind}"
            )
        new = (*row[:cluster], kind, *row[cluster + 1 :])
        return ClusterMap({**self.layers, layer: new})

    def to_json(self) -> str:
        """Return the file: the layout of ``merged_classes_{k}.json`` under ``layers``."""
        layers = {
            layer: {str(cluster): CLASSES[kind] for cluster, kind in enumerate(row)}
            for layer, row in self.layers.items()
        }
        return json.dumps({"version": VERSION, "classes": CLASSES, "layers": layers}, indent=1)


def read_cluster_map(content: str | bytes) -> ClusterMap:
    """Return a map from our file or from a plain ``merged_classes_{k}.json``.

    Raises:
        UnsafeFileError: If it is too large, no JSON, of a later version, or not such a map.
    """
    if len(content) > MOST_BYTES:
        raise UnsafeFileError(f"a cluster map may have {MOST_BYTES / 1e6:g} MB, got more")
    try:
        found = json.loads(content)
        if isinstance(found, dict) and "layers" in found:
            if found.get("version") != VERSION:
                raise UnsafeFileError(
                    f"a cluster map must be of version {VERSION}, got {found.get('version')!r}"
                )
            found = found["layers"]
        return ClusterMap({str(layer): _row(row) for layer, row in found.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnsafeFileError(
            f"a cluster map must be JSON {{layer: {{cluster: class}}}}, got {str(error)[:80]}"
        ) from None


def _row(row: dict[str, str]) -> tuple[int, ...]:
    kinds = {int(cluster): OTHER_NAMES.get(name, name) for cluster, name in row.items()}
    if sorted(kinds) != list(range(len(kinds))):
        raise ValueError("each cluster from 0 on must have a class")
    return tuple(CLASSES.index(kinds[cluster]) for cluster in range(len(kinds)))

"""Distances between sets of images: precision and recall, neighbours, hashing, features."""

from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.precision_recall import ExactNeighbours, knn_precision_recall

METRICS: tuple[type[ExactNeighbours | LshNeighbours | LshOccupancy], ...] = (
    ExactNeighbours,
    LshNeighbours,
    LshOccupancy,
)

__all__ = [
    "METRICS",
    "ExactNeighbours",
    "LshNeighbours",
    "LshOccupancy",
    "knn_precision_recall",
]

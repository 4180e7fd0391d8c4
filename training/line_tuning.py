"""Choose the rules of the line finders: ``python -m training.line_tuning --rows procedural``.

On scans of the training books, one setting after the other is tried at each of its values and the
best is kept: the sum of line F1 and band overlap decides. Networks and the classical finder have
about as many trials.
"""

import argparse
import dataclasses
import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from engine.core.params import Settings
from engine.documents.classical import ClassicalSegmenter
from engine.documents.evaluation import score_page
from engine.documents.labelled_pages import LabelledPage, labelled_pages
from engine.documents.line_network import LineNetwork
from engine.documents.page_maps import page_maps
from engine.documents.page_metrics import PageScore
from engine.documents.sauvola import luminance
from engine.documents.segment import SegmentSettings, read_maps
from engine.documents.splits import split_by_book
from training.line_recipes import ROWS
from training.line_segmenters import RUNS, state_file

EVERY = 11  # of the training pages
NETWORK_GRID = {
    "low": (0.3, 0.4, 0.5, 0.6),
    "high": (0.6, 0.7, 0.8, 0.9),
    "shortest": (1.0, 2.0, 3.0),
    "sure": (0.6, 0.7, 0.75, 0.8),
    "gap": (0.5, 1.5, 3.0),
}
CLASSICAL_GRID = {
    "dilation": (3, 5, 7, 9),
    "shortest": (15, 25, 35, 50),
    "run": (15, 25, 35, 45),
    "window": (25, 41, 61),
    "smallest": (0, 10, 30),
}

Read = Callable[[int, Any], PageScore]


def tuned(start: Settings, grid: dict[str, tuple], count: int, read: Read) -> Any:  # noqa: ANN401
    """Return the settings that do best, one after the other.

    Args:
        start: Where to begin.
        grid: Values of each setting.
        count: Pages.
        read: Score of a page under settings.
    """

    def value(settings: Settings) -> float:
        scores = [read(number, settings) for number in range(count)]
        return float(np.mean([each.lines.f1 + each.band_iou for each in scores]))

    best, reached = start, value(start)
    for name, values in grid.items():
        for each in values:
            if each == getattr(best, name):
                continue
            tried = dataclasses.replace(best, **{name: each})
            if (found := value(tried)) > reached:
                best, reached = tried, found
        print(f"{name} {getattr(best, name)}: {reached:.4f}", flush=True)
    return best


def network_rules(network: LineNetwork, pages: Sequence[LabelledPage]) -> SegmentSettings:
    """Return the rules of a network."""
    maps = [page_maps(luminance(page.image), network) for page in pages]

    def read(number: int, settings: SegmentSettings) -> PageScore:
        page = pages[number]
        found = read_maps(maps[number], (page.mask.shape[0], page.mask.shape[1]), settings)
        return score_page(found.classes, page, found.lines, found.bands)

    return tuned(SegmentSettings(), NETWORK_GRID, len(pages), read)


def classical_rules(pages: Sequence[LabelledPage]) -> ClassicalSegmenter:
    """Return the settings of the classical finder."""

    def read(number: int, settings: ClassicalSegmenter) -> PageScore:
        return score_page(settings(pages[number].image), pages[number])

    return tuned(ClassicalSegmenter(), CLASSICAL_GRID, len(pages), read)


def main() -> None:
    """Tune and keep what was found beside the trainings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="procedural")
    torch.set_num_threads(1)
    entries = split_by_book(labelled_pages()).train[::EVERY]
    pages = [entry.read() for entry in entries]
    for name in parser.parse_args().rows.split(","):
        if name == "classical":
            found: Settings = classical_rules(pages)
        else:
            network = LineNetwork(ROWS[name].settings(0).network)
            path = state_file(name, 0)
            state = torch.load(path, weights_only=True)
            network.load_state_dict(state["network"])
            found = network_rules(network.eval(), pages)
        values = {each.name: getattr(found, each.name) for each in dataclasses.fields(found)}
        (RUNS / f"rules_{name}.json").write_text(json.dumps(values, indent=1))


if __name__ == "__main__":
    main()

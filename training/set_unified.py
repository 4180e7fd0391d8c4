"""Add UNO to the shipped tables of cells: ``python -m training.set_unified clinc150_scratch``.

UNO on the plain features, once with the labels (``uno_accuracy``) and once with the labeled
samples but without their labels (``uno_plain_accuracy``).
"""

import argparse
import dataclasses

import pandas as pd
import torch

from engine import zoo
from engine.discovery.agreement import agreement
from engine.discovery.novel_classes import UnifiedDiscovery
from engine.discovery.splits import ClassSets
from engine.studies.class_features import ClassFeatures, class_features
from engine.studies.set_benchmarks import SET_BENCHMARKS
from training.set_cells import kept, ship

UNO = UnifiedDiscovery(epochs=10, heads=2)
SHARES = {"uno_accuracy": 1.0, "uno_plain_accuracy": 0.0}


def united(
    data: ClassFeatures, sets: ClassSets, seed: int, *, method: UnifiedDiscovery = UNO
) -> dict[str, float]:
    """Return the accuracy of UNO with the labels and without them."""
    labeled, rows, found = data.rows(sets.labeled), data.rows(sets.unlabeled), {}
    for name, share in SHARES.items():
        once = dataclasses.replace(method, label_share=share, seed=seed)
        clusters = once(
            (data.features[labeled], data.names(labeled)),
            data.features[rows],
            len(sets.unlabeled),
        ).clusters
        found[name] = agreement(data.names(rows), clusters).accuracy
    return found


def main() -> None:
    """Measure the cells that were not measured before and ship the table again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark", choices=[each.key for each in SET_BENCHMARKS])
    data = class_features(parser.parse_args().benchmark)
    card, frame = zoo.card(data.benchmark.cells), zoo.table(data.benchmark.cells)
    found = []
    for row in frame.to_dict("records"):
        cell = (row["split"], row["labeled"], row["unlabeled"], row["seed"])
        sets = data.benchmark.benchmark(data.tree, split=cell[0]).sets(*cell[1:3])
        found.append(
            kept(
                f"uno-{data.benchmark.key}-{data.sha256[:12]}-{UNO}-{cell}",
                lambda sets=sets, seed=cell[3]: united(data, sets, seed),
            )
        )
    for name in SHARES:
        frame[name] = pd.Series([each[name] for each in found])
    settings = {"epochs": UNO.epochs, "heads": UNO.heads, "batch": UNO.batch}
    made = ship(data, frame, command=card.command, licence=card.licence, uno=settings)
    print(made.file, made.score, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()

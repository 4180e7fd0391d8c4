"""Measure every labeled with every unlabeled set: ``python -m training.intent_cells``.

Three splits of CLINC150's intents and two seeds: 36 cells, a few seconds each.
"""

import time

import pandas as pd
import torch

from engine import zoo
from engine.discovery.splits import LABELED, UNLABELED, similarity_level
from engine.studies.class_sets import ClassSetStudy
from engine.studies.intent_features import CELLS, intent_benchmark, intent_features

SPLITS, SEEDS = (0, 1, 2), (0, 1)


def rows() -> list[dict[str, object]]:
    """Return one row for each split, labeled set, unlabeled set and seed."""
    found, tree = [], intent_features().tree
    for split in SPLITS:
        benchmark = intent_benchmark(tree, split=split)
        for unlabeled in UNLABELED:
            for labeled in LABELED:
                for seed in SEEDS:
                    cell = ClassSetStudy(seed=seed)(benchmark.sets(labeled, unlabeled))
                    row = {
                        "split": split,
                        "labeled": labeled,
                        "unlabeled": unlabeled,
                        "level": similarity_level(labeled, unlabeled),
                        "seed": seed,
                        "flow": cell.learned.flow.value,
                        "pseudo_flow": cell.learned.pseudo,
                        "accuracy": cell.learned.accuracy,
                        "plain_flow": cell.plain.flow.value,
                        "plain_pseudo_flow": cell.plain.pseudo,
                        "plain_accuracy": cell.plain.accuracy,
                        "tree_similarity": cell.nearest_in_tree,
                    }
                    found.append(row)
                    print(row, flush=True)
    return found


def main() -> None:
    """Measure and ship."""
    started = time.monotonic()
    torch.set_num_threads(1)
    frame = pd.DataFrame(rows())
    means = frame.groupby("level")[["flow", "accuracy"]].mean().round(4)
    made = zoo.save_table(
        zoo.ModelCard(
            name=CELLS,
            title="Class sets of CLINC150: transfer flow and discovery accuracy",
            kind="table",
            file="",
            sha256="",
            command="python -m training.intent_cells",
            seed=0,
            data=f"shipped features {intent_features().sha256[:12]}",
            licence="CLINC150, Larson et al. 2019, CC BY 3.0; numbers only",
            score={str(level): row.to_dict() for level, row in means.iterrows()},
            settings={"splits": SPLITS, "seeds": SEEDS},
        ),
        frame,
    )
    print(f"{made.file}: {made.score}, {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()

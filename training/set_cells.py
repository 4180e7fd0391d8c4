"""Measure every labeled with every unlabeled set of a benchmark: rows of its table of cells.

Each cell is kept in the cache folder as soon as it is measured, so a stopped run goes on.
"""

import functools
import hashlib
import json
import time
from collections.abc import Callable, Iterator

import pandas as pd

from engine import zoo
from engine.core.paths import cache_folder
from engine.discovery.rank_correlation import rank_correlation
from engine.discovery.splits import LABELED, UNLABELED, ClassSets, similarity_level
from engine.studies.class_features import ClassFeatures
from engine.studies.class_sets import ClassSetStudy, checked_sets
from training.set_encoders import TrainedEncoder

SPLITS, SEEDS = (0, 1, 2), (0, 1)
Learner = Callable[[tuple[str, ...], int], TrainedEncoder]
"""From labeled classes and a seed to an encoder that embeds shipped samples by their place."""


def measured(
    data: ClassFeatures, study: ClassSetStudy, sets: ClassSets, learner: Learner
) -> dict[str, float]:
    """Return the numbers of one cell."""
    sets = checked_sets(data, sets)
    trained = learner(sets.labeled, study.seed)
    learned = trained.embed(data.rows(sets.unlabeled))
    cell = study.compare(data, sets, learned, trained.training_accuracy)
    return {
        "flow": cell.learned.flow.value,
        "pseudo_flow": cell.learned.pseudo,
        "accuracy": cell.learned.accuracy,
        "plain_flow": cell.plain.flow.value,
        "plain_pseudo_flow": cell.plain.pseudo,
        "plain_accuracy": cell.plain.accuracy,
        "tree_similarity": cell.nearest_in_tree,
        "flow_low": cell.learned.flow.low,
        "flow_high": cell.learned.flow.high,
        "training_accuracy": trained.training_accuracy,
    }


def cells(splits: tuple[int, ...] = SPLITS, seeds: tuple[int, ...] = SEEDS) -> Iterator[tuple]:
    """Return (split, seed, labeled, unlabeled) of every cell; cells of one encoder stand together.

    >>> len(list(cells()))
    36
    """
    for split in splits:
        for seed in seeds:
            for labeled in LABELED:
                for unlabeled in UNLABELED:
                    yield split, seed, labeled, unlabeled


def table(
    data: ClassFeatures,
    learner: Learner,
    *,
    name: str,
    splits: tuple[int, ...] = SPLITS,
    seeds: tuple[int, ...] = SEEDS,
) -> pd.DataFrame:
    """Return one row for each split, labeled set, unlabeled set and seed.

    Args:
        data: Features and tree of the benchmark.
        learner: Trains the encoder of a labeled set.
        name: Under which name rows are kept; another one measures anew.
        splits: Which splits of the tree.
        seeds: Which seeds of encoder, k-means and resamples.
    """
    found = []
    for split, seed, labeled, unlabeled in cells(splits, seeds):
        sets = data.benchmark.benchmark(data.tree, split=split).sets(labeled, unlabeled)
        study = ClassSetStudy(benchmark=data.benchmark.key, seed=seed)
        measure = functools.partial(measured, data, study, sets, learner)
        row = {
            "split": split,
            "labeled": labeled,
            "unlabeled": unlabeled,
            "level": similarity_level(labeled, unlabeled),
            "seed": seed,
        }
        found.append(row | kept(f"{name}-{data.sha256[:12]}-{row}", measure))
    return pd.DataFrame(found)


def kept(name: str, measure: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Return numbers that were measured before under this name, or measure and keep them."""
    folder = cache_folder() / "set_cells"
    folder.mkdir(exist_ok=True)
    file = folder / (hashlib.sha256(name.encode()).hexdigest()[:24] + ".json")
    if not file.is_file():
        started, found = time.process_time(), measure()
        file.write_text(json.dumps(found))
        print(f"{time.process_time() - started:.0f} s: {name}: {found}", flush=True)
    return json.loads(file.read_text())


def score(frame: pd.DataFrame) -> dict[str, object]:
    """Return what a card says of a table: means by level and the rank correlation."""
    means = frame.groupby("level")[["flow", "accuracy"]].mean().round(4)
    agreed = rank_correlation(
        frame["flow"].to_numpy(), frame["accuracy"].to_numpy(), groups=frame["split"].to_numpy()
    )
    return {
        **{str(level): row.to_dict() for level, row in means.iterrows()},
        "spearman": round(agreed.spearman, 4),
        "labels_helped": int((frame["accuracy"] > frame["plain_accuracy"]).sum()),
    }


def ship(
    data: ClassFeatures,
    frame: pd.DataFrame,
    *,
    command: str,
    licence: str,
    **settings: dict[str, int],
) -> zoo.ModelCard:
    """Write the table and its card."""
    return zoo.save_table(
        zoo.ModelCard(
            name=data.benchmark.cells,
            title=f"Class sets of {data.benchmark.title}: transfer flow and discovery accuracy",
            kind="table",
            file="",
            sha256="",
            command=command,
            seed=0,
            data=f"shipped features {data.sha256[:12]}",
            licence=licence,
            score=score(frame),
            settings={
                "splits": sorted(map(int, frame["split"].unique())),
                "seeds": sorted(map(int, frame["seed"].unique())),
                **settings,
            },
        ),
        frame,
    )

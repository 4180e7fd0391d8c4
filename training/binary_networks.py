"""Train small binary and compact networks on CIFAR-10: ``python -m training.binary_networks``.

Each run is a variant and a seed; all variants of a seed come before the next seed. A killed run
goes on after its last complete epoch, a finished one is not trained again, and what is finished
ships at the end (``--ship`` ships at once and trains nothing). MODELARIUM_DATA names the data.
"""

import argparse

import torch

from engine.studies.binary_variants import variants
from training.binary_run import RUNS, Run, cifar10
from training.binary_shipping import finished, ship


def numbers(text: str) -> tuple[int, ...]:
    """Return ``"0,1,2"`` as numbers."""
    return tuple(int(each) for each in text.split(","))


def names(text: str) -> tuple[str, ...]:
    """Return ``"a,b"`` as names."""
    return tuple(each.strip().lower() for each in text.split(",") if each.strip())


def main() -> None:
    """Train what is asked for and not finished; ship all that is finished."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=names, default=(), help="such as Bi-Real,BaseNet")
    parser.add_argument("--variants", type=names, default=(), help="keys, such as bireal,base_or")
    parser.add_argument("--seeds", type=numbers, default=(0, 1, 2))
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--ship", action="store_true", help="train nothing")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    RUNS.mkdir(parents=True, exist_ok=True)
    wanted = [
        each
        for each in variants()
        if (not asked.families or each.family.lower() in asked.families)
        and (not asked.variants or each.key in asked.variants)
    ]
    if not wanted:
        known = ", ".join(each.key for each in variants())
        parser.error(f"no variant is named so; there are: {known}")
    runs = [Run(each, seed, asked.epochs, asked.images) for seed in asked.seeds for each in wanted]
    left = [] if asked.ship else [run for run in runs if run.row is None]
    if left:
        train, test = cifar10(asked.images)
        for run in left:
            if run.variant.taught and run.teacher().row is None:
                run.teacher().train(train, test)
            run.train(train, test)
    done = finished(tuple(range(100)), asked.epochs, asked.images)
    if done and (asked.epochs, asked.images) == (10, 10_000):
        ship(done)


if __name__ == "__main__":
    main()

"""Measure the cells of CLINC150 in MiniLM's vectors: ``python -m training.intent_cells``.

Three splits of the intents and two seeds: 36 cells. A small encoder learns each labeled set from
the shipped vectors, as on the page.
"""

import functools

import torch

from engine.discovery.representation import LabeledRepresentation
from engine.studies.class_features import ClassFeatures
from engine.studies.intent_features import intent_features
from training.set_cells import Learner, ship, table
from training.set_encoders import TrainedEncoder


def small_encoder(data: ClassFeatures) -> Learner:
    """Return what trains the small encoder on the plain features of a labeled set."""

    @functools.lru_cache(maxsize=1)
    def learn(labeled: tuple[str, ...], seed: int) -> TrainedEncoder:
        rows = data.rows(labeled)
        learned = LabeledRepresentation(seed=seed)(data.features[rows], data.names(rows))
        return TrainedEncoder(
            lambda places: learned.embed(data.features[places]), learned.training_accuracy
        )

    return learn


def main() -> None:
    """Measure what was not measured before, and ship."""
    torch.set_num_threads(1)
    data = intent_features()
    made = ship(
        data,
        table(data, small_encoder(data), name="clinc150_minilm"),
        command="python -m training.intent_cells",
        licence="CLINC150, Larson et al. 2019, CC BY 3.0; numbers only",
    )
    print(made.file, made.score)


if __name__ == "__main__":
    main()

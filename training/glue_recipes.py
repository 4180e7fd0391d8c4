"""How each GLUE adapter is trained."""

import dataclasses

RANKS = {6: 8, 4: 8, 3: 8, 2: 8}  # by layers; each file stays below half a megabyte
FROZEN = {6: 2, 4: 1, 3: 1, 2: 0}  # first layers without an adapter


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Settings of one training run.

    Attributes:
        pooling: How states become features, see ``engine.language.heads``.
        epochs: Passes over the training set.
        batch_size: Examples a step.
        learning_rate: Peak rate of AdamW, after a linear rise and before a linear fall.
        gain: Factor on the adapter while it learns; folded into what ships.
        weight_decay: AdamW's decay.
        warmup: Share of the steps in which the rate rises.
        seed: Seed of initial values, order and dropout.
    """

    pooling: str = "mean"
    epochs: int = 4
    batch_size: int = 32
    learning_rate: float = 1e-3
    gain: float = 2.0
    weight_decay: float = 0.01
    warmup: float = 0.1
    seed: int = 0


RECIPES = {
    "sst2": Recipe(),
    "cola": Recipe(epochs=5),
    "mrpc": Recipe(pooling="segments", epochs=4, batch_size=16),
    "rte": Recipe(pooling="siamese", epochs=4, batch_size=16, learning_rate=5e-4),
    "stsb": Recipe(pooling="siamese", epochs=4, batch_size=16),
}

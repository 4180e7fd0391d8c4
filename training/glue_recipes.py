"""How each GLUE adapter is trained."""

import dataclasses


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
        frozen_share: Share of the layers, from below, that get no adapter.
        masked_share: Share of the word pieces that each step hides behind ``[MASK]``.
        seed: Seed of initial values, order and dropout.
    """

    pooling: str = "mean"
    epochs: int = 4
    batch_size: int = 32
    learning_rate: float = 1e-3
    gain: float = 2.0
    weight_decay: float = 0.01
    warmup: float = 0.1
    frozen_share: float = 0.0
    masked_share: float = 0.0
    seed: int = 0

    def frozen(self, layers: int) -> int:
        """Return how many of an encoder's first layers get no adapter."""
        return int(layers * self.frozen_share + 1e-6)

    def rank(self, layers: int) -> int:
        """Return the rank with which the file stays below half a megabyte."""
        return 5 if layers - self.frozen(layers) > 4 else 8


THIRD = 1 / 3
RECIPES = {
    "sst2": Recipe(epochs=3, masked_share=0.1),
    "cola": Recipe(epochs=5),
    "mrpc": Recipe(pooling="segments", epochs=4, batch_size=16, frozen_share=THIRD),
    "rte": Recipe(
        pooling="siamese", epochs=3, batch_size=16, learning_rate=5e-4, frozen_share=2 * THIRD
    ),
    "stsb": Recipe(
        pooling="cosine", epochs=2, batch_size=16, learning_rate=3e-4, frozen_share=THIRD
    ),
}
# six layers start from a good similarity and gain from larger steps at first
EXCEPTIONS = {
    ("stsb", "minilm"): dataclasses.replace(RECIPES["stsb"], epochs=3, learning_rate=5e-4),
}


def recipe(task: str, model: str) -> Recipe:
    """Return how an adapter is trained."""
    return EXCEPTIONS.get((task, model), RECIPES[task])

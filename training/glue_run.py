"""One adapter while it learns: network, data, one epoch, and what is kept of it."""

from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from torch import Tensor, nn

from engine.language.batches import Pieces, by_length, word_pieces
from engine.language.evaluation import run_network, score
from engine.language.examples import load_examples
from engine.language.heads import TaskNetwork
from engine.language.models import load_encoder, model_entry
from engine.language.tasks import Task
from training.frozen_layers import freeze_bottom
from training.glue_recipes import Recipe
from training.lora import adapter_arrays, add_adapters

if TYPE_CHECKING:
    from transformers import BertModel, PreTrainedTokenizerBase


class Run:
    """One adapter being trained."""

    def __init__(self, task: Task, model: str, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.task, self.recipe = task, recipe
        encoder = load_encoder(model)
        layers = model_entry(model).layers
        self.rank, self.frozen = recipe.rank(layers), recipe.frozen(layers)
        self.network = TaskNetwork(encoder.network, task.labels, pooling=recipe.pooling)
        if task.labels == 1:  # the last feature of a pair is the cosine: start from 5 * cosine
            with torch.no_grad():
                self.network.classifier.weight.mul_(0.1)[0, -1] = 5.0
        self.adapters = add_adapters(
            self.network, rank=self.rank, gain=recipe.gain, first_layer=self.frozen
        )
        freeze_bottom(cast("BertModel", encoder.network), self.frozen)
        self.learnt = {n: p for n, p in self.network.named_parameters() if p.requires_grad}
        self.optimizer = torch.optim.AdamW(
            self.learnt.values(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
        )
        self.pieces, self.labels = self._split(encoder.tokenizer, "train")
        self.dev_pieces, self.dev_labels = self._split(encoder.tokenizer, "dev")
        self.steps = -(-len(self.labels) // recipe.batch_size) * recipe.epochs
        self.step = 0
        self.mask_id = encoder.tokenizer.mask_token_id
        self.last_special = max(encoder.tokenizer.all_special_ids)

    def _split(
        self, tokenizer: "PreTrainedTokenizerBase", split: str
    ) -> tuple[Pieces, np.ndarray]:
        examples = load_examples(self.task, "glue", split)
        return word_pieces(tokenizer, examples), examples.labels

    def _rate(self) -> float:
        warmup = self.recipe.warmup * self.steps
        rise = (self.step + 1) / warmup
        fall = (self.steps - self.step) / (self.steps - warmup)
        return self.recipe.learning_rate * min(rise, fall)

    def _loss(self, logits: Tensor, labels: np.ndarray) -> Tensor:
        target = torch.as_tensor(labels)
        if self.task.labels == 1:
            return nn.functional.mse_loss(logits[:, 0], target.float())
        return nn.functional.cross_entropy(logits, target)

    def _hide(self, ids: Tensor) -> Tensor:
        hidden = (torch.rand(ids.shape) < self.recipe.masked_share) & (ids > self.last_special)
        return ids.masked_fill(hidden, self.mask_id)

    def _learn(self, rows: list[int]) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate()
        batch = self.pieces.batch(rows)
        batch["input_ids"] = self._hide(batch["input_ids"])
        loss = self._loss(self.network(**batch), self.labels[rows])
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.learnt.values(), 1.0)
        self.optimizer.step()
        self.step += 1
        return loss.item()

    def epoch(self, number: int) -> float:
        """Learn from every training example once; return the mean loss."""
        seed = self.recipe.seed * 1000 + number
        torch.manual_seed(seed)
        generator = np.random.default_rng(seed)
        lengths = self.pieces.lengths
        # a little noise on the lengths mixes the batches anew in each epoch
        mixed = lengths * 8 + generator.integers(0, 32, len(lengths))
        batches = by_length(mixed, self.recipe.batch_size)
        generator.shuffle(batches)
        self.network.train()
        return float(np.mean([self._learn(rows) for rows in batches]))

    def dev_score(self) -> dict[str, float]:
        """Return the metrics on the dev set."""
        self.network.eval()
        return score(self.task, run_network(self.network, self.dev_pieces), self.dev_labels)

    def state(self) -> dict[str, Tensor]:
        """Return a copy of what is learnt, by name."""
        return {name: p.detach().clone() for name, p in self.learnt.items()}

    def set_state(self, state: dict[str, Tensor]) -> None:
        """Put back what ``state`` returned."""
        with torch.no_grad():
            for name, parameter in self.learnt.items():
                parameter.copy_(state[name])

    def arrays(self) -> dict[str, np.ndarray]:
        """Return what ships."""
        return adapter_arrays(self.adapters, self.network.classifier)

"""Task models: an encoder, a head, and a low-rank adapter merged into the encoder's weights.

The adapter of a linear layer W (out, in) is the product of two thin matrices (LoRA, arXiv
2106.09685, eq. 3): W + up @ down, with up (out, rank) and down (rank, in). Merged, the network has
the encoder's own shape, so whatever is done to the encoder can be done to it.
"""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from engine import zoo
from engine.core.errors import IntegrityError, NotFoundError
from engine.language.heads import TaskNetwork
from engine.language.models import load_encoder, model_entry
from engine.language.tasks import Task, task_named

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

KIND = "glue_adapter"


@dataclasses.dataclass(frozen=True, eq=False)
class TaskModel:
    """A network that answers one task.

    Attributes:
        network: ``network(input_ids, attention_mask, token_type_ids)`` returns logits
            (batch, labels); in evaluation mode, adapters merged.
        tokenizer: The encoder's tokenizer.
        task: The task.
        encoder_name: Name in the model list.
        card: Card of the shipped adapter, None for a head that was fitted here.
    """

    network: nn.Module
    tokenizer: "PreTrainedTokenizerBase"
    task: Task
    encoder_name: str
    card: zoo.ModelCard | None = None


def adapter_name(task_name: str, model_name: str) -> str:
    """Return the name under which an adapter ships.

    >>> adapter_name("stsb", "minilm-3")
    'glue_stsb_minilm-3'
    """
    return f"glue_{task_name}_{model_name}"


def shipped_adapters() -> tuple[tuple[str, str], ...]:
    """Return (task name, model name) of every adapter that ships."""
    found = (card.name.removeprefix("glue_").split("_", 1) for card in zoo.cards(KIND))
    return tuple((task, model) for task, model in found)


def merge_adapter(network: nn.Module, arrays: Mapping[str, np.ndarray]) -> None:
    """Add every ``NAME.up @ NAME.down`` to the weight of layer NAME, and set ``classifier``.

    Raises:
        IntegrityError: If an array fits no layer of the network; nothing is changed then.
    """
    expected = {name: tuple(p.shape) for name, p in network.named_parameters()}
    layers = sorted({name.removesuffix(".down") for name in arrays if name.endswith(".down")})
    changes: dict[str, torch.Tensor] = {}
    for name in layers:
        up, down = arrays.get(f"{name}.up"), arrays[f"{name}.down"]
        if up is None or up.shape[1] != down.shape[0]:
            raise IntegrityError(f"adapter of {name} must hold up (out, rank), down (rank, in)")
        changes[f"{name}.weight"] = torch.from_numpy(
            up.astype(np.float32) @ down.astype(np.float32)
        )
    head = {name: a for name, a in arrays.items() if name.startswith("classifier.")}
    shapes = {name: tuple(c.shape) for name, c in (changes | head).items()}
    wrong = [name for name, shape in shapes.items() if expected.get(name) != shape]
    if wrong:
        raise IntegrityError(
            f"adapter does not fit the network at {wrong[0]}: {shapes[wrong[0]]} against "
            f"{expected.get(wrong[0])}; is it the adapter of another model?"
        )
    state = network.state_dict()
    with torch.no_grad():
        for name, change in changes.items():
            state[name].add_(change)
        for name, values in head.items():
            state[name].copy_(torch.from_numpy(values.astype(np.float32)))


def load_task_model(model_name: str, task_name: str) -> TaskModel:
    """Load an encoder with the shipped adapter of a task merged into it.

    Raises:
        NotFoundError: If the model, the task, or an adapter for both is not there.
        IntegrityError: If the encoder or the adapter is not the file on its card.
    """
    task, entry = task_named(task_name), model_entry(model_name)
    name = adapter_name(task.name, entry.name)
    shipped = shipped_adapters()
    if (task.name, entry.name) not in shipped:
        others = ", ".join(model for other, model in shipped if other == task.name)
        raise NotFoundError(
            f"no adapter of {entry.name} for {task.title}; there are adapters of: {others or '-'}"
        )
    card = zoo.card(name)
    encoder = load_encoder(entry.name)
    network = TaskNetwork(encoder.network, task.labels, pooling=str(card.settings["pooling"]))
    merge_adapter(network, zoo.tensors(name))
    network.eval().requires_grad_(requires_grad=False)
    return TaskModel(network, encoder.tokenizer, task, encoder.name, card)

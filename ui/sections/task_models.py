"""The full and the quantized network of one cell, loaded once and shared by a page's sections.

Plain caches, not Streamlit's: a job's thread uses them too, and such a thread never calls ``st``.
"""

import dataclasses
import functools
from typing import TYPE_CHECKING

from engine.studies.sweep_plan import ZERO_SHOT, Cell

if TYPE_CHECKING:
    from engine.language.adapters import TaskModel


@dataclasses.dataclass(frozen=True)
class Pair:
    """A task model and its quantized copy; neither is ever changed.

    Attributes:
        full: Full-precision task model.
        quantized: The same with quantized weights.
        packed_bytes: Size of the quantized model with its codes packed.
        full_bytes: Size of the full-precision model.
    """

    full: "TaskModel"
    quantized: "TaskModel"
    packed_bytes: int
    full_bytes: int


@functools.lru_cache(maxsize=4)
def full_model(model: str, task: str) -> "TaskModel":
    """Return the task model with its adapter merged."""
    from engine.language.adapters import load_task_model

    return load_task_model(model, task)


@functools.lru_cache(maxsize=4)
def pair(cell: Cell) -> Pair:
    """Return the models of a cell; a zero-shot cell uses the adapted model of its task."""
    from engine.quantization.network import quantize_network
    from engine.quantization.roles import DEFAULT_ROLES, WITHOUT_EMBEDDINGS
    from engine.studies.layer_configurations import configuration

    full = full_model(cell.model, "stsb" if cell.task == ZERO_SHOT else cell.task)
    made = quantize_network(
        full.network,
        configuration(cell.method).at(cell.bits, cell.granularity),
        roles=DEFAULT_ROLES if cell.embeddings else WITHOUT_EMBEDDINGS,
        keep_codes=False,
    )
    copied = dataclasses.replace(full, network=made.module)
    return Pair(full, copied, made.packed_bytes, made.full_bytes)

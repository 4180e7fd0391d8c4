"""Measure any module: run a copy without memory ("meta" tensors) and watch every operation."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from engine.core.errors import EngineError
from engine.cost.arithmetic import Operation, counted, quick_output
from engine.cost.network import FeatureMap, LayerCost, NetworkCost
from engine.cost.rows import Seen, layer_rows
from engine.cost.twin import input_tensors, moved, twin_of

LARGEST_REAL_INPUT = 2**24


def measure(
    module: nn.Module,
    input_shape: Sequence[int] | None = None,
    *,
    inputs: Sequence[Tensor] | None = None,
) -> NetworkCost:
    """Return what one forward pass of ``module`` costs; the module itself is left alone.

    A copy in evaluation mode runs on tensors that have a shape but no memory, so that a large
    network takes milliseconds. Where that is impossible (a module that reads values), the copy
    runs on zeros. Operations are seen whether they are layers or plain functions; a module's
    attributes ``weight_bits``, ``activation_bits`` (of each number it stores and reads),
    ``stored_bits`` (of each number of an output that goes through memory), ``stage_name`` and
    ``output_bits`` (of a stage's output) and ``is_classifier`` are read.

    Args:
        module: Any PyTorch module.
        input_shape: Shape of its one input, without the batch; a batch of one is measured.
        inputs: Instead, the tensors that it is called with (token numbers, several inputs).

    Raises:
        ValueError: If the shape is empty, not positive, or too large.
        EngineError: If the module cannot run on such an input.

    >>> cost = measure(nn.Conv2d(3, 8, 3, padding=1), (3, 4, 4))
    >>> cost.parameters, cost.multiply_adds
    (224, 3456)
    """
    tensors = input_tensors(module, input_shape, inputs)
    failures = []
    for device in ("meta", "cpu"):
        if device == "cpu" and sum(t.numel() for t in tensors) > LARGEST_REAL_INPUT:
            break
        try:
            twin = twin_of(module, device)
            return _run(twin, [moved(tensor, device) for tensor in tensors])
        except EngineError:
            raise
        except Exception as problem:
            failures.append(f"{type(problem).__name__}: {str(problem)[:200]}")
    shapes = ", ".join("x".join(map(str, t.shape)) for t in tensors)
    raise EngineError(
        f"{type(module).__name__} must run on an input of shape {shapes}, but it raised "
        f"{failures[-1]}; check the input's shape and channels, or pass inputs=[...]"
    )


def _run(twin: nn.Module, tensors: list[Tensor]) -> NetworkCost:
    watch = _Watch(twin)
    try:
        with torch.no_grad(), watch:
            twin(*tensors)
    finally:
        watch.release()
    rows = layer_rows(twin, watch.seen, watch.last)
    return NetworkCost(
        layers=rows,
        stages=tuple(watch.stages),
        stored_maps=tuple(watch.stored) or _written_maps(rows),
        input_shapes=tuple(tuple(tensor.shape[1:]) for tensor in tensors),
    )


def _written_maps(rows: Sequence[LayerCost]) -> tuple[FeatureMap, ...]:
    return tuple(
        FeatureMap(row.name, row.output_shape or (), row.output_values * 32)
        for row in rows
        if row.multiply_adds
    )


class _Watch(TorchDispatchMode):
    """Notes each operation under the innermost module that is running."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.seen: dict[str, Seen] = {}
        self.last: str | None = None
        self.stages: list[FeatureMap] = []
        self.stored: list[FeatureMap] = []
        self._running: list[str] = []
        self._hooks = []
        for name, each in module.named_modules():
            self._hooks.append(each.register_forward_pre_hook(self._entering(name)))
            self._hooks.append(each.register_forward_hook(self._leaving(name)))

    def release(self) -> None:
        """Take the hooks off again."""
        for hook in self._hooks:
            hook.remove()

    def __torch_dispatch__(
        self,
        func: Any,  # noqa: ANN401
        types: Any,  # noqa: ANN401
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401
        del types
        output = quick_output(func, args)
        if output is None:
            output = func(*args, **(kwargs or {}))
        found = counted(func, args, output)
        if found is not None:
            name = self._running[-1] if self._running else ""
            self._note(name, found)
        return output

    def _note(self, name: str, found: Operation) -> None:
        if found.kind != "normalization":
            self.last = name
        seen = self.seen.get(name, Seen())
        self.seen[name] = dataclasses.replace(seen, operations=(*seen.operations, found))

    def _entering(self, name: str) -> Any:  # noqa: ANN401
        def enter(module: nn.Module, values: Any) -> None:  # noqa: ANN401
            del module
            self._running.append(name)
            seen = self.seen.get(name, Seen())
            given = sum(each.numel() for each in values if isinstance(each, Tensor))
            self.seen[name] = dataclasses.replace(
                seen, calls=seen.calls + 1, given=seen.given + given
            )

        return enter

    def _leaving(self, name: str) -> Any:  # noqa: ANN401
        def leave(module: nn.Module, values: Any, output: Any) -> None:  # noqa: ANN401
            del values
            self._running.pop()
            if not isinstance(output, Tensor):
                return
            shape = tuple(output.shape[1:])
            self.seen[name] = dataclasses.replace(self.seen.get(name, Seen()), shape=shape)
            stage, stored = getattr(module, "stage_name", None), getattr(module, "stored_bits", 0)
            if stage:
                bits = output.numel() * getattr(module, "output_bits", 32)
                self.stages.append(FeatureMap(stage, shape, bits))
            if stored:
                self.stored.append(FeatureMap(name, shape, output.numel() * stored))

        return leave

"""Is it faster? Measured time of float32 beside torch's dynamic int8 on this machine.

Our 2 to 8 bit weights are simulated in float32: they change what a network answers, not how
long it takes. The row that can be faster is int8 arithmetic in torch's own kernels.
"""

import dataclasses
import io
import statistics
import time
import warnings

import torch
from torch import Tensor, nn

from engine.core.jobs import Report


@dataclasses.dataclass(frozen=True)
class Latency:
    """Time of one network for one batch size.

    Attributes:
        network: ``"float32"``, ``"simulated"`` or ``"int8"``.
        batch: Sentences in a batch.
        milliseconds: Median time of one batch, in milliseconds.
        fastest_milliseconds: Fastest round, in milliseconds.
        megabytes: Size of the saved weights, in millions of bytes.
    """

    network: str
    batch: int
    milliseconds: float
    fastest_milliseconds: float
    megabytes: float


def dynamic_int8(network: nn.Module) -> nn.Module:
    """Return a copy whose Linear layers run torch's dynamic int8 kernels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecated in torch in favour of torchao, still shipped
        return torch.ao.quantization.quantize_dynamic(network, {nn.Linear}, dtype=torch.qint8)  # ty: ignore[deprecated]


def saved_megabytes(network: nn.Module) -> float:
    """Return the size of a network's saved state, in millions of bytes."""
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save(network.state_dict(), stream)
    return stream.tell() / 1e6


def measure_latency(
    network: nn.Module,
    simulated: nn.Module,
    *,
    batches: tuple[int, ...] = (1, 16),
    tokens: int = 32,
    rounds: int = 15,
    report: Report | None = None,
) -> tuple[Latency, ...]:
    """Time the three networks in turn on random word pieces; the median of ``rounds`` counts.

    Args:
        network: Full-precision task network: ``network(input_ids, attention_mask,
            token_type_ids)``.
        simulated: The same network with simulated quantized weights.
        batches: Batch sizes.
        tokens: Word pieces of a sentence.
        rounds: Counted rounds; one more warms up.
        report: Called before each round.
    """
    contestants = {"float32": network, "simulated": simulated, "int8": dynamic_int8(network)}
    sizes = {name: saved_megabytes(each) for name, each in contestants.items()}
    total = len(batches) * (rounds + 1)
    rows: list[Latency] = []
    for place, batch in enumerate(batches):
        inputs = _inputs(batch, tokens)
        seconds: dict[str, list[float]] = {name: [] for name in contestants}
        for number in range(rounds + 1):
            if report is not None:
                report((place * (rounds + 1) + number) / total, f"batch {batch}, round {number}")
            for name, each in contestants.items():
                took = _once(each, inputs)
                if number:
                    seconds[name].append(took)
        rows += [
            Latency(n, batch, 1e3 * statistics.median(s), 1e3 * min(s), sizes[n])
            for n, s in seconds.items()
        ]
    return tuple(rows)


def _inputs(batch: int, tokens: int) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(1000, 20_000, (batch, tokens), generator=generator)
    return {
        "input_ids": ids,
        "attention_mask": torch.ones_like(ids),
        "token_type_ids": torch.zeros_like(ids),
    }


def _once(network: nn.Module, inputs: dict[str, Tensor]) -> float:
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        began = time.perf_counter()
        network(**inputs)
        return time.perf_counter() - began

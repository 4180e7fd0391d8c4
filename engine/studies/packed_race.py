"""A packed 3x3 layer against float32 on this machine: times, and bytes on the disk.

Every round times each contestant once, on one thread; medians count. The clock is the thread's own
processor time where the system tells it finely: on a busy machine a wall clock makes the longer
call wait more often, and the packed layer would look two to three times better than it is. The
packed sums are compared with the float ones before the clock starts.
"""

import dataclasses
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from engine.binary.packed import PackedConvolution, save_packed
from engine.binary.sign import sign
from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.threads import one_thread

FLOAT, SIMULATED, PACKED, SUMS = (
    "float32 convolution",
    "signs as float32",
    "packed, from floats",
    "packed, bits already there",
)
CONTESTANTS = (FLOAT, SIMULATED, PACKED, SUMS)
AVX2_LIMIT, PAPERS = 8.0, (58.0, 64.0)
MOST_PRODUCTS = 2_000_000_000
WARM = 2
FINE_SECONDS = 1e-6


@dataclasses.dataclass(frozen=True)
class RaceResult:
    """Times and sizes of one layer.

    Attributes:
        milliseconds: Median time of one call by contestant.
        clock: "processor time" of the thread, or "wall time" where that is too coarse.
        products: Multiply-adds of one call.
        equal: Whether the packed sums were those of the float convolution, every one.
        float_bytes: The weights' file as float32.
        packed_bytes: The same weights' signs, packed.
        features: Which of the instructions that matter the processor has.
    """

    milliseconds: dict[str, float]
    clock: str
    products: int
    equal: bool
    float_bytes: int
    packed_bytes: int
    features: tuple[str, ...]

    def ratio(self, contestant: str = PACKED) -> float:
        """Return how many times faster a contestant is than the float32 convolution."""
        return self.milliseconds[FLOAT] / self.milliseconds[contestant]


@dataclasses.dataclass(frozen=True)
class PackedRace(Settings):
    """One 3x3 convolution of as many channels in as out, border of zeros, one picture.

    "Signs as float32" is how most binary networks really run: the signs are multiplied as
    floats. "Packed, from floats" takes the same float map and includes signs and packing;
    "bits already there" begins with a packed map, as between two layers of BoolNet.

    >>> PackedRace(channels=0)
    Traceback (most recent call last):
    ValueError: channels must lie between 1 and 1024, got 0
    """

    channels: int = param(128, 1, 1024, "channels in and out")
    side: int = param(28, 1, 224, "height and width of the map, pixels")
    rounds: int = param(21, 3, 101, "rounds, of which the median counts")
    seed: int = param(0, 0, 1000, "seed of map and weights")

    def __post_init__(self) -> None:
        """Check the fields, and that a round does not take too long.

        Raises:
            ValueError: If there are more than ``MOST_PRODUCTS`` multiply-adds.
        """
        super().__post_init__()
        if self.products > MOST_PRODUCTS:
            raise ValueError(
                f"a race must have at most {MOST_PRODUCTS:,} multiply-adds, got {self.products:,} "
                f"({self.channels} channels, {self.side} pixels); take fewer channels or pixels"
            )

    @property
    def products(self) -> int:
        """Multiply-adds of one call."""
        return 9 * self.channels**2 * self.side**2

    def __call__(self, *, report: Report | None = None) -> RaceResult:
        """Return the times and sizes; the first call compiles for some seconds."""
        say = report or (lambda _share, _message: None)
        say(0.0, "drawing numbers")
        generator = torch.Generator().manual_seed(self.seed)
        maps = torch.randn(1, self.channels, self.side, self.side, generator=generator)
        weight = torch.randn(self.channels, self.channels, 3, 3, generator=generator)
        layer, values = PackedConvolution.packed(weight.numpy(), border="zero"), maps.numpy()
        signs = sign(weight)
        with one_thread(), torch.inference_mode():
            say(0.05, "compiling, and comparing every sum")
            equal = bool(np.array_equal(layer(values), _plain(sign(maps), signs).numpy()))
            ready = layer.pack(values)
            calls: dict[str, Callable[[], object]] = {
                FLOAT: lambda: _plain(maps, weight),
                SIMULATED: lambda: _plain(sign(maps), signs),
                PACKED: lambda: layer(values),
                SUMS: lambda: layer.sums(ready),
            }
            milliseconds = _medians(calls, self.rounds, say)
        sizes = _sizes(weight, layer)
        return RaceResult(milliseconds, _clock()[1], self.products, equal, *sizes, processor())


def _plain(maps: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return torch.conv2d(maps, weight, padding=1)


def _clock() -> tuple[Callable[[], float], str]:
    if time.get_clock_info("thread_time").resolution <= FINE_SECONDS:
        return time.thread_time, "processor time"
    return time.perf_counter, "wall time"


def _medians(calls: dict[str, Callable[[], object]], rounds: int, say: Report) -> dict[str, float]:
    now = _clock()[0]
    times: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(WARM + rounds):
        for name, call in calls.items():
            say(0.1 + 0.9 * number / (WARM + rounds), f"round {number + 1} of {WARM + rounds}")
            start = now()
            call()
            if number >= WARM:
                times[name].append(1000 * (now() - start))
    return {name: statistics.median(found) for name, found in times.items()}


def _sizes(weight: torch.Tensor, layer: PackedConvolution) -> tuple[int, int]:
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float.safetensors"
        save_file({"weight": weight.numpy()}, plain)
        return plain.stat().st_size, save_packed(
            Path(folder) / "bits.safetensors", {"weight": layer}
        )


def processor() -> tuple[str, ...]:
    """Return which of the instructions that decide the race this processor has."""
    from llvmlite import binding

    found = binding.get_host_cpu_features()
    titles = {"avx2": "AVX2", "avx512f": "AVX-512", "avx512vpopcntdq": "vector popcount"}
    return tuple(title for name, title in titles.items() if found.get(name))

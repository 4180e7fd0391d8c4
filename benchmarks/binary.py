"""Packed binary products and convolutions beside torch's float32, on one thread.

Run: ``python -m benchmarks.binary``; ``--quick`` takes few rounds and writes nothing.
Every packed result is compared with the float one before it is timed. The layer's time includes
signs, packing and border; its result is int32, outputs innermost. torch multiplies floats that
are as many, as a full-precision network of the same shape would.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import torch
from torch import nn

from benchmarks.document import table, write_section
from benchmarks.timing import Timing, alternate, machine
from engine.binary import MeliusBlock
from engine.binary.packed import (
    PackedConvolution,
    pack_signs,
    packed_bytes,
    packed_layers,
    packed_network,
    packed_product,
    save_packed,
)
from engine.binary.sign import sign

LAYERS = ((64, 56), (128, 28), (256, 14))  # channels, side: the stages of a ResNet-18
LIMITS = """\
**What can be reached.** With AVX2 a core starts 16 float32 multiply-adds a cycle. Counting the
ones of 256 XNORs by byte shuffles takes about 8 vector instructions on 4 ports, 128 products a
cycle: the limit is 8 times the float32 peak. A ratio above 8 means that torch is below its own
peak. The papers' 58 to 64 times count one 64-bit operation as one scalar float operation; a
processor that multiplies 8 floats at once and counts bits in several steps does not give that.
What shrinks by 32 in full is the memory of the weights."""


def _row(name: str, times: list[Timing], products: int) -> tuple[str, ...]:
    plain, packed = times
    ratio = plain.median / packed.median
    return (
        name,
        f"{plain.median * 1e3:.2f}",
        f"{packed.median * 1e3:.3f}",
        f"{ratio:.1f}x",
        f"{plain.minimum / packed.minimum:.1f}x",
        f"{products / packed.median * 1e-9:.0f}",
    )


HEAD = (
    "shape",
    "torch, median ms",
    "packed, median ms",
    "torch / packed",
    "of the fastest rounds",
    "packed, 10^9 products a second",
)


def products(rounds: int) -> str:
    """The matrix products of the three layers and a larger one, both sides packed before."""
    rows = []
    shapes = [(side * side, channels, 9 * channels) for channels, side in LAYERS]
    for count, outgoing, inner in (*shapes, (512, 512, 4608)):
        generator = torch.Generator().manual_seed(0)
        left = sign(torch.randn(count, inner, generator=generator))
        right = sign(torch.randn(outgoing, inner, generator=generator))
        layer = PackedConvolution.packed(right.numpy()[:, :, None, None])
        words, across = pack_signs(left.numpy()), right.T.contiguous()
        np.testing.assert_array_equal(packed_product(words, layer), (left @ across).numpy())
        times = alternate(
            {
                "torch": lambda a=left, b=across: lambda: a @ b,
                "packed": lambda w=words, c=layer: lambda: packed_product(w, c),
            },
            rounds=rounds,
            warmup=3,
        )
        name = f"{count} x {inner} times {inner} x {outgoing}"
        rows.append(_row(name, times, count * inner * outgoing))
    return "**Matrix product** (target 6x).\n\n" + table(HEAD, rows)


def layers(rounds: int) -> str:
    """Whole 3x3 layers from float maps: signs, packing, border and sums."""
    rows = []
    for channels, side in LAYERS:
        generator = torch.Generator().manual_seed(0)
        maps = torch.randn(1, channels, side, side, generator=generator)
        weight = torch.randn(channels, channels, 3, 3, generator=generator)
        layer, values = PackedConvolution.packed(weight.numpy(), border="zero"), maps.numpy()
        wanted = torch.conv2d(sign(maps), sign(weight), padding=1)
        np.testing.assert_array_equal(layer(values), wanted.numpy())
        times = alternate(
            {
                "torch": lambda m=maps, w=weight: lambda: torch.conv2d(m, w, padding=1),
                "packed": lambda m=values, c=layer: lambda: c(m),
            },
            rounds=rounds,
            warmup=3,
        )
        name = f"{channels} channels, {side} x {side}"
        rows.append(_row(name, times, 9 * channels * channels * side * side))
    return "**Whole 3x3 layer, border of zeros** (target 5x).\n\n" + table(HEAD, rows)


def stage(rounds: int) -> str:
    """A stage of MeliusNet22 whose batch norms and sums of maps stay float."""
    torch.manual_seed(0)
    blocks = [MeliusBlock(in_channels=64 + 64 * index).build() for index in range(4)]
    plain = nn.Sequential(*blocks).eval()
    packed = packed_network(plain)
    maps = torch.randn(1, 64, 56, 56)
    if not torch.equal(plain(maps), packed(maps)):
        raise ValueError("the packed stage must give the float stage's numbers")
    times = alternate(
        {"torch": lambda: lambda: plain(maps), "packed": lambda: lambda: packed(maps)},
        rounds=max(3, rounds // 3),
    )
    with tempfile.TemporaryDirectory() as folder:
        size = save_packed(Path(folder) / "stage.safetensors", packed_layers(packed))
    weights = 8 * packed_bytes(packed_layers(packed))
    return (
        "**First stage of MeliusNet22, 56 x 56**, floats of -1 and +1 beside packed, same "
        f"numbers: {times[0].median * 1e3:.1f} ms and {times[1].median * 1e3:.1f} ms, "
        f"{times[0].median / times[1].median:.1f}x; batch norms and copies of maps stay float. "
        f"Its {weights:,} binary weights take {size:,} bytes as a file, {4 * weights:,} as floats."
    )


def main() -> None:
    """Run every part and write the section of ``docs/benchmarks.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds, nothing written")
    parser.add_argument("--rounds", type=int, default=51)
    wanted = parser.parse_args()
    rounds = 9 if wanted.quick else wanted.rounds
    torch.set_num_threads(1)
    with torch.inference_mode():
        parts = [
            "## Binary networks\n\n`python -m benchmarks.binary`\n\n"
            + machine("numpy", "torch", "numba"),
            products(rounds),
            layers(rounds),
            stage(rounds),
            LIMITS.replace("\n", " "),
        ]
    if not wanted.quick:
        write_section("binary", "\n\n".join(parts))
    print("\n\n".join(parts))


if __name__ == "__main__":
    main()

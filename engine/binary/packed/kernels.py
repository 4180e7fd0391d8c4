"""XNOR and popcount: the compiled loop under every packed layer.

The innermost loop is written as LLVM's vector code, which becomes AVX2's byte shuffles (or
whatever the machine counts bits with) without a C compiler: 4 pixels times 8 outputs stay in
registers. It stands in one file with the loop around it, so that a change renews the kept code.
"""

import inspect
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from jaxtyping import Int32, Int64, UInt64
from llvmlite import ir

from engine.binary.packed.compiling import compiled  # before numba: it names the cache's folder

# isort: split
from numba.core import cgutils, config, types
from numba.extending import intrinsic

_ROWS, _COLUMNS, _LANES = 4, 8, 4
_FLUSH = 31  # 31 times 8 bits still fit one byte of a running count
_FEATURES = getattr(config, "CPU_FEATURES", None)  # set by who compiles for another machine
_AVX2 = (
    llvm.get_host_cpu_features().get("avx2", False) if _FEATURES is None else "+avx2" in _FEATURES
)
_WORD, _INT = ir.IntType(64), ir.IntType(32)
_BYTES = ir.VectorType(ir.IntType(8), 8 * _LANES)
_WORDS = ir.VectorType(_WORD, _LANES)


def _called(builder: ir.IRBuilder, name: str, result: ir.Type, *values: ir.Value) -> ir.Value:
    kinds = [value.type for value in values]  # ty: ignore[missing-attribute] - all have one
    kind = ir.FunctionType(result, kinds)
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), values)


def _splat(builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
    one = builder.insert_element(ir.Constant(_WORDS, ir.Undefined), value, ir.Constant(_INT, 0))
    mask = ir.Constant(ir.VectorType(_INT, _LANES), [0] * _LANES)
    return builder.shuffle_vector(one, ir.Constant(_WORDS, ir.Undefined), mask)


def _loaded(builder: ir.IRBuilder, address: ir.Value, kind: ir.Type) -> ir.Value:
    pointer = builder.inttoptr(address, kind.as_pointer())
    return builder.load(pointer, align=8)


def _byte_sums(builder: ir.IRBuilder, counts: ir.Value) -> ir.Value:
    """Return the sum of each lane's eight bytes."""
    if _AVX2:
        empty = ir.Constant(_BYTES, None)
        return _called(builder, "llvm.x86.avx2.psad.bw", _WORDS, counts, empty)
    sums = builder.bitcast(counts, _WORDS)
    for shift, kept in ((8, 0x00FF00FF00FF00FF), (16, 0x0000FFFF0000FFFF), (32, 0xFFFFFFFF)):
        mask = ir.Constant(_WORDS, [kept] * _LANES)
        moved = builder.lshr(sums, ir.Constant(_WORDS, [shift] * _LANES))
        sums = builder.add(builder.and_(sums, mask), builder.and_(moved, mask))
    return sums


def _tile(typing: Any, pixels: Any, outs: Any, weights: Any, offsets: Any, sizes: Any) -> Any:  # noqa: ANN401
    """Compute 4 pixels times 8 outputs: ``sizes[1] - 2 popcount(pixel XOR weight)``.

    Every argument holds addresses in bytes: ``pixels`` and ``outs`` of 4 pixels and of their
    int32 results, ``weights`` of (words, 8) words, ``offsets`` of each word's distance from its
    pixel. Each lane holds one output; counts run in bytes and are summed every 31 words.
    """
    four, pair = types.UniTuple(types.int64, _ROWS), types.UniTuple(types.int64, 2)
    signature = types.void(four, four, types.int64, types.int64, pair)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        pixels, outs, weights, offsets, sizes = arguments
        bases = cgutils.unpack_tuple(builder, pixels)
        words, total = cgutils.unpack_tuple(builder, sizes)
        cells = [(row, half) for row in range(_ROWS) for half in range(_COLUMNS // _LANES)]
        counts = [cgutils.alloca_once(builder, _BYTES) for _ in cells]
        sums = [cgutils.alloca_once(builder, _WORDS) for _ in cells]
        for each in sums:
            builder.store(ir.Constant(_WORDS, None), each)
        number = ir.Constant(_WORD, _FLUSH)
        zero, one = ir.Constant(_WORD, 0), ir.Constant(_WORD, 1)
        with cgutils.for_range_slice(builder, zero, words, number, _WORD) as (begin, _):
            for each in counts:
                builder.store(ir.Constant(_BYTES, None), each)
            after = builder.add(begin, number)
            end = builder.select(builder.icmp_signed("<", after, words), after, words)
            with cgutils.for_range_slice(builder, begin, end, one, _WORD) as (word, _):
                _count_word(builder, (bases, weights, offsets), word, counts)
            for count, sum_ in zip(counts, sums, strict=True):
                more = _byte_sums(builder, builder.load(count))
                builder.store(builder.add(builder.load(sum_), more), sum_)
        _store_results(builder, cgutils.unpack_tuple(builder, outs), total, sums)
        return context.get_dummy_value()

    return signature, generate


def _count_word(
    builder: ir.IRBuilder,
    places: tuple[list[ir.Value], ir.Value, ir.Value],
    word: ir.Value,
    counts: list[ir.Value],
) -> None:
    bases, weights, offsets = places
    eight = ir.Constant(_WORD, 8)
    offset = _loaded(builder, builder.add(offsets, builder.mul(word, eight)), _WORD)
    here = builder.add(weights, builder.mul(word, ir.Constant(_WORD, 8 * _COLUMNS)))
    halves = [
        _loaded(builder, builder.add(here, ir.Constant(_WORD, 8 * _LANES * half)), _WORDS)
        for half in range(_COLUMNS // _LANES)
    ]
    for row, base in enumerate(bases):
        pixel = _splat(builder, _loaded(builder, builder.add(base, offset), _WORD))
        for half, weight in enumerate(halves):
            differ = builder.bitcast(builder.xor(pixel, weight), _BYTES)
            ones = _called(builder, f"llvm.ctpop.v{8 * _LANES}i8", _BYTES, differ)
            count = counts[row * len(halves) + half]
            builder.store(builder.add(builder.load(count), ones), count)


def _store_results(
    builder: ir.IRBuilder, outs: list[ir.Value], total: ir.Value, sums: list[ir.Value]
) -> None:
    kind = ir.VectorType(_INT, _LANES)
    for index, each in enumerate(sums):
        row, half = divmod(index, _COLUMNS // _LANES)
        twice = builder.shl(builder.load(each), ir.Constant(_WORDS, [1] * _LANES))
        result = builder.trunc(builder.sub(_splat(builder, total), twice), kind)
        place = builder.add(outs[row], ir.Constant(_WORD, 4 * _LANES * half))
        builder.store(result, builder.inttoptr(place, kind.as_pointer()), align=4)


_tile_of = intrinsic(inspect.unwrap(_tile))


@compiled
def convolve(
    maps: UInt64[np.ndarray, "samples tall wide words"],
    weights: UInt64[np.ndarray, "groups blocks taps 8"],
    offsets: Int64[np.ndarray, " taps"],
    out: Int32[np.ndarray, "samples height width groups outgoing"],
    sizes: tuple[int, int, int],
) -> None:
    """Write every product of one-bit pixels and weights.

    Args:
        maps: Packed maps with their border.
        weights: Packed weights, 8 outputs side by side.
        offsets: Distance in bytes of each word of the kernel from the pixel's first one.
        out: Receives the sums, outputs innermost, padded to multiples of 8.
        sizes: Stride, products in a sum, words of a group.
    """
    stride, total, group_words = sizes
    samples, height, width, groups, _ = out.shape
    step, line = 8 * maps.shape[3] * stride, 8 * maps.shape[3] * maps.shape[2]
    result, last = 4 * groups * out.shape[4], height * width - 1
    shape = (np.int64(offsets.size), np.int64(total))
    starts = np.empty(height * width, np.int64)  # distance of each sum's first pixel
    for row in range(height):
        for column in range(width):
            starts[row * width + column] = row * stride * line + column * step
    for sample in range(samples):
        for group in range(groups):
            source = maps.ctypes.data + sample * maps.shape[1] * line + 8 * group * group_words
            for block in range(weights.shape[1]):
                kernel = np.int64(weights[group, block].ctypes.data)
                goal = out.ctypes.data + sample * height * width * result
                goal += 4 * (group * out.shape[4] + block * 8)
                for a in range(0, height * width, 4):  # the last sum may be done again
                    b, c, d = min(a + 1, last), min(a + 2, last), min(a + 3, last)
                    _tile_of(
                        (
                            source + starts[a],
                            source + starts[b],
                            source + starts[c],
                            source + starts[d],
                        ),
                        (
                            goal + a * result,
                            goal + b * result,
                            goal + c * result,
                            goal + d * result,
                        ),
                        kernel,
                        np.int64(offsets.ctypes.data),
                        shape,
                    )

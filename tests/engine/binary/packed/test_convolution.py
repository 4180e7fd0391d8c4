"""Packed convolutions and products against plain float arithmetic on -1 and +1."""

import sys
from concurrent.futures import ThreadPoolExecutor
from subprocess import run

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from engine.binary import KernelShape
from engine.binary.packed import (
    PACKED_BORDERS,
    PackedConvolution,
    pack_signs,
    packed_product,
    unpack_signs,
)


def plain(maps, weight, shape, border):
    """Torch's float convolution of the signs, with the border laid around first."""
    signs = torch.where(torch.from_numpy(maps) >= 0, 1.0, -1.0)
    kernel = torch.where(torch.from_numpy(weight) >= 0, 1.0, -1.0)
    margin = (shape.dilation * (shape.kernel // 2),) * 4
    if border == "replicate":
        signs = F.pad(signs, margin, mode="replicate")
    else:
        value = {"minus_one": -1.0, "plus_one": 1.0, "zero": 0.0}[border]
        signs = F.pad(signs, margin, value=value)
    return F.conv2d(
        signs, kernel, stride=shape.stride, dilation=shape.dilation, groups=shape.groups
    ).numpy()


def drawn(shape, seed=0):
    values = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    values[np.abs(values) < 0.1] = 0.0  # zeros are +1 on both sides
    return values


def agrees(sizes, shape, border):
    samples, ingoing, outgoing, height, width = sizes
    maps = drawn((samples, ingoing, height, width))
    weight = drawn((outgoing, ingoing // shape.groups, shape.kernel, shape.kernel), 1)
    found = PackedConvolution.packed(weight, shape, border=border)(maps)
    np.testing.assert_array_equal(found, plain(maps, weight, shape, border))


@pytest.mark.parametrize("border", PACKED_BORDERS)
@pytest.mark.parametrize(
    ("ingoing", "outgoing", "shape"),
    [
        (64, 64, KernelShape(3)),
        (320, 64, KernelShape(3)),
        (256, 24, KernelShape(5, 2)),
        (63, 9, KernelShape(3, 2)),
        (65, 7, KernelShape(3, 1, 2)),
        (1, 1, KernelShape(7)),
        (130, 16, KernelShape(1, 2)),
        (192, 12, KernelShape(3, 1, 1, 4)),
        (12, 12, KernelShape(3, 2, 1, 12)),
    ],
)
def test_sums_equal_the_float_convolution(border, ingoing, outgoing, shape):
    agrees((2, ingoing, outgoing, 9, 6), shape, border)


@settings(max_examples=40, deadline=None)
@given(
    channels=st.tuples(st.integers(1, 80), st.integers(1, 10), st.integers(1, 3)),
    sides=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    kernel=st.sampled_from((1, 3, 5)),
    steps=st.tuples(st.integers(1, 2), st.integers(1, 3)),
    border=st.sampled_from(PACKED_BORDERS),
)
def test_sums_equal_the_float_convolution_for_any_geometry(channels, sides, kernel, steps, border):
    ingoing, outgoing, groups = channels
    shape = KernelShape(kernel, *steps, groups)
    agrees((1, ingoing * groups, outgoing * groups, *sides), shape, border)


@pytest.mark.parametrize(("rows", "products", "outgoing"), [(5, 1, 3), (33, 4608, 40), (4, 65, 8)])
def test_the_dense_product_equals_the_product_of_signs(rows, products, outgoing):
    left, right = drawn((rows, products)), drawn((outgoing, products), 1)
    layer = PackedConvolution.packed(right[:, :, None, None])
    wanted = np.where(left >= 0, 1, -1) @ np.where(right >= 0, 1, -1).T
    np.testing.assert_array_equal(packed_product(pack_signs(left), layer), wanted)


@given(channels=st.integers(1, 200), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_packed_signs_come_back(channels, seed):
    values = drawn((3, channels), seed)
    words = pack_signs(values)
    np.testing.assert_array_equal(unpack_signs(words, channels), np.where(values >= 0, 1, -1))


def test_maps_are_packed_as_the_plain_reference_packs_them():
    maps = drawn((2, 70, 5, 4))
    layer = PackedConvolution.packed(drawn((8, 70, 1, 1)))
    np.testing.assert_array_equal(layer.pack(maps), pack_signs(np.moveaxis(maps, 1, -1)))


def test_threads_at_the_same_time_get_the_same_sums():
    maps, weight = drawn((1, 64, 28, 28)), drawn((64, 64, 3, 3), 1)
    layer = PackedConvolution.packed(weight)
    wanted = layer(maps)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(layer, [maps] * 16):
            np.testing.assert_array_equal(found, wanted)


def test_wrong_channels_and_borders_are_refused():
    weight = drawn((8, 64, 3, 3))
    with pytest.raises(ValueError, match="maps must have 64 channels"):
        PackedConvolution.packed(weight)(drawn((1, 65, 4, 4)))
    with pytest.raises(ValueError, match="border must be one of"):
        PackedConvolution.packed(weight, border="mirror")
    with pytest.raises(ValueError, match="kernel of 5"):
        PackedConvolution.packed(weight, KernelShape(5))


def test_importing_binary_networks_does_not_import_numba():
    code = "import sys, engine.binary; sys.exit('numba' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0

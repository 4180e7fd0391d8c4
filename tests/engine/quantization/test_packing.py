import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.quantization.packing import code_limits, pack_codes, packed_size, unpack_codes


@st.composite
def code_arrays(draw):
    bits = draw(st.integers(1, 8))
    signed = draw(st.booleans())
    low, high = code_limits(bits, signed=signed)
    codes = draw(hnp.arrays(np.int16, st.integers(0, 70), elements=st.integers(low, high)))
    return codes, bits, signed


def plain_bit_string(codes, bits):
    text = "".join(format(int(code) % 2**bits, f"0{bits}b")[::-1] for code in codes)
    text += "0" * (-len(text) % 8)
    return [int(text[start : start + 8][::-1], 2) for start in range(0, len(text), 8)]


@given(code_arrays())
def test_packing_comes_back_to_the_same_codes(case):
    codes, bits, signed = case
    packed = pack_codes(codes, bits, signed=signed)
    assert packed.size == packed_size(codes.size, bits)
    assert np.array_equal(unpack_codes(packed, codes.size, bits, signed=signed), codes)


@given(code_arrays())
def test_packed_bytes_are_the_bit_string_written_plainly(case):
    codes, bits, signed = case
    assert pack_codes(codes, bits, signed=signed).tolist() == plain_bit_string(codes, bits)


@pytest.mark.parametrize("bits", range(1, 9))
def test_a_million_codes_take_exactly_their_bits(bits):
    codes = np.random.default_rng(bits).integers(0, 2**bits, 10**6).astype(np.int16)
    packed = pack_codes(codes, bits, signed=False)
    assert packed.nbytes * 8 == 10**6 * bits
    assert np.array_equal(unpack_codes(packed, codes.size, bits, signed=False), codes)


def test_an_array_of_any_shape_is_read_row_by_row():
    codes = np.arange(-8, 8, dtype=np.int16).reshape(4, 2, 2)
    flat = pack_codes(codes.ravel(), 4, signed=True)
    assert np.array_equal(pack_codes(codes, 4, signed=True), flat)


def test_a_code_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="between -4 and 3, got 0 to 4; pack with more bits"):
        pack_codes(np.array([0, 4]), 3, signed=True)


def test_a_missing_byte_is_noticed():
    packed = pack_codes(np.arange(8), 3, signed=False)
    with pytest.raises(ValueError, match="8 codes of 3 bits take 3 bytes, got 2"):
        unpack_codes(packed[:-1], 8, 3, signed=False)


@pytest.mark.parametrize("bits", [0, 9])
def test_bits_outside_one_to_eight_are_refused(bits):
    with pytest.raises(ValueError, match="bits must lie between 1 and 8"):
        pack_codes(np.array([0]), bits, signed=False)

import numpy as np
import pytest

from engine.studies.bit_rows import bit_product, row_bits, row_text


def rows(count, seed=0):
    return np.random.default_rng(seed).random((count, 2, 64)) < 0.5


def test_the_dot_product_of_bits_is_that_of_the_signs():
    for first, second in rows(40):
        wanted = int((2 * first.astype(int) - 1) @ (2 * second.astype(int) - 1))
        found = bit_product(first, second)
        assert found.result == found.packed_result == found.float_result == wanted


def test_every_step_adds_up():
    for first, second in rows(10, 1):
        found = bit_product(first, second)
        products = (2 * first.astype(int) - 1) * (2 * second.astype(int) - 1)
        np.testing.assert_array_equal(found.equal, products == 1)
        assert found.ones_by_byte == tuple(found.equal[8 * k : 8 * k + 8].sum() for k in range(8))
        assert (
            found.ones == sum(found.ones_by_byte) == bin(int(row_text(found.equal), 16)).count("1")
        )


def test_equal_rows_give_64_and_opposite_ones_minus_64():
    (row, _), = rows(1, 2)  # fmt: skip
    assert bit_product(row, row).result == 64
    assert bit_product(row, ~row).result == -64


def test_a_row_survives_being_written():
    for row, _ in rows(10, 3):
        np.testing.assert_array_equal(row_bits(row_text(row)), row)


def test_the_first_digit_holds_the_first_four_signs_highest_bit_first():
    assert row_bits("8" + 15 * "0").tolist() == [True] + 63 * [False]
    assert row_bits("01" + 14 * "0")[7]


@pytest.mark.parametrize("text", ["", "ff", "f" * 17, "g" * 16, "-" + "f" * 15, "٣" * 16])
def test_what_is_no_row_is_refused_with_what_is_wanted(text):
    with pytest.raises(ValueError, match="16 hexadecimal digits"):
        row_bits(text)

"""Energy of single operations and memory accesses, in picojoules."""

import dataclasses

from engine.core.params import Settings, param

WORD_BITS = 64
ARITHMETIC = ("float32", "float16", "int8")
PLACES = ("nowhere", "cache_8_kib", "cache_32_kib", "cache_1_mib", "dram")
TITLES = {
    "nowhere": "not counted",
    "cache_8_kib": "on chip, 8 KiB",
    "cache_32_kib": "on chip, 32 KiB",
    "cache_1_mib": "on chip, 1 MiB",
    "dram": "DRAM",
}


@dataclasses.dataclass(frozen=True)
class EnergyTable(Settings):
    """Picojoules of each operation; memory for each access of 64 bits.

    The defaults are those of a 45 nm process at 0.9 V (M. Horowitz, ISSCC 2014). DRAM is given
    there as 1300 to 2600; 1920 is 30 for each bit. The binary multiply-add (XNOR and a share of
    a popcount) is an assumption, between a bit's share of an 8-bit addition and the 35 femtojoules
    that a whole chip was measured to take (arXiv 2211.11331).

    >>> EnergyTable().multiply_add("float16")
    1.5
    """

    multiply_float32: float = param(3.7, 0.0, 1e4, "32-bit float multiplication")
    add_float32: float = param(0.9, 0.0, 1e4, "32-bit float addition")
    multiply_float16: float = param(1.1, 0.0, 1e4, "16-bit float multiplication")
    add_float16: float = param(0.4, 0.0, 1e4, "16-bit float addition")
    multiply_int8: float = param(0.2, 0.0, 1e4, "8-bit integer multiplication")
    add_int8: float = param(0.03, 0.0, 1e4, "8-bit integer addition")
    multiply_int32: float = param(3.1, 0.0, 1e4, "32-bit integer multiplication")
    add_int32: float = param(0.1, 0.0, 1e4, "32-bit integer addition")
    binary_multiply_add: float = param(0.01, 0.0, 1e4, "XNOR and popcount of one bit")
    cache_8_kib: float = param(10.0, 0.0, 1e6, "64 bits from 8 KiB on chip")
    cache_32_kib: float = param(20.0, 0.0, 1e6, "64 bits from 32 KiB on chip")
    cache_1_mib: float = param(100.0, 0.0, 1e6, "64 bits from 1 MiB on chip")
    dram: float = param(1920.0, 0.0, 1e6, "64 bits from DRAM")

    def multiply_add(self, arithmetic: str) -> float:
        """Return the picojoules of a multiply-add; 8-bit products are summed in 32 bits.

        Args:
            arithmetic: "float32", "float16" or "int8".

        Raises:
            ValueError: If the arithmetic is unknown.
        """
        pairs = {
            "float32": self.multiply_float32 + self.add_float32,
            "float16": self.multiply_float16 + self.add_float16,
            "int8": self.multiply_int8 + self.add_int32,
        }
        if arithmetic not in pairs:
            raise ValueError(f"arithmetic must be one of {', '.join(pairs)}, got {arithmetic!r}")
        return pairs[arithmetic]

    def bit(self, place: str) -> float:
        """Return the picojoules of reading or writing one bit.

        Args:
            place: One of ``PLACES``.

        Raises:
            ValueError: If the place is unknown.
        """
        if place not in PLACES:
            raise ValueError(f"place must be one of {', '.join(PLACES)}, got {place!r}")
        return 0.0 if place == "nowhere" else getattr(self, place) / WORD_BITS


TABLE_45_NM = EnergyTable()
TABLES: dict[str, EnergyTable] = {
    "45 nm": TABLE_45_NM,
    "45 nm, DRAM at its cheapest": dataclasses.replace(TABLE_45_NM, dram=1300.0),
    "45 nm, DRAM at its dearest": dataclasses.replace(TABLE_45_NM, dram=2600.0),
    "45 nm, binary as measured on a chip": dataclasses.replace(
        TABLE_45_NM, binary_multiply_add=0.035
    ),
}
